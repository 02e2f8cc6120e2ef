/** The relay: takes what waits in the outboxes to the queues of the next places, few bags at a time, again and again until answered. */
import { lanes, type HopBag, type HopBatch } from '@lienthong/edxml';
import { openMessages, waitingMessages, type WaitingMessage } from '@lienthong/store';
import { servedPlace, type Exchange } from '../exchange.js';
import { groupBy } from '../values/group-by.js';
import { newId } from '../values/ids.js';
import { bagMessages, BagWindow, cutBags, type Outstanding, type RelayPace } from './bag-window.js';
import { signBatches } from './signed-batch.js';

/** How often the outbox is read from its start: a commit that came late may lie before the cursor. */
const fullScanMs = 3_000;
/** How often the store is asked what was answered: the windows leave room for what comes in between. */
const answersMs = 300;

export class Relay {
  private readonly windows = new Map<string, BagWindow>();
  private followed: unknown;
  private scannedAt = -Infinity;
  private askedAt = -Infinity;

  constructor(
    private readonly exchange: Exchange,
    /** The places it relays for: those of one queue that this process serves. */
    private readonly places: ReadonlySet<string>,
    private readonly pace: RelayPace,
  ) {}

  /** One round: forget what was answered, offer again what is overdue, send what waits. `now`: monotonic milliseconds. */
  async round(now = performance.now()): Promise<void> {
    this.followDirectory();
    await this.dropAnswered(now);
    await this.offerOverdue(now);
    if (now - this.scannedAt > fullScanMs) {
      for (const window of this.windows.values()) window.cursor = '0';
      this.scannedAt = now;
    }
    await this.sendWaiting(now);
  }

  private followDirectory(): void {
    const directory = this.exchange.directory();
    if (directory === this.followed) return;
    this.followed = directory;
    const edges = directory.edges().filter(([place]) => this.places.has(place));
    for (const [queue, some] of groupBy(edges, ([, neighbour]) => directory.place(neighbour)!.queue))
      for (const lane of lanes) {
        const window = this.windowOf(queue, lane);
        window.places = [...new Set(some.map(([place]) => place))];
        window.neighbours = [...new Set(some.map(([, neighbour]) => neighbour))];
      }
  }

  private windowOf(queue: string, lane: number): BagWindow {
    const key = `${queue} ${lane}`;
    let window = this.windows.get(key);
    if (window === undefined) this.windows.set(key, (window = new BagWindow(queue, lane, this.pace)));
    return window;
  }

  private async dropAnswered(now: number): Promise<void> {
    if (now - this.askedAt < answersMs) return;
    this.askedAt = now;
    const under = [...this.windows.values()].flatMap(({ outstanding }) => outstanding);
    if (under.length === 0) return;
    const keys = under.flatMap(({ messages }) => messages.map(({ text: _, ...key }) => key));
    const open = await openMessages(this.exchange.store, keys);
    for (const window of this.windows.values()) window.keepOpen(({ id }) => open.has(id));
  }

  /** Messages without an answer: offered again, later in halves, so that one that can not be worked on is found. */
  private async offerOverdue(now: number): Promise<void> {
    for (const window of this.windows.values()) {
      const overdue = window.outstanding.filter(({ dueAt }) => dueAt <= now);
      if (overdue.length === 0) continue;
      const held = await this.exchange.queue.known(
        window.queue,
        overdue.map(({ jobId }) => jobId),
      );
      for (const bag of overdue)
        if (held.has(bag.jobId) && bag.waitUntil > now) window.waitOn(bag, now);
        else await this.offerAgain(window, bag, now);
    }
  }

  private async offerAgain(window: BagWindow, bag: Outstanding, now: number): Promise<void> {
    window.drop(bag.jobId);
    const half = bag.offers > 1 ? Math.ceil(bag.messages.length / 2) : bag.messages.length;
    for (const part of [bag.messages.slice(0, half), bag.messages.slice(half)])
      if (part.length > 0) await this.offer(window, part, now, bag.offers + 1);
  }

  /** The most urgent first, to every queue: each degree has a window of its own, which no lower one fills. */
  private async sendWaiting(now: number): Promise<void> {
    const due = [...this.windows.values()].sort((a, b) => a.lane - b.lane).filter((window) => window.isDue(now));
    const asked = due.map(({ places, neighbours, lane, cursor, room }) => ({
      ...{ places, neighbours, lane, cursor, most: room * bagMessages },
    }));
    const found = await waitingMessages(this.exchange.store, asked);
    for (const [number, window] of due.entries()) {
      const messages = found[number] ?? [];
      await this.fill(window, messages, { isBacklog: messages.length === asked[number]!.most, now });
    }
  }

  private async fill(
    window: BagWindow,
    found: readonly WaitingMessage[],
    { isBacklog, now }: { isBacklog: boolean; now: number },
  ): Promise<void> {
    const held = new Set(window.outstanding.flatMap(({ messages }) => messages.map(({ id }) => id)));
    let sent: string | undefined;
    for (const bag of cutBags(found.filter(({ id }) => !held.has(id)))) {
      if (!window.takes(bag)) return window.looked(sent, isBacklog);
      await this.offer(window, bag, now, 1);
      sent = bag.at(-1)!.id;
    }
    window.looked(found.at(-1)?.id, isBacklog);
  }

  private async offer(
    window: BagWindow,
    messages: readonly WaitingMessage[],
    now: number,
    offers: number,
  ): Promise<void> {
    const byPlace = groupBy(messages, ({ place }) => place);
    const signed = await Promise.all([...byPlace].map(([place, some]) => this.batchesOf(place, some)));
    const jobId = newId();
    window.sent(jobId, messages, now, offers);
    const bag: HopBag = { kind: 'bag', batches: signed.flat() };
    await this.exchange.queue.offer(window.queue, jobId, bag, { lane: window.lane });
  }

  /** A place's batches of one bag, one for each neighbour, under one signature. */
  private batchesOf(place: string, messages: readonly WaitingMessage[]): Promise<HopBatch[]> {
    const batches = [...groupBy(messages, ({ neighbour }) => neighbour)].map(([neighbour, some]) => ({
      ...{ from: place, to: neighbour, lane: some[0]!.lane },
      messages: some.map(({ id, text }) => ({ id, text })),
    }));
    return signBatches(batches, servedPlace(this.exchange, place).signer);
  }
}
