/** Hands of a queue work side by side: what is more urgent goes ahead of what was taken behind it, or a short bag would end before a long one. */
import { setTimeout as pause } from 'node:timers/promises';

/** Milliseconds that work waits for more urgent work at most: a bag that hangs does not stop its queue. */
const headStartMs = 100;

export class HeadStart {
  private readonly underWay = new Map<Promise<unknown>, number>();

  /** Begins when no work of a lower lane is under way, or when that has had its head start. */
  async run<T>(lane: number, work: () => Promise<T>): Promise<T> {
    const ahead = [...this.underWay].filter(([, its]) => its < lane).map(([promise]) => promise);
    const begin =
      ahead.length === 0 ? work() : Promise.race([Promise.allSettled(ahead), pause(headStartMs)]).then(work);
    this.underWay.set(begin, lane);
    try {
      return await begin;
    } finally {
      this.underWay.delete(begin);
    }
  }
}
