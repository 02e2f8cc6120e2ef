/** Reading inboxes and desks: pages in the order of commit, so that a reader who goes on from its cursor misses nothing. */
import { statement, type Connection } from '../store.js';

/** A position in an inbox or on a desk: transaction, then number. Rows of transactions that are still open are not shown yet. */
export interface Position {
  readonly xact: string;
  readonly seq: string;
}

export interface InboxRow extends Position {
  readonly document: string;
  readonly sender: string;
  readonly document_id: string;
  readonly operation: number;
  readonly code: string;
  readonly subject: string;
  readonly type: number;
  readonly type_name: string;
  readonly urgency: number;
  readonly promulgated: string;
  readonly due: string | null;
  /** Due before today, official time, and neither done, answered nor ended. */
  readonly overdue: boolean;
  readonly answer: string | null;
  readonly at: Date;
  readonly package: string;
  readonly package_size: number;
  readonly declared: boolean;
  readonly present: boolean;
  readonly valid: boolean;
  readonly trusted: boolean;
  readonly verdict: string;
  readonly status: number;
  readonly asked: number;
  readonly acknowledged: boolean;
}

/** Vietnam's day by whose end a copy was to be done is over: the session's time zone. Refused (2), done (6), answered and ended copies are not waited for. */
export const isOverdue = `CASE WHEN d.due IS NULL OR v.answer IS NOT NULL OR v.status IN (2, 6) OR v.asked > 2 THEN false ELSE d.due < official_now()::date END`;

export const inboxColumns = `v.xact::text AS xact, v.seq::text AS seq, v.document, d.sender, d.document_id, d.operation, d.code, d.subject, d.type, d.type_name,
  d.urgency, d.promulgated::text AS promulgated, d.due::text AS due, ${isOverdue} AS overdue, v.at, encode(d.package, 'hex') AS package, d.package_size, d.declared, d.present, d.valid,
  d.trusted, d.verdict, v.status, v.asked, v.acknowledged, v.answer`;

const inbox = statement(
  'inbox-page',
  `SELECT ${inboxColumns} FROM (
     SELECT * FROM delivery WHERE place = $1 AND recipient = $2 AND seq IS NOT NULL AND xact >= $3::text::xid8 AND (xact, seq) > ($3::text::xid8, $4)
       AND xact < pg_snapshot_xmin(pg_current_snapshot()) AND NOT ((acknowledged OR asked > 2) AND $6)
     ORDER BY xact, seq LIMIT $5) AS v
   JOIN document d ON d.place = $1 AND d.id = v.document ORDER BY v.xact, v.seq`,
);

/** The inbox of an agency after a position, oldest first. */
export async function readInbox(
  connection: Connection,
  who: { place: string; agency: string },
  page: { after: Position; limit: number; newOnly: boolean },
): Promise<InboxRow[]> {
  return connection.run<InboxRow>(inbox, [
    who.place,
    who.agency,
    page.after.xact,
    page.after.seq,
    page.limit,
    page.newOnly,
  ]);
}

const one = statement(
  'inbox-one',
  `SELECT ${inboxColumns} FROM delivery v JOIN document d ON d.place = $1 AND d.id = v.document
   WHERE v.place = $1 AND v.recipient = $2 AND v.seq IS NOT NULL AND v.document = ANY ($3::uuid[])`,
);

/** These documents as they stand in an agency's inbox; absent where they do not. */
export async function readInboxItems(
  connection: Connection,
  who: { place: string; agency: string },
  documents: readonly string[],
): Promise<InboxRow[]> {
  return connection.run<InboxRow>(one, [who.place, who.agency, documents]);
}

export interface DeskRow extends Position {
  readonly document: string;
  readonly document_id: string;
  readonly recipient: string;
  readonly number: number;
  readonly code: number;
  readonly at: Date;
  readonly reason: string | null;
  readonly staff: string | null;
  readonly contact: string | null;
}

export const deskColumns =
  's.xact::text AS xact, s.seq::text AS seq, s.document, d.document_id, s.recipient, s.number, s.code, s.at, s.reason, s.staff, s.contact';

const desk = statement(
  'desk-page',
  `SELECT ${deskColumns} FROM (
     SELECT * FROM status WHERE place = $1 AND sender = $2 AND desk AND xact >= $3::text::xid8 AND (xact, seq) > ($3::text::xid8, $4)
       AND xact < pg_snapshot_xmin(pg_current_snapshot())
     ORDER BY xact, seq LIMIT $5) AS s
   JOIN document d ON d.place = $1 AND d.id = s.document ORDER BY s.xact, s.seq`,
);

/** The statuses on a sender's desk after a position, in the order in which they came in. */
export async function readDesk(
  connection: Connection,
  who: { place: string; agency: string },
  page: { after: Position; limit: number },
): Promise<DeskRow[]> {
  return connection.run<DeskRow>(desk, [who.place, who.agency, page.after.xact, page.after.seq, page.limit]);
}
