/** What those who wait for inboxes and desks need: whether something came, and pages of what they look for among much else. */
import { statement, type Connection } from '../store.js';
import { deskColumns, inboxColumns, isOverdue, type DeskRow, type InboxRow, type Position } from './inbox.js';

export type WatchedBox = 'inbox' | 'desk';

/** Somebody who has read a box up to a position. */
export interface Watcher {
  readonly place: string;
  readonly agency: string;
  readonly after: Position;
}

const settled = 'xact < pg_snapshot_xmin(pg_current_snapshot())';

const newsOf: Readonly<Record<WatchedBox, ReturnType<typeof statement>>> = {
  inbox: statement(
    'news-inbox',
    `SELECT k.number FROM jsonb_to_recordset($1::jsonb) AS k (number int, place organ, agency organ, xact text, seq bigint)
     WHERE EXISTS (SELECT FROM delivery v WHERE v.place = k.place AND v.recipient = k.agency AND v.seq IS NOT NULL
       AND v.xact >= k.xact::xid8 AND (v.xact, v.seq) > (k.xact::xid8, k.seq) AND v.${settled})`,
  ),
  desk: statement(
    'news-desk',
    `SELECT k.number FROM jsonb_to_recordset($1::jsonb) AS k (number int, place organ, agency organ, xact text, seq bigint)
     WHERE EXISTS (SELECT FROM status s WHERE s.place = k.place AND s.sender = k.agency AND s.desk
       AND s.xact >= k.xact::xid8 AND (s.xact, s.seq) > (k.xact::xid8, k.seq) AND s.${settled})`,
  ),
};

/** The indexes of those for whom something stands after their position; one statement for all who wait. */
export async function readNews(
  connection: Connection,
  box: WatchedBox,
  watchers: readonly Watcher[],
): Promise<readonly number[]> {
  if (watchers.length === 0) return [];
  const rows = watchers.map(({ place, agency, after }, number) => ({ number, place, agency, ...after }));
  const found = await connection.run<{ number: number }>(newsOf[box], [JSON.stringify(rows)]);
  return found.map(({ number }) => number);
}

/** The end of what a search looks through at once, and whether there is more behind it. */
interface Span<End = Position> {
  readonly end: End;
  readonly isFull: boolean;
}

const spanOf: Readonly<Record<WatchedBox, ReturnType<typeof statement>>> = {
  inbox: statement(
    'span-inbox',
    `SELECT xact::text AS xact, seq::text AS seq, number FROM (
       SELECT xact, seq, (row_number() OVER (ORDER BY xact, seq))::int AS number FROM delivery
       WHERE place = $1 AND recipient = $2 AND seq IS NOT NULL AND xact >= $3::text::xid8 AND (xact, seq) > ($3::text::xid8, $4) AND ${settled}
       ORDER BY xact, seq LIMIT $5) AS s ORDER BY number DESC LIMIT 1`,
  ),
  desk: statement(
    'span-desk',
    `SELECT xact::text AS xact, seq::text AS seq, number FROM (
       SELECT xact, seq, (row_number() OVER (ORDER BY xact, seq))::int AS number FROM status
       WHERE place = $1 AND sender = $2 AND desk AND xact >= $3::text::xid8 AND (xact, seq) > ($3::text::xid8, $4) AND ${settled}
       ORDER BY xact, seq LIMIT $5) AS s ORDER BY number DESC LIMIT 1`,
  ),
};

/** A search looks through so many rows in the order that the index gives; the next page goes on behind them. */
export const mostSearched = 5_000;

async function readSpan(connection: Connection, box: WatchedBox, { place, agency, after }: Watcher) {
  const values = [place, agency, after.xact, after.seq, mostSearched];
  const [row] = await connection.run<Position & { number: number }>(spanOf[box], values);
  if (row === undefined) return undefined;
  return { end: { xact: row.xact, seq: row.seq }, isFull: row.number === mostSearched } satisfies Span;
}

/** What a search found; `end` is where the next one begins, absent where nothing lies behind the position asked from. */
export interface Found<Row, End = Position> {
  readonly rows: Row[];
  readonly end?: End;
  readonly more: boolean;
}

/** Null where it does not matter. `from` and `to` bound the time of arrival: from its first moment, up to before its last. */
export interface InboxFilter {
  readonly newOnly: boolean;
  readonly sender: string | null;
  readonly type: number | null;
  readonly urgency: number | null;
  readonly status: number | null;
  readonly from: string | null;
  readonly to: string | null;
  /** Any degree above the ordinary. */
  readonly urgent: boolean;
  /** Last day on which it is due, yyyy-MM-dd. */
  readonly dueBy: string | null;
  readonly overdue: boolean;
}

const findInbox = statement(
  'inbox-found',
  `SELECT ${inboxColumns} FROM delivery v JOIN document d ON d.place = $1 AND d.id = v.document
   WHERE v.place = $1 AND v.recipient = $2 AND v.seq IS NOT NULL
     AND v.xact >= $3::text::xid8 AND (v.xact, v.seq) > ($3::text::xid8, $4) AND v.xact <= $5::text::xid8 AND (v.xact, v.seq) <= ($5::text::xid8, $6)
     AND NOT ((v.acknowledged OR v.asked > 2) AND $8) AND d.sender::text = COALESCE($9, d.sender::text) AND d.type = COALESCE($10, d.type)
     AND d.urgency = COALESCE($11, d.urgency) AND v.status = COALESCE($12, v.status)
     AND v.at >= COALESCE($13::timestamptz, v.at) AND ($14::timestamptz IS NULL OR v.at < $14)
     AND (d.urgency > 0 OR NOT $15) AND ($16::date IS NULL OR d.due <= $16) AND (NOT $17 OR ${isOverdue})
   ORDER BY v.xact, v.seq LIMIT $7`,
);

export async function searchInbox(
  connection: Connection,
  who: Watcher,
  limit: number,
  { newOnly, sender, type, urgency, status, from, to, urgent, dueBy, overdue }: InboxFilter,
): Promise<Found<InboxRow>> {
  const span = await readSpan(connection, 'inbox', who);
  if (span === undefined) return { rows: [], more: false };
  const values = [
    ...[...boundsOf(who, span, limit), newOnly, sender, type, urgency, status, from, to],
    ...[urgent, dueBy, overdue],
  ];
  return foundIn(await connection.run<InboxRow>(findInbox, values), (row): Position => row, span, limit);
}

export interface DeskFilter {
  readonly recipient: string | null;
  readonly document: string | null;
  readonly code: number | null;
  readonly from: string | null;
  readonly to: string | null;
}

const findDesk = statement(
  'desk-found',
  `SELECT ${deskColumns} FROM status s JOIN document d ON d.place = $1 AND d.id = s.document
   WHERE s.place = $1 AND s.sender = $2 AND s.desk
     AND s.xact >= $3::text::xid8 AND (s.xact, s.seq) > ($3::text::xid8, $4) AND s.xact <= $5::text::xid8 AND (s.xact, s.seq) <= ($5::text::xid8, $6)
     AND s.recipient::text = COALESCE($8, s.recipient::text) AND s.document = COALESCE($9, s.document) AND s.code = COALESCE($10, s.code)
     AND s.at >= COALESCE($11::timestamptz, s.at) AND ($12::timestamptz IS NULL OR s.at < $12)
   ORDER BY s.xact, s.seq LIMIT $7`,
);

export async function searchDesk(
  connection: Connection,
  who: Watcher,
  limit: number,
  { recipient, document, code, from, to }: DeskFilter,
): Promise<Found<DeskRow>> {
  const span = await readSpan(connection, 'desk', who);
  if (span === undefined) return { rows: [], more: false };
  const values = [...boundsOf(who, span, limit), recipient, document, code, from, to];
  return foundIn(await connection.run<DeskRow>(findDesk, values), (row): Position => row, span, limit);
}

function boundsOf({ place, agency, after }: Watcher, { end }: Span, limit: number): unknown[] {
  return [place, agency, after.xact, after.seq, end.xact, end.seq, limit];
}

/** A full page ends at its last row; else everything up to the end of the span was looked through. */
export function foundIn<Row, End>(
  rows: Row[],
  endOf: (row: Row) => End,
  { end, isFull }: Span<End>,
  limit: number,
): Found<Row, End> {
  const last = rows.at(-1);
  const isCut = rows.length === limit && last !== undefined;
  return isCut ? { rows, end: endOf(last), more: true } : { rows, end, more: isFull };
}
