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
  /** `disabled` waits for its agency, `stopped` was ended by an operator. */
  readonly state: 'active' | 'disabled' | 'stopped';
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
  /** The key that makes it, and ends with which it ends. */
  readonly keyId: string;
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
  `INSERT INTO webhook (place, id, agency, url, events, secret, state, failures, inbox_xact, inbox_seq, desk_xact, desk_seq, key_id)
   SELECT $1, $2, $3, $4, $5, $6, 'active', 0, COALESCE($7::text::xid8, pg_snapshot_xmin(pg_current_snapshot())), COALESCE($8, 0),
     COALESCE($9::text::xid8, pg_snapshot_xmin(pg_current_snapshot())), COALESCE($10, 0), $12
   WHERE (SELECT count(*) FROM webhook WHERE place = $1 AND agency = $3) < $11
   RETURNING ${columns}`,
);

/** Undefined when the agency has `most` already. Two at once may both be the last one: the bound is there against many, not against one more. */
export async function addWebhook(
  connection: Connection,
  { place, id, agency, keyId, url, events, secret, inbox, desk }: NewWebhook,
  most: number,
): Promise<WebhookRow | undefined> {
  const from = [inbox?.xact ?? null, inbox?.seq ?? null, desk?.xact ?? null, desk?.seq ?? null];
  return (await connection.run<WebhookRow>(add, [place, id, agency, url, events, secret, ...from, most, keyId]))[0];
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
     desk_xact = COALESCE($6::text::xid8, desk_xact), desk_seq = COALESCE($7, desk_seq), key_id = $8
   WHERE place = $1 AND agency = $2 AND id = $3 AND state <> 'stopped' RETURNING ${columns}`,
);

/** Tries it again at once, from where it stood or from the positions given; it ends with the key that resumes it. Undefined when it is not there or was stopped. */
export async function resumeWebhook(
  connection: Connection,
  { place, agency, keyId }: Who & { readonly keyId: string },
  id: string,
  from: { readonly inbox: Position | undefined; readonly desk: Position | undefined },
): Promise<WebhookRow | undefined> {
  const positions = [from.inbox, from.desk].flatMap((one) => [one?.xact ?? null, one?.seq ?? null]);
  return (await connection.run<WebhookRow>(resume, [place, agency, id, ...positions, keyId]))[0];
}

const everyone = statement(
  'webhooks-of-places',
  `SELECT ${columns} FROM webhook WHERE place = ANY ($1::text[]) ORDER BY place, agency, id`,
);

/** Those of all agencies of these places, for their operator. */
export async function readEveryWebhook(connection: Connection, places: readonly string[]): Promise<WebhookRow[]> {
  return connection.run<WebhookRow>(everyone, [places]);
}

const stop = statement(
  'webhook-stop',
  `UPDATE webhook SET state = 'stopped', reason = $3 WHERE place = ANY ($1::text[]) AND id = $2 RETURNING ${columns}`,
);

/** Ends a webhook for good; undefined when none of these places has it. */
export async function stopWebhook(
  connection: Connection,
  places: readonly string[],
  id: string,
  reason: string,
): Promise<WebhookRow | undefined> {
  return (await connection.run<WebhookRow>(stop, [places, id, reason]))[0];
}

const orphaned = statement(
  'webhooks-orphaned',
  `UPDATE webhook w SET state = 'disabled', reason = 'the key that made it has ended: resume it with another one'
   WHERE w.place = ANY ($1::text[]) AND w.state = 'active' AND NOT EXISTS (
     SELECT 1 FROM api_key k WHERE k.place = w.place AND k.key_id = w.key_id AND k.revoked_at IS NULL
       AND (k.expires_at IS NULL OR k.expires_at > now())) RETURNING id`,
);

/** Disables the webhooks whose key was withdrawn or has expired; gives how many. */
export async function disableOrphanedWebhooks(connection: Connection, places: readonly string[]): Promise<number> {
  return (await connection.run(orphaned, [places])).length;
}

const due = statement(
  'webhooks-due',
  `SELECT ${columns} FROM webhook WHERE place = ANY ($1::text[]) AND state = 'active'
   AND (due_at <= now() OR due_at > now() + make_interval(secs => $2))`,
);

/** @param longestPauseMs no pause is longer: one that seems so was set before the server's clock was set back */
export async function dueWebhooks(
  connection: Connection,
  places: readonly string[],
  longestPauseMs: number,
): Promise<WebhookRow[]> {
  return connection.run<WebhookRow>(due, [places, longestPauseMs / 1_000]);
}

const advance: Readonly<Record<WatchedBox, ReturnType<typeof statement>>> = {
  inbox: statement(
    'webhook-advance-inbox',
    `UPDATE webhook SET inbox_xact = $5::text::xid8, inbox_seq = $6, failures = 0, reason = CASE state WHEN 'active' THEN NULL ELSE reason END
     WHERE place = $1 AND id = $2 AND inbox_xact = $3::text::xid8 AND inbox_seq = $4 RETURNING id`,
  ),
  desk: statement(
    'webhook-advance-desk',
    `UPDATE webhook SET desk_xact = $5::text::xid8, desk_seq = $6, failures = 0, reason = CASE state WHEN 'active' THEN NULL ELSE reason END
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
  `UPDATE webhook SET failures = failures + 1, reason = CASE state WHEN 'active' THEN $3 ELSE reason END, due_at = now() + make_interval(secs => $4),
     state = CASE WHEN state = 'active' AND failures + 1 >= $5 THEN 'disabled' ELSE state END
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
