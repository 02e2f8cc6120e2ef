/** Work that exactly one process does, again and again: whoever holds its lock in PostgreSQL. */
import { setTimeout as pause } from 'node:timers/promises';
import type { Log } from '@lienthong/edge';
import { checkAlive, leaveDuty, takeDuty, type Connection, type Store } from '@lienthong/store';

const lockTryMs = 1_000;
const lockCheckMs = 1_000;
const afterFaultMs = 300;
/** How often it is looked whether the next round is due, or the process is to stop. */
const lookMs = 200;

export interface Duty {
  /** The same in every process that could do it. */
  readonly name: string;
  /** Pause between two rounds. */
  readonly everyMs: number;
  /** Called when the lock was won; gives the work of one round. */
  begin(): () => Promise<void>;
}

export class OneProcess {
  private stopped = false;
  /** Monotonic time at which the last round ended well, or the lock was won; undefined while this process does not hold it. */
  private progressAt: number | undefined;
  private readonly running: Promise<void>;

  constructor(
    private readonly store: Store,
    private readonly duty: Duty,
    private readonly log: Log,
  ) {
    this.running = this.run();
  }

  get name(): string {
    return this.duty.name;
  }

  /** Milliseconds for which this process has held the lock without completing a round; 0 while another process holds it. */
  get stillForMs(): number {
    return this.progressAt === undefined ? 0 : performance.now() - this.progressAt;
  }

  async stop(): Promise<void> {
    this.stopped = true;
    await this.running;
  }

  private async run(): Promise<void> {
    while (!this.stopped) {
      try {
        await this.store.session((lock) => this.holdLock(lock));
      } catch (error) {
        this.warn(error, 'the store was lost and will be tried again');
      }
      this.progressAt = undefined;
      if (!this.stopped) await pause(lockTryMs * (0.5 + Math.random()));
    }
  }

  private async holdLock(lock: Connection): Promise<void> {
    const { name, everyMs } = this.duty;
    if (!(await takeDuty(lock, name))) return;
    this.log.info({ duty: name }, 'this process does it');
    const round = this.duty.begin();
    this.progressAt = performance.now();
    let checkedAt = performance.now();
    for (let next = 0; !this.stopped;) {
      if (performance.now() - checkedAt > lockCheckMs) {
        await checkAlive(lock);
        checkedAt = performance.now();
      }
      if (performance.now() >= next) {
        const isDone = await this.attempt(round);
        next = performance.now() + (isDone ? everyMs : Math.max(everyMs, afterFaultMs));
      }
      await pause(Math.max(1, Math.min(next - performance.now(), lookMs)));
    }
    await leaveDuty(lock, name);
  }

  private async attempt(round: () => Promise<void>): Promise<boolean> {
    try {
      await round();
      this.progressAt = performance.now();
      return true;
    } catch (error) {
      this.warn(error, 'a round failed and will be repeated');
      return false;
    }
  }

  private warn(error: unknown, what: string): void {
    this.log.warn({ duty: this.duty.name, error: (error as Error).message }, what);
  }
}
