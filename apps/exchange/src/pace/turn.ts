/**
 * One writing transaction at a time in a process. All of them end at the same rows (the process's chains, its books), so two at
 * once would only wait for each other inside PostgreSQL; what waits for its turn here gathers company instead.
 */
export class Turn {
  /** Clients and urgent messages wait for these; the others are on their way and can come a moment later. */
  private readonly ahead: (() => Promise<void>)[] = [];
  private readonly others: (() => Promise<void>)[] = [];
  private isTaken = false;
  private passedBy = 0;

  /**
   * Runs `work` after everything that asked before, or `ahead` of those that did not ask for that; rejects as it rejects.
   * `work` must not ask for a turn itself.
   */
  take<T>(work: () => Promise<T>, { ahead = false } = {}): Promise<T> {
    return new Promise((resolve, reject) => {
      const line = ahead ? this.ahead : this.others;
      line.push(() => Promise.resolve().then(work).then(resolve, reject));
      if (!this.isTaken) void this.run();
    });
  }

  private async run(): Promise<void> {
    this.isTaken = true;
    for (let next = this.next(); next !== undefined; next = this.next()) await next();
    this.isTaken = false;
  }

  private next(): (() => Promise<void>) | undefined {
    const isTheirs = this.others.length > 0 && (this.ahead.length === 0 || this.passedBy === mostPassedBy);
    this.passedBy = isTheirs || this.others.length === 0 ? 0 : this.passedBy + 1;
    return isTheirs ? this.others.shift() : this.ahead.shift();
  }
}

/** So often in a row those who wait are passed by: a burst of submissions slows what travels, and never stops it. */
export const mostPassedBy = 2;
