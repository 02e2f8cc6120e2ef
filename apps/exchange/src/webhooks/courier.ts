/** Takes what came to agencies' webhooks: in order, at least once, from a cursor that moves only behind an answer of 2xx. */
import { createHash } from 'node:crypto';
import {
  advanceWebhook,
  dueWebhooks,
  failWebhook,
  readDesk,
  readInbox,
  readNews,
  type WatchedBox,
  type Position,
  type WebhookRow,
} from '@lienthong/store';
import { eventOf } from '../boxes/event-names.js';
import { describeItem, describeStatus } from '../edge/boxes/describe.js';
import { writeCursor } from '../edge/paging.js';
import { servedPlace, type Exchange } from '../exchange.js';
import { openSecret } from '../trust/seal-secret.js';
import type { AddressRules } from './address-rules.js';
import { callOut } from './call-out.js';

export interface CourierPace {
  /** After the first failure; doubled after each, up to an hour. */
  readonly pauseMs: number;
  /** Failures in a row after which a webhook is disabled. */
  readonly attempts: number;
  readonly rules: AddressRules;
}

const longestPauseMs = 3_600_000;
/** One message, so that a receiver that is far away keeps up. */
const itemsAtOnce = 100;
/** Calls of a process under way at once; the others wait for the next round. */
const mostCalls = 32;
/** The receiver does not want any more (Standard Webhooks, and RFC 9110 section 15.5.11). */
const gone = 410;

const boxes: readonly { readonly kind: WatchedBox; readonly event: string }[] = [
  { kind: 'inbox', event: eventOf.inbox },
  { kind: 'desk', event: eventOf.desk },
];

export class Courier {
  private readonly calls = new Map<string, Promise<void>>();
  private readonly end = new AbortController();

  constructor(
    private readonly exchange: Exchange,
    private readonly places: readonly string[],
    private readonly pace: CourierPace,
  ) {}

  /** Starts calls for those who have something to be told; a receiver that hangs keeps nobody else waiting. */
  async round(): Promise<void> {
    const due = (await dueWebhooks(this.exchange.store, this.places, longestPauseMs)).filter(
      ({ id }) => !this.calls.has(id),
    );
    const told = new Set<WebhookRow>();
    for (const { kind, event } of boxes) {
      const interested = due.filter(({ events }) => events.includes(event));
      const watchers = interested.map((row) => ({ place: row.place, agency: row.agency, after: cursorOf(row, kind) }));
      for (const index of await readNews(this.exchange.store, kind, watchers)) told.add(interested[index]!);
    }
    for (const row of told) {
      if (this.calls.size >= mostCalls || this.end.signal.aborted) return;
      this.calls.set(
        row.id,
        this.tell(row).finally(() => this.calls.delete(row.id)),
      );
    }
  }

  async stop(): Promise<void> {
    this.end.abort();
    await Promise.all(this.calls.values());
  }

  private async tell(row: WebhookRow): Promise<void> {
    try {
      for (const { kind, event } of boxes) if (row.events.includes(event)) await this.tellOf(row, kind, event);
    } catch (error) {
      if (!this.end.signal.aborted) await this.fail(row, error as Error);
    }
  }

  /** One message after the other, until there is nothing more or the agency set it back. */
  private async tellOf(row: WebhookRow, kind: WatchedBox, event: string): Promise<void> {
    const secret = openSecret(servedPlace(this.exchange, row.place), `webhook ${row.id}`, row.secret);
    for (let from = cursorOf(row, kind); ;) {
      const { items, to } = await this.read(row, kind, from);
      if (to === undefined) return;
      const body = JSON.stringify({ type: event, agency: row.agency, items, next: writeCursor(to) });
      const id = messageId(row.id, event, from, to);
      const status = await callOut({ url: row.url, secret, id, body }, this.pace.rules, this.end.signal);
      if (status < 200 || status > 299) throw new StatusFault(status);
      const isOurs = await advanceWebhook(this.exchange.store, row, kind, { from, to });
      if (!isOurs || items.length < itemsAtOnce) return;
      from = to;
    }
  }

  private async read({ place, agency }: WebhookRow, kind: WatchedBox, after: Position) {
    const { store } = this.exchange;
    const page = { after, limit: itemsAtOnce };
    if (kind === 'desk') {
      const rows = await readDesk(store, { place, agency }, page);
      return { items: rows.map(describeStatus), to: rows.at(-1) };
    }
    const rows = await readInbox(store, { place, agency }, { ...page, newOnly: false });
    return { items: rows.map(describeItem), to: rows.at(-1) };
  }

  private async fail(row: WebhookRow, error: Error): Promise<void> {
    const { attempts, pauseMs } = this.pace;
    const reason = reasonOf(error);
    const againAfterMs = Math.min(pauseMs * 2 ** Math.min(row.failures, 20), longestPauseMs);
    const budget = error instanceof StatusFault && error.status === gone ? 1 : attempts;
    const { id, place, agency } = row;
    try {
      const state = await failWebhook(this.exchange.store, row, { reason, againAfterMs, budget });
      if (state === 'disabled') this.exchange.log.warn({ id, place, agency, reason }, 'a webhook was disabled');
    } catch (lost) {
      this.exchange.log.warn({ id, error: (lost as Error).message }, 'a failed webhook could not be noted');
    }
  }
}

class StatusFault extends Error {
  constructor(readonly status: number) {
    super(`it answered ${status}`);
  }
}

/** Never more than a line: nothing of what a receiver said but its status, and of a failed connection its code without the address. */
function reasonOf(error: Error): string {
  if (error.name === 'AbortError') return 'it did not answer in time';
  const { code } = error as { readonly code?: unknown };
  if (typeof code === 'string') return `the connection failed (${code.slice(0, 60)})`;
  return error.message.split('\n')[0]!.slice(0, 300);
}

function cursorOf(row: WebhookRow, kind: WatchedBox): Position {
  return kind === 'inbox' ? { xact: row.inbox_xact, seq: row.inbox_seq } : { xact: row.desk_xact, seq: row.desk_seq };
}

/** Another message never has it: it names all that stands between two positions. */
function messageId(webhook: string, event: string, from: Position, to: Position): string {
  const named = [webhook, event, from.xact, from.seq, to.xact, to.seq].join('.');
  return `msg_${createHash('sha256').update(named).digest('base64url').slice(0, 27)}`;
}
