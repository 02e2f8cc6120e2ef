/** What goes wrong in a drill and when: faults at points of the progress that the seed gives, each followed by what heals it. */
import { draw, shuffled } from './draw.js';

/** Carries a fault out; `chance` is drawn for it, 0 to 1. Resolves when what was killed has been started again. */
export type Means = Readonly<Record<string, (chance: number) => Promise<void> | void>>;

export interface Strike {
  /** Progress of the replay at which it falls, 0 to 1. */
  readonly at: number;
  readonly fault: string;
  readonly chance: number;
}

/** First and last point of the progress at which something still goes wrong. */
const from = 0.01;
const to = 0.96;

/** @param shares how many of each fault there are among all, as a proportion; every one falls at least once */
export function planStrikes(seed: string, count: number, shares: Readonly<Record<string, number>>): Strike[] {
  const all = Object.values(shares).reduce((sum, share) => sum + share, 0);
  const once = Object.keys(shares);
  const more = Array.from({ length: Math.max(0, count - once.length) }, (_, index) => {
    let left = draw(seed, 'fault', index) * all;
    return once.find((fault) => (left -= shares[fault]!) < 0) ?? once[0]!;
  });
  const points = Array.from(
    { length: once.length + more.length },
    (_, index) => from + (to - from) * draw(seed, 'point', index),
  );
  const faults = shuffled(seed, [...once, ...more], 'order');
  return points
    .sort((a, b) => a - b)
    .map((at, index) => ({ at, fault: faults[index]!, chance: draw(seed, 'chance', index) }));
}

export class Nemesis {
  readonly log: string[] = [];
  readonly counts: Record<string, number> = {};

  constructor(
    private readonly means: Means,
    private readonly strikes: readonly Strike[],
    /** Resolves when the progress has come this far; rejects when it stands still. */
    private readonly reach: (progress: number) => Promise<unknown>,
  ) {}

  async run(): Promise<void> {
    const start = performance.now();
    for (const { at, fault, chance } of this.strikes) {
      await this.reach(at);
      const seconds = ((performance.now() - start) / 1000).toFixed(1);
      this.log.push(`${seconds} s (${(at * 100).toFixed(0)} %) ${fault}`);
      await this.means[fault]!(chance);
      this.counts[fault] = (this.counts[fault] ?? 0) + 1;
    }
  }
}
