/** Group commit: the next group is what came while the last one was written, so that load makes groups larger, not answers later. */
import { setTimeout as pause } from 'node:timers/promises';

export interface GatherLimits {
  readonly items: number;
  readonly bytes: number;
  /** How long a lone item waits for company, in milliseconds. */
  readonly waitMs: number;
  /** Least time from the begin of one group to the next that follows it at once: small ones cost nearly as much as large ones. */
  readonly paceMs?: number;
}

interface Waiting<In, Out> {
  readonly item: In;
  readonly bytes: number;
  resolve(out: Out): void;
  reject(error: unknown): void;
}

export class Gather<In, Out> {
  private waiting: Waiting<In, Out>[] = [];
  private running = false;

  /** `work` gets a group and answers each item in its place; when it throws, every item of the group gets that error. */
  constructor(
    private readonly limits: GatherLimits,
    private readonly work: (group: readonly In[]) => Promise<readonly Out[]>,
  ) {}

  add(item: In, bytes: number): Promise<Out> {
    return new Promise((resolve, reject) => {
      this.waiting.push({ item, bytes, resolve, reject });
      if (this.running) return;
      this.running = true;
      setTimeout(() => void this.drain(), this.limits.waitMs);
    });
  }

  private async drain(): Promise<void> {
    while (this.waiting.length > 0) {
      const next = performance.now() + (this.limits.paceMs ?? 0);
      await this.workOn(this.takeGroup());
      const early = next - performance.now();
      if (early > 0 && this.waiting.length > 0) await pause(early);
    }
    this.running = false;
  }

  private takeGroup(): Waiting<In, Out>[] {
    let bytes = 0;
    let count = 0;
    for (const each of this.waiting) {
      if (count === this.limits.items || (count > 0 && bytes + each.bytes > this.limits.bytes)) break;
      bytes += each.bytes;
      count++;
    }
    return this.waiting.splice(0, count);
  }

  private async workOn(group: Waiting<In, Out>[]): Promise<void> {
    try {
      const answers = await this.work(group.map(({ item }) => item));
      for (const [index, { resolve }] of group.entries()) resolve(answers[index]!);
    } catch (error) {
      for (const { reject } of group) reject(error);
    }
  }
}
