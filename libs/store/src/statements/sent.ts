/** A sender's own documents: the list, and one with all that is known of its deliveries. */
import { statement, type Connection } from '../store.js';
import { isOverdue } from './inbox.js';

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

const overduePage = statement(
  'sent-overdue',
  `SELECT ${sentColumns} FROM document d WHERE d.place = $1 AND d.sender = $2 AND d.origin AND d.due IS NOT NULL AND d.id > $3
     AND d.due < official_now()::date AND EXISTS (
       SELECT FROM delivery v WHERE v.place = $1 AND v.document = d.id AND v.state < 2 AND ${isOverdue})
   ORDER BY d.id LIMIT $4`,
);

/** Those that some recipient has not done by the end of their due date; found by an index of what has one. */
export async function readOverdue(
  connection: Connection,
  who: { place: string; agency: string },
  after: string,
  limit: number,
): Promise<SentRow[]> {
  return connection.run<SentRow>(overduePage, [who.place, who.agency, after, limit]);
}

export async function readSent(
  connection: Connection,
  who: { place: string; agency: string },
  after: string,
  limit: number,
): Promise<SentRow[]> {
  return connection.run<SentRow>(page, [who.place, who.agency, after, limit]);
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
}

const statuses = statement(
  'sent-statuses',
  `SELECT recipient, number, code, at, reason, staff FROM status WHERE place = $1 AND document = $2 ORDER BY recipient, number`,
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
