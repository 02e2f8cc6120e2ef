/**
 * One writing transaction at a time in a process. All of them end at the same rows (the process's chains, its books), so two at
 * once would only wait for each other inside PostgreSQL; what waits for its turn here gathers company instead.
 */
export class Turn {
  private last: Promise<unknown> = Promise.resolve();

  /** Runs `work` after everything that asked before; rejects as it rejects. `work` must not ask for a turn itself. */
  take<T>(work: () => Promise<T>): Promise<T> {
    const mine = this.last.then(work);
    this.last = mine.catch(() => undefined);
    return mine;
  }
}
