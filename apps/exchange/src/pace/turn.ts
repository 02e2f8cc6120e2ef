/** So many at once, and one unless told; the others wait in the order in which they came. */
export class Turn {
  /** Clients and urgent messages wait for these; the others are on their way and can come a moment later. */
  private readonly ahead: (() => void)[] = [];
  private readonly others: (() => void)[] = [];
  private taken = 0;
  private passedBy = 0;

  constructor(private readonly places = 1) {}

  /** Resolves after everybody who asked before, or `ahead` of those who did not ask for that; gives what ends the turn. */
  async come({ ahead = false } = {}): Promise<() => void> {
    if (this.taken < this.places) this.taken += 1;
    else await new Promise<void>((begin) => (ahead ? this.ahead : this.others).push(begin));
    return () => this.pass();
  }

  private pass(): void {
    const next = this.next();
    if (next === undefined) this.taken -= 1;
    else next();
  }

  private next(): (() => void) | undefined {
    const isTheirs = this.others.length > 0 && (this.ahead.length === 0 || this.passedBy === mostPassedBy);
    this.passedBy = isTheirs || this.others.length === 0 ? 0 : this.passedBy + 1;
    return isTheirs ? this.others.shift() : this.ahead.shift();
  }
}

/** So often in a row those who wait are passed by: a burst of submissions slows what travels, and never stops it. */
export const mostPassedBy = 2;
