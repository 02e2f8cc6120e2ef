/** Webhooks: where an agency wants to be told what came, and how far it was told; the cursors are the truth, nothing else is remembered. */
import { statement, type Connection } from '../store.js';
import type { Position } from './inbox.js';
import type { WatchedBox } from './watching.js';

export interface WebhookRow {
  readonly place: string;
  readonly id: string;
  readonly agency: string;
  readonly url: string;
  readonly events: readonly string[];
  /** Sealed. */
  readonly secret: Buffer;
  readonly state: 'active' | 'disabled';
  /** Attempts in a row that failed, and why the last one did. */
  readonly failures: number;
  readonly reason: string | null;
  readonly created_at: Date;
  readonly inbox_xact: string;
  readonly inbox_seq: string;
  readonly desk_xact: string;
  readonly desk_seq: string;
}

type Who = { readonly place: string; readonly agency: string };

const columns = `place, id, agency, url, events, secret, state, failures, reason, created_at,
  inbox_xact::text AS inbox_xact, inbox_seq::text AS inbox_seq, desk_xact::text AS desk_xact, desk_seq::text AS desk_seq`;

export interface NewWebhook extends Who {
  readonly id: string;
  readonly url: string;
  readonly events: readonly string[];
  readonly secret: Buffer;
  /** Where it begins; with what comes from now on where nothing is given. */
  readonly inbox: Position | undefined;
  readonly desk: Position | undefined;
}

const add = statement(
  'webhook-add',
  `INSERT INTO webhook (place, id, agency, url, events, secret, state, failures, inbox_xact, inbox_seq, desk_xact, desk_seq)
   SELECT $1, $2, $3, $4, $5, $6, 'active', 0, COALESCE($7::text::xid8, pg_snapshot_xmin(pg_current_snapshot())), COALESCE($8, 0),
     COALESCE($9::text::xid8, pg_snapshot_xmin(pg_current_snapshot())), COALESCE($10, 0)
   WHERE (SELECT count(*) FROM webhook WHERE place = $1 AND agency = $3) < $11
   RETURNING ${columns}`,
);

/** Undefined when the agency has `most` already. Two at once may both be the last one: the bound is there against many, not against one more. */
export async function addWebhook(
  connection: Connection,
  { place, id, agency, url, events, secret, inbox, desk }: NewWebhook,
  most: number,
): Promise<WebhookRow | undefined> {
  const from = [inbox?.xact ?? null, inbox?.seq ?? null, desk?.xact ?? null, desk?.seq ?? null];
  return (await connection.run<WebhookRow>(add, [place, id, agency, url, events, secret, ...from, most]))[0];
}

const read = statement('webhooks', `SELECT ${columns} FROM webhook WHERE place = $1 AND agency = $2 ORDER BY id`);

export async function readWebhooks(connection: Connection, { place, agency }: Who): Promise<WebhookRow[]> {
  return connection.run<WebhookRow>(read, [place, agency]);
}

const remove = statement(
  'webhook-remove',
  'DELETE FROM webhook WHERE place = $1 AND agency = $2 AND id = $3 RETURNING id',
);

/** False when the agency has no such webhook. */
export async function removeWebhook(connection: Connection, { place, agency }: Who, id: string): Promise<boolean> {
  return (await connection.run(remove, [place, agency, id])).length === 1;
}

const resume = statement(
  'webhook-resume',
  `UPDATE webhook SET state = 'active', failures = 0, reason = NULL, due_at = now(),
     inbox_xact = COALESCE($4::text::xid8, inbox_xact), inbox_seq = COALESCE($5, inbox_seq),
     desk_xact = COALESCE($6::text::xid8, desk_xact), desk_seq = COALESCE($7, desk_seq)
   WHERE place = $1 AND agency = $2 AND id = $3 RETURNING ${columns}`,
);

/** Tries it again at once, from where it stood or from the positions given. */
export async function resumeWebhook(
  connection: Connection,
  { place, agency }: Who,
  id: string,
  from: { readonly inbox: Position | undefined; readonly desk: Position | undefined },
): Promise<WebhookRow | undefined> {
  const positions = [from.inbox, from.desk].flatMap((one) => [one?.xact ?? null, one?.seq ?? null]);
  return (await connection.run<WebhookRow>(resume, [place, agency, id, ...positions]))[0];
}

const due = statement(
  'webhooks-due',
  `SELECT ${columns} FROM webhook WHERE place = ANY ($1::text[]) AND state = 'active' AND due_at <= now()`,
);

export async function dueWebhooks(connection: Connection, places: readonly string[]): Promise<WebhookRow[]> {
  return connection.run<WebhookRow>(due, [places]);
}

const advance: Readonly<Record<WatchedBox, ReturnType<typeof statement>>> = {
  inbox: statement(
    'webhook-advance-inbox',
    `UPDATE webhook SET inbox_xact = $5::text::xid8, inbox_seq = $6, failures = 0, reason = NULL
     WHERE place = $1 AND id = $2 AND inbox_xact = $3::text::xid8 AND inbox_seq = $4 RETURNING id`,
  ),
  desk: statement(
    'webhook-advance-desk',
    `UPDATE webhook SET desk_xact = $5::text::xid8, desk_seq = $6, failures = 0, reason = NULL
     WHERE place = $1 AND id = $2 AND desk_xact = $3::text::xid8 AND desk_seq = $4 RETURNING id`,
  ),
};

/** False when it was removed, or set back by its agency, in the meantime. */
export async function advanceWebhook(
  connection: Connection,
  { place, id }: { readonly place: string; readonly id: string },
  box: WatchedBox,
  { from, to }: { readonly from: Position; readonly to: Position },
): Promise<boolean> {
  const values = [place, id, from.xact, from.seq, to.xact, to.seq];
  return (await connection.run(advance[box], values)).length === 1;
}

const fail = statement(
  'webhook-fail',
  `UPDATE webhook SET failures = failures + 1, reason = $3, due_at = now() + make_interval(secs => $4),
     state = CASE WHEN failures + 1 >= $5 THEN 'disabled' ELSE state END
   WHERE place = $1 AND id = $2 RETURNING state`,
);

/** Notes a failed attempt; the last one of its budget disables the webhook. Gives its state, undefined when it was removed. */
export async function failWebhook(
  connection: Connection,
  { place, id }: { readonly place: string; readonly id: string },
  failure: { readonly reason: string; readonly againAfterMs: number; readonly budget: number },
): Promise<string | undefined> {
  const values = [place, id, failure.reason, failure.againAfterMs / 1_000, failure.budget];
  return (await connection.run<{ state: string }>(fail, values))[0]?.state;
}
