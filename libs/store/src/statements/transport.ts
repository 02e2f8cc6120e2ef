/** Boxes of centres: the packages that wait for each, and how far each was fetched. Only places with a system have rows here. */
import { statement, type Connection } from '../store.js';
import { isToldAlone } from './acts.js';
import type { Position } from './inbox.js';

/** Documents and statuses wait in boxes of their own. */
export type BoxKind = 'edoc' | 'status';

/** A package in a box; `number` is that of the status, 0 for a document, and below 0 that of a sender's act, which is told as a status 13. */
export interface PackageKey {
  readonly place: string;
  readonly kind: BoxKind;
  readonly document: string;
  readonly recipient: string;
  readonly number: number;
}

const lockBox = statement(
  'box-lock',
  'SELECT xact::text AS xact, seq::text AS seq FROM centre_box WHERE place = $1 AND kind = $2 FOR UPDATE',
);

const moveBox = statement(
  'box-move',
  'UPDATE centre_box SET xact = $3::text::xid8, seq = $4 WHERE place = $1 AND kind = $2',
);

/**
 * Both kinds are found by the index of one agency's inbox or desk. The agencies are those of the store: what came for one that this
 * process does not know yet would be passed over for good.
 */
const takeDocuments = statement(
  'box-take-documents',
  `WITH news AS MATERIALIZED (
     SELECT v.* FROM unnest(known_organs((SELECT array_agg(code) FROM agency WHERE place = $1::text))) AS a (code) CROSS JOIN LATERAL (
       SELECT document, recipient, xact, seq, at FROM delivery
       WHERE place = $1::text::organ AND recipient = a.code AND seq IS NOT NULL AND NOT (acknowledged OR asked > 2)
         AND xact >= $2::text::xid8 AND (xact, seq) > ($2::text::xid8, $3) AND xact < pg_snapshot_xmin(pg_current_snapshot())
       ORDER BY xact, seq LIMIT $4) AS v
     ORDER BY v.xact, v.seq LIMIT $4),
   kept AS (
     INSERT INTO transport (place, kind, document, recipient, number, lane, state, created_at, updated_at, xact, seq)
     SELECT $1::text::organ, 'edoc', n.document, n.recipient, 0, 4 - d.urgency, 0, n.at, n.at, n.xact, n.seq
     FROM news n JOIN document d ON d.place = $1::text::organ AND d.id = n.document ORDER BY n.xact, n.seq ON CONFLICT DO NOTHING)
   SELECT xact::text AS xact, seq::text AS seq, pg_snapshot_xmin(pg_current_snapshot())::text AS horizon
   FROM (VALUES (1)) AS one LEFT JOIN news ON true ORDER BY news.xact, news.seq`,
);

/** Statuses for senders, and recalls for recipients: both have their positions from one sequence. */
const takeStatuses = statement(
  'box-take-statuses',
  `WITH news AS MATERIALIZED (
     SELECT v.* FROM unnest(known_organs((SELECT array_agg(code) FROM agency WHERE place = $1::text))) AS a (code) CROSS JOIN LATERAL (
       (SELECT document, recipient, number, xact, seq, at FROM status
        WHERE place = $1::text::organ AND sender = a.code AND desk
          AND xact >= $2::text::xid8 AND (xact, seq) > ($2::text::xid8, $3) AND xact < pg_snapshot_xmin(pg_current_snapshot())
        ORDER BY xact, seq LIMIT $4)
       UNION ALL
       (SELECT document, recipient, -number, xact, seq, at FROM act AS x
        WHERE place = $1::text::organ AND recipient = a.code AND inbox AND ${isToldAlone('x')}
          AND xact >= $2::text::xid8 AND (xact, seq) > ($2::text::xid8, $3) AND xact < pg_snapshot_xmin(pg_current_snapshot())
        ORDER BY xact, seq LIMIT $4)) AS v
     ORDER BY v.xact, v.seq LIMIT $4),
   kept AS (
     INSERT INTO transport (place, kind, document, recipient, number, lane, state, created_at, updated_at, xact, seq)
     SELECT $1::text::organ, 'status', n.document, n.recipient, n.number, 4 - d.urgency, 0, n.at, n.at, n.xact, n.seq
     FROM news n JOIN document d ON d.place = $1::text::organ AND d.id = n.document ORDER BY n.xact, n.seq ON CONFLICT DO NOTHING)
   SELECT xact::text AS xact, seq::text AS seq, pg_snapshot_xmin(pg_current_snapshot())::text AS horizon
   FROM (VALUES (1)) AS one LEFT JOIN news ON true ORDER BY news.xact, news.seq`,
);

/** Transactions after which a box in which nothing is new is moved on, so that rows that do not belong there are passed once. */
const moveAfter = 1_000n;

/** Takes what is new into a box, inside a transaction; at most `limit` packages. True when there may be more. */
export async function takeIntoBox(
  tx: Connection,
  { place, kind }: { readonly place: string; readonly kind: BoxKind },
  limit: number,
): Promise<boolean> {
  const [from] = await tx.run<Position>(lockBox, [place, kind]);
  if (from === undefined) return false;
  const take = kind === 'edoc' ? takeDocuments : takeStatuses;
  const values = [place, from.xact, from.seq, limit];
  const rows = await tx.run<{ xact: string | null; seq: string | null; horizon: string }>(take, values);
  const last = rows.at(-1);
  if (last === undefined) return false;
  const isFull = rows.length === limit && last.xact !== null;
  const [xact, seq] = isFull ? [last.xact, last.seq] : [last.horizon, '0'];
  if (last.xact !== null || BigInt(last.horizon) - BigInt(from.xact) > moveAfter)
    await tx.run(moveBox, [place, kind, xact, seq]);
  return isFull;
}

/** A package that waits. States: 0 initial, 1 processing, 2 done, 3 fail. */
export interface WaitingPackage {
  readonly document: string;
  readonly sender: string;
  readonly recipient: string;
  readonly number: number;
  readonly state: number;
  readonly created_at: Date;
  readonly updated_at: Date;
}

/**
 * A document whose copy was recalled or replaced waits no more; what is told about it does. One look by key for each document: no plan
 * goes through all deliveries.
 */
const isOpen = `b.state < 2 AND COALESCE((SELECT v.asked FROM delivery v
     WHERE v.place = $1 AND v.document = b.document AND v.recipient = b.recipient AND b.kind = 'edoc'), 0) < 3`;

const waiting = statement(
  'box-waiting',
  `SELECT t.document, d.sender, t.recipient, t.number, t.state, t.created_at, t.updated_at
   FROM (SELECT * FROM transport b WHERE place = $1 AND kind = $2 AND ${isOpen}
     AND created_at >= COALESCE($4::timestamptz, '-infinity') AND created_at < COALESCE($5::timestamptz, 'infinity') ORDER BY lane, xact, seq LIMIT $3) AS t
   JOIN document d ON d.place = $1 AND d.id = t.document ORDER BY t.lane, t.xact, t.seq`,
);

/** How many of a list, and of which time: from the first moment on and before the second; null where there is no such limit. */
export interface ListLimits {
  readonly from: Date | null;
  readonly before: Date | null;
  readonly limit: number;
}

/** What waits in a box, urgent packages first. */
export async function waitingPackages(
  connection: Connection,
  { place, kind }: { readonly place: string; readonly kind: BoxKind },
  { from, before, limit }: ListLimits,
): Promise<WaitingPackage[]> {
  return connection.run<WaitingPackage>(waiting, [place, kind, limit, from, before]);
}

const countWaiting = statement(
  'box-count',
  `SELECT count(*)::int AS count FROM transport b WHERE place = $1 AND kind = $2 AND ${isOpen}`,
);

export async function countPackages(
  connection: Connection,
  { place, kind }: { readonly place: string; readonly kind: BoxKind },
): Promise<number> {
  return (await connection.run<{ count: number }>(countWaiting, [place, kind]))[0]?.count ?? 0;
}

/** What is done stays done; what failed may be tried again. */
const change = statement(
  'transport-change',
  `INSERT INTO transport AS t (place, kind, document, recipient, number, lane, state, created_at, updated_at)
   VALUES ($1, $2, $3, $4, $5, 4, $6, $7, $7)
   ON CONFLICT (place, kind, document, recipient, number) DO UPDATE SET state = excluded.state, updated_at = excluded.updated_at
     WHERE t.state <> 2 OR excluded.state = 2
   RETURNING state`,
);

/** Notes how far a package was fetched, `at` official time; false when it was done already and is to be anything else. */
export async function changeTransport(
  connection: Connection,
  key: PackageKey,
  state: number,
  at: Date,
): Promise<boolean> {
  const { place, kind, document, recipient, number } = key;
  return (await connection.run(change, [place, kind, document, recipient, number, state, at])).length === 1;
}
