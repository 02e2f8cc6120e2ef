/** What must happen although nobody asks: checkpoints, deliveries that expire, parked documents judged again. */
import type { Log } from '@lienthong/edge';
import { enterBooks, expireDeliveries, linkEvents, officialTime } from '@lienthong/store';
import type { ExchangeConfig } from '../config.js';
import type { Exchange } from '../exchange.js';
import { makeCheckpoint } from '../hops/checkpoints.js';
import { judgeParked } from './judge-parked.js';

const day = 24 * 3_600_000;
const everyMs = 3_000;

export class Sweeps {
  private timer: NodeJS.Timeout | undefined;
  private running: Promise<void> | undefined;

  constructor(
    private readonly exchange: Exchange,
    private readonly config: ExchangeConfig,
    private readonly log: Log,
  ) {}

  start(): void {
    this.timer = setInterval(() => {
      this.running ??= this.sweep().finally(() => (this.running = undefined));
    }, everyMs);
  }

  async stop(): Promise<void> {
    clearInterval(this.timer);
    await this.running;
  }

  /** One round over all places; a place that fails does not stop the others. */
  async sweep(): Promise<void> {
    for (const place of this.exchange.served.keys()) {
      try {
        await this.sweepPlace(place);
      } catch (error) {
        this.log.warn({ place, error: (error as Error).message }, 'a sweep failed and will be repeated');
      }
    }
  }

  private async sweepPlace(place: string): Promise<void> {
    await makeCheckpoint(this.exchange, place, `${this.config.DATA_DIR}/checkpoints`);
    await judgeParked(this.exchange, place, this.config.PARK_HOURS);
    await expirePlace(this.exchange, place, this.config.EXPIRY_DAYS);
  }
}

/** Ends deliveries that were not handed over within `days` of official time; their messages are answered as duplicates later. */
export async function expirePlace(exchange: Exchange, place: string, days: number): Promise<number> {
  return exchange.store.transaction(async (tx) => {
    const { now } = await officialTime(tx);
    const limit = new Date(now.getTime() - days * day);
    const reason = `not handed over within ${days} days`;
    const expired = await expireDeliveries(tx, place, limit, reason);
    if (expired.length === 0) return 0;
    await enterBooks(
      tx,
      expired.map(({ sender: agency }) => ({ place, agency, expired: 1 })),
    );
    const body = { expired: expired.map(({ document, recipient }) => [document, recipient, reason]) };
    await linkEvents(tx, exchange.chain, [{ place, body }], now);
    return expired.length;
  });
}
