/** What an agent process notes down while it works: how much is done, and what went otherwise than planned. */
import type { AgentCounts } from './messages.js';

/** Enough to see what is wrong; the counts tell how often. */
const MOST_FAULTS = 50;

export class Findings {
  started = 0;
  answered = 0;
  refused = 0;
  recovered = 0;
  read = 0;
  statuses = 0;
  duplicated = 0;
  unexpected = 0;
  readonly faults: string[] = [];

  constructor(
    /** Called after every change that somebody may wait for. */
    private readonly onChange: () => void,
  ) {}

  changed(): void {
    this.onChange();
  }

  fault(words: string): void {
    if (this.faults.length < MOST_FAULTS) this.faults.push(words);
  }

  get counts(): AgentCounts {
    const { started, answered, refused, read, statuses } = this;
    return { started, answered, refused, read, statuses };
  }
}
