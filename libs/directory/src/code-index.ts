/** Agencies by their codes. A later state shares with an earlier one all that did not change: a nation's codes are not gone through for one. */

/** Look-ups in the later changes go first; many of them become part of the base. */
const mostLater = 5_000;

export class CodeIndex<Thing> {
  constructor(
    private readonly base: ReadonlyMap<string, Thing>,
    private readonly later: ReadonlyMap<string, Thing | undefined> = new Map(),
  ) {}

  get(code: string): Thing | undefined {
    return this.later.has(code) ? this.later.get(code) : this.base.get(code);
  }

  /** The same, but for these codes what was found of them now. */
  with(codes: ReadonlySet<string>, found: ReadonlyMap<string, Thing>): CodeIndex<Thing> {
    const later = new Map(this.later);
    // What else was found of the same agencies has not changed.
    for (const code of codes) later.set(code, found.get(code));
    if (later.size <= mostLater) return new CodeIndex(this.base, later);
    const base = new Map(this.base);
    for (const [code, agency] of later)
      if (agency === undefined) base.delete(code);
      else base.set(code, agency);
    return new CodeIndex(base);
  }
}
