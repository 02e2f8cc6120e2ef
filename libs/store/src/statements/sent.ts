/** A sender's own documents: the list, and one with all that is known of its deliveries. */
import { statement, type Connection } from '../store.js';
import { isOverdue } from './inbox.js';
import { foundIn, mostSearched, type Found } from './watching.js';

/** Where somebody stands among its documents: transaction, then number. Those of transactions that are still open are not shown yet. */
export interface SentPosition {
  readonly xact: string;
  readonly id: string;
}

export interface SentRow extends SentPosition {
  readonly sender: string;
  readonly document_id: string;
  readonly operation: number;
  readonly code: string;
  readonly subject: string;
  readonly type_name: string;
  readonly urgency: number;
  readonly due: string | null;
  readonly accepted_at: Date;
  readonly state: number;
  readonly package: string;
  readonly content: string;
  readonly declared: boolean;
  readonly present: boolean;
  readonly valid: boolean;
  readonly trusted: boolean;
  readonly verdict: string;
  readonly evidence: unknown[] | null;
  /** Why the scanner did not look at it, while it is parked. */
  readonly unscanned: string | null;
}

const sentColumns = `d.id, d.xact::text AS xact, d.sender, d.document_id, d.operation, d.code, d.subject, d.type_name, d.urgency, d.due::text AS due, d.accepted_at, d.state,
  encode(d.package, 'hex') AS package, encode(d.content, 'hex') AS content, d.declared, d.present, d.valid, d.trusted, d.verdict,
  verdicts_on(d.place, d.id) AS evidence,
  CASE WHEN d.state = 1 THEN (SELECT unscanned FROM parked WHERE place = d.place AND document = d.id) END AS unscanned`;

const page = statement(
  'sent-page',
  `SELECT ${sentColumns} FROM document d WHERE d.place = $1 AND d.sender = $2 AND d.origin AND (d.xact, d.id) > ($3::text::xid8, $4::uuid)
     AND d.xact < pg_snapshot_xmin(pg_current_snapshot()) ORDER BY d.xact, d.id LIMIT $5`,
);

/** A sender's documents after a position, in the order of their commit: nothing is missed by going on from the end of a page. */
export async function readSent(
  connection: Connection,
  { place, agency }: { place: string; agency: string },
  { after, limit }: { after: SentPosition; limit: number },
): Promise<Found<SentRow, SentPosition>> {
  return pageOf(await connection.run<SentRow>(page, [place, agency, after.xact, after.id, limit]), limit);
}

/** Rows that were read in their order without a span: a full page may have more behind it. */
function pageOf(rows: SentRow[], limit: number): Found<SentRow, SentPosition> {
  const end = rows.at(-1);
  return { rows, ...(end !== undefined && { end }), more: rows.length === limit };
}

/**
 * Null where it does not matter. `from` and `to` bound the time of acceptance: from its first moment, up to before its last.
 * `delivery`: the state of at least one delivery (to the recipient, where one is named). `late` (a code of `lateKinds`) leaves out
 * what certainly was in time: what left unsigned or within an hour of its signing, and of receipts those of the day of arrival.
 */
export interface SentFilter {
  readonly documentId: string | null;
  readonly state: number | null;
  readonly type: number | null;
  readonly from: string | null;
  readonly to: string | null;
  readonly number: string | null;
  readonly notation: string | null;
  readonly declared: boolean | null;
  readonly present: boolean | null;
  readonly valid: boolean | null;
  readonly trusted: boolean | null;
  readonly recipient: string | null;
  readonly delivery: number | null;
  readonly late: number | null;
  /** Some recipient has not done it by the end of its due date. */
  readonly overdue: boolean | null;
}

const span = statement(
  'span-sent',
  `SELECT xact::text AS xact, id, number FROM (
     SELECT xact, id, (row_number() OVER (ORDER BY xact, id))::int AS number FROM document
     WHERE place = $1 AND sender = $2 AND origin AND (xact, id) > ($3::text::xid8, $4::uuid) AND xact < pg_snapshot_xmin(pg_current_snapshot())
     ORDER BY xact, id LIMIT $5) AS s ORDER BY number DESC LIMIT 1`,
);

/** A document that is parked has no deliveries yet; one that was refused then never gets any. */
const wished = `d.state = COALESCE($8, d.state) AND d.type = COALESCE($9, d.type)
  AND d.accepted_at >= COALESCE($10::timestamptz, d.accepted_at) AND ($11::timestamptz IS NULL OR d.accepted_at < $11)
  AND starts_with(d.code, COALESCE($12 || '/', '')) AND ($13::text IS NULL OR right(d.code, length($13) + 1) = '/' || $13)
  AND d.declared = COALESCE($14, d.declared) AND d.present = COALESCE($15, d.present) AND d.valid = COALESCE($16, d.valid)
  AND d.trusted = COALESCE($17, d.trusted)
  AND ($18::text IS NULL AND $19::int2 IS NULL
    OR EXISTS (SELECT FROM delivery v WHERE v.place = $1 AND v.document = d.id AND v.recipient::text = COALESCE($18, v.recipient::text)
      AND v.state = COALESCE($19, v.state))
    OR $19 IS NULL AND EXISTS (SELECT FROM parked p WHERE p.place = $1 AND p.document = d.id AND $18 = ANY (p.recipients))
    OR $19 IS NULL AND $18 = ANY (d.refused_recipients))
  AND CASE $20::int2 WHEN 1 THEN d.accepted_at - interval '1 hour' >
      (SELECT max(w.signing_time) FROM verdict w WHERE w.place = $1 AND w.document = d.id)
    WHEN 2 THEN EXISTS (SELECT FROM status s JOIN status t ON t.place = $1 AND t.document = d.id AND t.recipient = s.recipient AND t.code IN (2, 3)
      WHERE s.place = $1 AND s.document = d.id AND s.code = 1 AND t.at::date > s.at::date)
    WHEN 3 THEN EXISTS (SELECT FROM delivery v JOIN status s ON s.place = $1 AND s.document = d.id AND s.recipient = v.recipient AND s.code = 1
      WHERE v.place = $1 AND v.document = d.id AND v.status = 1 AND v.asked < 3 AND s.at::date < official_now()::date)
    ELSE true END
  AND ($21::boolean IS NULL OR $21 = (d.due IS NOT NULL AND d.due < official_now()::date AND EXISTS (
    SELECT FROM delivery v WHERE v.place = $1 AND v.document = d.id AND v.state < 2 AND ${isOverdue})))`;

/** Behind the position asked from, up to the end of what is looked through at once. */
const within = `(d.xact, d.id) > ($3::text::xid8, $4::uuid) AND (d.xact, d.id) <= ($5::text::xid8, $6::uuid)`;

const find = statement(
  'sent-found',
  `SELECT ${sentColumns} FROM document d WHERE d.place = $1 AND d.sender = $2 AND d.origin AND ${within} AND ${wished} ORDER BY d.xact, d.id LIMIT $7`,
);
/** Those of one DocumentId: an index of its own leads to them. */
const findNamed = statement(
  'sent-named',
  `SELECT ${sentColumns} FROM document d WHERE d.place = $1 AND d.sender = $2 AND d.origin AND ${within} AND d.xact < pg_snapshot_xmin(pg_current_snapshot()) AND d.document_id = $22 AND ${wished}
   ORDER BY d.xact, d.id LIMIT $7`,
);

const lastPosition: SentPosition = { xact: '18446744073709551615', id: 'ffffffff-ffff-ffff-ffff-ffffffffffff' };

/** A page of what a sender looks for among its documents, in the order of their commit. */
export async function searchSent(
  connection: Connection,
  { place, agency }: { place: string; agency: string },
  { after, limit }: { after: SentPosition; limit: number },
  filter: SentFilter,
): Promise<Found<SentRow, SentPosition>> {
  const { documentId, ...wishes } = filter;
  const from = [place, agency, after.xact, after.id];
  const values = (end: SentPosition) => [...from, end.xact, end.id, limit, ...inOrder(wishes)];
  if (documentId !== null)
    return pageOf(await connection.run<SentRow>(findNamed, [...values(lastPosition), documentId]), limit);
  const [last] = await connection.run<SentPosition & { number: number }>(span, [...from, mostSearched]);
  if (last === undefined) return { rows: [], more: false };
  const rows = await connection.run<SentRow>(find, values(last));
  return foundIn(rows, (row): SentPosition => row, { end: last, isFull: last.number === mostSearched }, limit);
}

function inOrder(wishes: Omit<SentFilter, 'documentId'>): unknown[] {
  const { state, type, from, to, number, notation, declared, present, valid, trusted, recipient, delivery } = wishes;
  const facts = [declared, present, valid, trusted];
  return [state, type, from, to, number, notation, ...facts, recipient, delivery, wishes.late, wishes.overdue];
}

const one = statement(
  'sent-one',
  `SELECT ${sentColumns} FROM document d WHERE d.place = $1 AND d.sender = $2 AND d.origin AND d.id = $3`,
);

export async function readSentOne(
  connection: Connection,
  who: { place: string; agency: string },
  document: string,
): Promise<SentRow | undefined> {
  return (await connection.run<SentRow>(one, [who.place, who.agency, document]))[0];
}

export interface SentDelivery {
  readonly recipient: string;
  readonly hop: string | null;
  readonly state: number;
  readonly status: number;
  readonly asked: number;
  /** The document that answers it. */
  readonly answer: string | null;
  readonly reason: string | null;
  readonly at: Date;
  readonly trace: string | null;
}

const deliveries = statement(
  'sent-deliveries',
  `SELECT recipient, hop, state, status, asked, answer, reason, at, trace FROM delivery WHERE place = $1 AND document = $2 ORDER BY recipient`,
);

export async function readDeliveries(connection: Connection, place: string, document: string): Promise<SentDelivery[]> {
  return connection.run<SentDelivery>(deliveries, [place, document]);
}

export interface SentStatus {
  readonly recipient: string;
  readonly number: number;
  readonly code: number;
  readonly at: Date;
  readonly reason: string | null;
  readonly staff: string | null;
  readonly contact: string | null;
}

const statuses = statement(
  'sent-statuses',
  `SELECT recipient, number, code, at, reason, staff, contact FROM status WHERE place = $1 AND document = $2 ORDER BY recipient, number`,
);

export async function readStatuses(connection: Connection, place: string, document: string): Promise<SentStatus[]> {
  return connection.run<SentStatus>(statuses, [place, document]);
}

const packageFor = statement(
  'package-for',
  `SELECT encode(d.package, 'hex') AS digest FROM document d WHERE d.place = $1 AND d.id = $3
     AND (d.sender = $2 OR EXISTS (SELECT FROM delivery WHERE place = $1 AND document = d.id AND recipient = $2 AND seq IS NOT NULL))`,
);

/** The digest of a document's package, for its sender and its recipients only. */
export async function packageDigestFor(
  connection: Connection,
  who: { place: string; agency: string },
  document: string,
): Promise<string | undefined> {
  return (await connection.run<{ digest: string }>(packageFor, [who.place, who.agency, document]))[0]?.digest;
}
