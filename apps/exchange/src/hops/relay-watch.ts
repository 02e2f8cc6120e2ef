/** Watches this process's relays: one that holds its lock, completes no round and lets messages wait is reported by log and readiness. */
import type { Log } from '@lienthong/edge';
import { hasWaitingMessages } from '@lienthong/store';
import type { Exchange } from '../exchange.js';
import type { OneProcess } from '../pace/one-process.js';

/** A round takes well under a second; a store that answers slowly, or comes back after a restart, delays it by a few. */
const stillAfterMs = 15_000;
const lookEveryMs = 5_000;

/** A relay and the places it serves. */
export interface WatchedRelay {
  readonly duty: Pick<OneProcess, 'name' | 'stillForMs'>;
  readonly places: readonly string[];
}

export class RelayWatch {
  private relays: readonly WatchedRelay[] = [];
  private readonly reported = new Set<string>();
  private timer: NodeJS.Timeout | undefined;

  constructor(
    private readonly exchange: Pick<Exchange, 'store'>,
    private readonly log: Pick<Log, 'error' | 'info' | 'warn'>,
  ) {}

  begin(relays: readonly WatchedRelay[]): void {
    this.relays = relays;
    this.timer = setInterval(() => void this.look(), lookEveryMs);
    this.timer.unref();
  }

  stop(): void {
    clearInterval(this.timer);
  }

  /** Why this process is not ready, in words; undefined while its relays move or nothing waits for them. */
  async whyNotReady(): Promise<string | undefined> {
    const [first] = await this.standing();
    return first && `${this.describe(first)}; see the log of this process, and restart it if that does not end`;
  }

  /** Writes one line when a relay is first seen standing still, and one when it moves again. */
  async look(): Promise<void> {
    try {
      const standing = await this.standing();
      const names = new Set(standing.map(({ duty }) => duty.name));
      for (const relay of standing)
        if (!this.reported.has(relay.duty.name)) this.log.error({ duty: relay.duty.name }, this.describe(relay));
      for (const name of this.reported) if (!names.has(name)) this.log.info({ duty: name }, 'the relay moves again');
      this.reported.clear();
      for (const name of names) this.reported.add(name);
    } catch (error) {
      this.log.warn({ error: (error as Error).message }, 'the relays could not be checked');
    }
  }

  private async standing(): Promise<WatchedRelay[]> {
    const still = this.relays.filter(({ duty }) => duty.stillForMs > stillAfterMs);
    const waits = await Promise.all(still.map(({ places }) => hasWaitingMessages(this.exchange.store, places)));
    return still.filter((_, index) => waits[index]);
  }

  private describe({ duty }: WatchedRelay): string {
    const seconds = Math.round(duty.stillForMs / 1_000);
    return `The ${duty.name} has completed no round for ${seconds} s while messages wait in the outbox`;
  }
}
