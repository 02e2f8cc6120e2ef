/** Runs the relay of each queue in exactly one process: whoever holds the queue's lock in PostgreSQL. */
import { setTimeout as pause } from 'node:timers/promises';
import { checkAlive, leaveRelay, takeRelay, type Connection } from '@lienthong/store';
import type { Log } from '@lienthong/edge';
import type { Exchange } from '../exchange.js';
import { groupBy } from '../group-by.js';
import type { RelayPace } from './bag-window.js';
import { Relay } from './relay.js';

/** Time between two rounds: each asks the store what waits and what was answered, so more of them cost more than they hasten. */
const roundMs = 60;
const lockTryMs = 1_000;
const lockCheckMs = 1_000;

export class RelayLoop {
  private stopped = false;
  private readonly loops: Promise<void>[] = [];

  constructor(
    private readonly exchange: Exchange,
    private readonly log: Log,
    private readonly pace: RelayPace,
  ) {}

  start(): void {
    const queues = groupBy([...this.exchange.served.values()], ({ queue }) => queue);
    for (const [queue, places] of queues) this.loops.push(this.run(queue, new Set(places.map(({ code }) => code))));
  }

  async stop(): Promise<void> {
    this.stopped = true;
    await Promise.all(this.loops);
  }

  private async run(queue: string, places: ReadonlySet<string>): Promise<void> {
    while (!this.stopped) {
      try {
        await this.exchange.store.session((lock) => this.holdLock(lock, queue, places));
      } catch (error) {
        this.log.warn({ queue, error: (error as Error).message }, 'the relay lost the store and tries again');
      }
      if (!this.stopped) await pause(lockTryMs * (0.5 + Math.random()));
    }
  }

  private async holdLock(lock: Connection, queue: string, places: ReadonlySet<string>): Promise<void> {
    if (!(await takeRelay(lock, queue))) return;
    this.log.info({ queue }, 'this process relays for the queue');
    const relay = new Relay(this.exchange, places, this.pace);
    let checkedAt = Date.now();
    while (!this.stopped) {
      if (Date.now() - checkedAt > lockCheckMs) {
        await checkAlive(lock);
        checkedAt = Date.now();
      }
      await this.oneRound(relay, queue);
    }
    await leaveRelay(lock, queue);
  }

  private async oneRound(relay: Relay, queue: string): Promise<void> {
    try {
      await relay.round();
      await pause(roundMs);
    } catch (error) {
      this.log.warn({ queue, error: (error as Error).message }, 'a round of the relay failed and will be repeated');
      await pause(300);
    }
  }
}
