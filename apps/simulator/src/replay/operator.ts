/** What the coordinator of a replay asks with the operator's key: the accounts, and the official clock. */
import { ProblemError, type BooksAnswer } from '@lienthong/client';
import type { Door } from '../agent/door.js';
import type { Accounts } from './report.js';

export class Operator {
  constructor(
    private readonly door: Door,
    private readonly key: string,
  ) {}

  books(): Promise<BooksAnswer> {
    return this.door.ask(this.key, (client) => client.books());
  }

  async accounts(): Promise<Accounts> {
    const { total: books } = await this.books();
    const { items, total } = await this.door.ask(this.key, (client) => client.signatureStatistics({ by: ['tier'] }));
    return { books, total, byTier: items };
  }

  /** Official time never goes back: a run that goes on after a stop finds the clock ahead and leaves it there. */
  async moveClock(to: Date): Promise<void> {
    try {
      await this.door.ask(this.key, (client) => client.operator.moveClock(to));
    } catch (error) {
      if (!(error instanceof ProblemError && error.code === 'clock-refused')) throw error;
    }
  }

  async letClockRun(): Promise<void> {
    await this.door.ask(this.key, (client) => client.operator.runClock());
  }
}
