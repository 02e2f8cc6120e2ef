/** A sender's own documents: the list, and one with all that is known of its deliveries. */
import { statement, type Connection } from '../store.js';
import { isOverdue } from './inbox.js';
import { foundIn, mostSearched, type Found } from './watching.js';

export interface SentRow {
  readonly id: string;
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

const sentColumns = `d.id, d.sender, d.document_id, d.operation, d.code, d.subject, d.type_name, d.urgency, d.due::text AS due, d.accepted_at, d.state,
  encode(d.package, 'hex') AS package, encode(d.content, 'hex') AS content, d.declared, d.present, d.valid, d.trusted, d.verdict,
  verdicts_on(d.place, d.id) AS evidence,
  CASE WHEN d.state = 1 THEN (SELECT unscanned FROM parked WHERE place = d.place AND document = d.id) END AS unscanned`;

const page = statement(
  'sent-page',
  `SELECT ${sentColumns} FROM document d WHERE d.place = $1 AND d.sender = $2 AND d.origin AND d.id > $3 ORDER BY d.id LIMIT $4`,
);

/** A sender's documents after one of them, in the order of their acceptance. */
export async function readSent(
  connection: Connection,
  { place, agency }: { place: string; agency: string },
  { after, limit }: { after: string; limit: number },
): Promise<Found<SentRow, string>> {
  return pageOf(await connection.run<SentRow>(page, [place, agency, after, limit]), limit);
}

/** Rows that were read in their order without a span: a full page may have more behind it. */
function pageOf(rows: SentRow[], limit: number): Found<SentRow, string> {
  const last = rows.at(-1);
  return { rows, ...(last !== undefined && { end: last.id }), more: rows.length === limit };
}

/**
 * Null where it does not matter. `from` and `to` bound the time of acceptance: from its first moment, up to before its last.
 * `delivery`: the state of at least one delivery (to the recipient, where one is named). `isLate` leaves out what certainly left
 * in time: within an hour of its signing, or unsigned.
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
  readonly isLate: boolean;
  /** Some recipient has not done it by the end of its due date. */
  readonly overdue: boolean | null;
}

const span = statement(
  'span-sent',
  `SELECT id, number FROM (
     SELECT id, (row_number() OVER (ORDER BY id))::int AS number FROM document
     WHERE place = $1 AND sender = $2 AND origin AND id > $3 ORDER BY id LIMIT $4) AS s ORDER BY number DESC LIMIT 1`,
);

/** A document that is parked has no deliveries yet. */
const wished = `d.state = COALESCE($6, d.state) AND d.type = COALESCE($7, d.type)
  AND d.accepted_at >= COALESCE($8::timestamptz, d.accepted_at) AND ($9::timestamptz IS NULL OR d.accepted_at < $9)
  AND starts_with(d.code, COALESCE($10 || '/', '')) AND ($11::text IS NULL OR right(d.code, length($11) + 1) = '/' || $11)
  AND d.declared = COALESCE($12, d.declared) AND d.present = COALESCE($13, d.present) AND d.valid = COALESCE($14, d.valid)
  AND d.trusted = COALESCE($15, d.trusted)
  AND ($16::text IS NULL AND $17::int2 IS NULL
    OR EXISTS (SELECT FROM delivery v WHERE v.place = $1 AND v.document = d.id AND v.recipient::text = COALESCE($16, v.recipient::text)
      AND v.state = COALESCE($17, v.state))
    OR $17 IS NULL AND EXISTS (SELECT FROM parked p WHERE p.place = $1 AND p.document = d.id AND $16 = ANY (p.recipients)))
  AND (NOT $18 OR d.accepted_at - interval '1 hour' >
    (SELECT max(w.signing_time) FROM verdict w WHERE w.place = $1 AND w.document = d.id))
  AND ($19::boolean IS NULL OR $19 = (d.due IS NOT NULL AND d.due < official_now()::date AND EXISTS (
    SELECT FROM delivery v WHERE v.place = $1 AND v.document = d.id AND v.state < 2 AND ${isOverdue})))`;

const find = statement(
  'sent-found',
  `SELECT ${sentColumns} FROM document d WHERE d.place = $1 AND d.sender = $2 AND d.origin AND d.id > $3 AND d.id <= $4 AND ${wished}
   ORDER BY d.id LIMIT $5`,
);
/** Those of one DocumentId: an index of its own leads to them. */
const findNamed = statement(
  'sent-named',
  `SELECT ${sentColumns} FROM document d WHERE d.place = $1 AND d.sender = $2 AND d.document_id = $20 AND d.origin AND d.id > $3
     AND d.id <= $4 AND ${wished} ORDER BY d.id LIMIT $5`,
);

const lastId = 'ffffffff-ffff-ffff-ffff-ffffffffffff';

/** A page of what a sender looks for among its documents, in the order of their acceptance. */
export async function searchSent(
  connection: Connection,
  { place, agency }: { place: string; agency: string },
  { after, limit }: { after: string; limit: number },
  filter: SentFilter,
): Promise<Found<SentRow, string>> {
  const { documentId, ...wishes } = filter;
  const values = (end: string) => [place, agency, after, end, limit, ...inOrder(wishes)];
  if (documentId !== null)
    return pageOf(await connection.run<SentRow>(findNamed, [...values(lastId), documentId]), limit);
  const [last] = await connection.run<{ id: string; number: number }>(span, [place, agency, after, mostSearched]);
  if (last === undefined) return { rows: [], more: false };
  const rows = await connection.run<SentRow>(find, values(last.id));
  return foundIn(rows, ({ id }) => id, { end: last.id, isFull: last.number === mostSearched }, limit);
}

function inOrder(wishes: Omit<SentFilter, 'documentId'>): unknown[] {
  const { state, type, from, to, number, notation, declared, present, valid, trusted, recipient, delivery } = wishes;
  const facts = [declared, present, valid, trusted];
  return [state, type, from, to, number, notation, ...facts, recipient, delivery, wishes.isLate, wishes.overdue];
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
  readonly reason: string | null;
  readonly at: Date;
  readonly trace: string | null;
}

const deliveries = statement(
  'sent-deliveries',
  `SELECT recipient, hop, state, status, asked, reason, at, trace FROM delivery WHERE place = $1 AND document = $2 ORDER BY recipient`,
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
