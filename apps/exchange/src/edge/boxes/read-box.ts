/** An inbox or a desk as its owner reads it: a page at once, a page when something came, or a stream of events without end. */
import { Readable } from 'node:stream';
import type { Page } from '@lienthong/edxml';
import type { WatchedBox, Found, Position, Watcher } from '@lienthong/store';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { eventOf } from '../../boxes/event-names.js';
import type { Caller } from '../authenticate.js';
import { answerPage, PageQuery, readCursor, TimeText, writeCursor } from '../paging.js';
import type { Watch } from './watch.js';

/** A client that hears nothing for so long asks again; proxies give up after a minute. */
const longestWaitS = 30;
const heartbeatMs = 15_000;
/** A stream ends after five minutes, so that a withdrawn key does not read on; the client goes on from its last event. */
const longestStreamMs = 300_000;
/** How soon a client comes back when its stream ended. */
const comeBackMs = 1_000;

export const eventStream = 'text/event-stream';

/** Times of arrival: from the first, up to before the second. */
export const BoxQuery = PageQuery.extend({
  wait: z.coerce.number().int().min(0).max(longestWaitS).optional(),
  from: TimeText.optional(),
  to: TimeText.optional(),
});

export interface Box<Row extends Position, Item> {
  readonly kind: WatchedBox;
  read(who: Watcher, limit: number): Promise<Found<Row>>;
  show(row: Row): Item;
}

export interface AskedBox {
  readonly caller: Caller;
  readonly query: { readonly after?: string | undefined; readonly limit: number; readonly wait?: number | undefined };
  readonly request: FastifyRequest;
  readonly reply: FastifyReply;
}

export function answerBox<Row extends Position, Item>(
  watch: Watch,
  box: Box<Row, Item>,
  asked: AskedBox,
): Promise<Page<Item>> | Readable {
  const reader = new BoxReader(watch, box, asked);
  const isStream = (asked.request.headers.accept ?? '').includes(eventStream);
  // 'close' comes after every answer and after every broken connection.
  if (isStream || reader.waitMs > 0) asked.reply.raw.once('close', watch.enter());
  if (!isStream) return reader.page();
  void asked.reply.header('Content-Type', eventStream).header('Cache-Control', 'no-store');
  // nginx would keep the events back until its buffer is full.
  void asked.reply.header('X-Accel-Buffering', 'no');
  return Readable.from(reader.events(), { objectMode: false, highWaterMark: 64 * 1024 });
}

class BoxReader<Row extends Position, Item> {
  private readonly gone = new AbortController();
  private after: Position;

  constructor(
    private readonly watch: Watch,
    private readonly box: Box<Row, Item>,
    private readonly asked: AskedBox,
  ) {
    const last = asked.request.headers['last-event-id'];
    const isGoingOn = typeof last === 'string' && last !== '';
    this.after = isGoingOn ? readCursor(last, 'Last-Event-ID') : readCursor(asked.query.after);
    asked.reply.raw.once('close', () => this.gone.abort());
  }

  async page(): Promise<Page<Item>> {
    const end = performance.now() + this.waitMs;
    let { rows, more } = await this.read();
    while (rows.length === 0 && !this.isOver(end)) {
      if (!more) await this.news(end - performance.now());
      ({ rows, more } = await this.read());
    }
    const next = this.after.xact === '0' ? this.asked.query.after : writeCursor(this.after);
    const items = rows.map((row) => this.box.show(row));
    return answerPage(items, next, more);
  }

  /** Each event's id is its cursor; an id without an event says how far a search has come. */
  async *events(): AsyncGenerator<string> {
    const end = performance.now() + longestStreamMs;
    yield `retry: ${comeBackMs}\n\n`;
    while (!this.isOver(end)) {
      const { rows, more } = await this.read();
      if (rows.length > 0) yield rows.map((row) => this.event(row)).join('');
      if (more) continue;
      const heartbeat = performance.now() + heartbeatMs;
      await this.news(heartbeatMs);
      if (performance.now() >= heartbeat) yield `: still here\nid: ${writeCursor(this.after)}\n\n`;
    }
  }

  private event(row: Row): string {
    return `id: ${writeCursor(row)}\nevent: ${eventOf[this.box.kind]}\ndata: ${JSON.stringify(this.box.show(row))}\n\n`;
  }

  /** What stands after the position, which moves behind it. */
  private async read(): Promise<Found<Row>> {
    const found = await this.box.read(this.who(), this.asked.query.limit);
    this.after = found.end ?? this.after;
    return found;
  }

  private news(waitMs: number): Promise<void> {
    return this.watch.news(this.box.kind, this.who(), waitMs, this.gone.signal);
  }

  private who(): Watcher {
    const { place, agency } = this.asked.caller;
    return { place, agency, after: { xact: this.after.xact, seq: this.after.seq } };
  }

  private isOver(end: number): boolean {
    return performance.now() >= end || this.gone.signal.aborted || this.watch.isStopped;
  }

  /** `?wait=20`, or `Prefer: wait=20` (RFC 7240 section 4.3). */
  get waitMs(): number {
    const preferred = /\bwait=(\d{1,4})\b/.exec(String(this.asked.request.headers.prefer ?? ''))?.[1];
    return Math.min(this.asked.query.wait ?? Number(preferred ?? 0), longestWaitS) * 1_000;
  }
}
