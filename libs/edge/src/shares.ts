/** How much of something each of many names holds now; names that hold nothing take no memory. */
export class Shares {
  readonly #held = new Map<string, number>();

  of(name: string): number {
    return this.#held.get(name) ?? 0;
  }

  add(name: string, amount: number): void {
    const now = this.of(name) + amount;
    if (now === 0) this.#held.delete(name);
    else this.#held.set(name, now);
  }

  /** One more for this name, unless it holds `most` already; gives what gives it back, which must be called once. */
  take(name: string, most: number): (() => void) | undefined {
    if (this.of(name) >= most) return undefined;
    this.add(name, 1);
    return () => this.add(name, -1);
  }
}
