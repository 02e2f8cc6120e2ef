/** Parked documents on their way past the scanner, some at a time, while requests and sweeps go on. A hint: the sweep hands over again. */
import type { Log } from '@lienthong/edge';

/** A parked document, and the digest (hex) of its package. */
export interface UnscannedDocument {
  readonly place: string;
  readonly document: string;
  readonly package: string;
}

const atOnce = 50;

export class ScanLine {
  /** Those being settled too, so that none stands here twice. */
  private readonly waiting = new Map<string, UnscannedDocument>();
  private running: Promise<void> | undefined;

  /** `settle` looks at some documents and lets those that may travel. */
  constructor(
    private readonly settle: (documents: readonly UnscannedDocument[]) => Promise<void>,
    private readonly log: Log,
  ) {}

  add(documents: readonly UnscannedDocument[]): void {
    for (const one of documents) this.waiting.set(keyOf(one), one);
    if (this.waiting.size > 0) this.running ??= this.run().finally(() => (this.running = undefined));
  }

  /** Leaves those that wait to the next sweep, here or elsewhere. */
  async stop(): Promise<void> {
    this.waiting.clear();
    await this.running;
  }

  private async run(): Promise<void> {
    while (this.waiting.size > 0) {
      const some = [...this.waiting.values()].slice(0, atOnce);
      try {
        await this.settle(some);
      } catch (error) {
        this.log.warn({ error: (error as Error).message }, 'scanned documents wait for the next sweep');
      }
      for (const one of some) this.waiting.delete(keyOf(one));
    }
  }
}

const keyOf = ({ place, document }: UnscannedDocument): string => `${place} ${document}`;
