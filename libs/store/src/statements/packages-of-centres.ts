/** Packages as the APIs of other makers show them: one document for one recipient, one status, and what a centre has sent. */
import { statement, type Connection } from '../store.js';
import { isToldAlone } from './acts.js';
import type { BoxKind, ListLimits, WaitingPackage } from './transport.js';

/** A delivery in an inbox of the place, with what its trace and its package need. */
export interface DeliveredPackage {
  readonly sender: string;
  /** SHA-256 of the package, hex. */
  readonly package: string;
  readonly accepted_at: Date;
  /** Places passed, as text; null where the sender lives at this place. */
  readonly trace: string | null;
}

const delivered = statement(
  'package-delivered',
  `SELECT d.sender, encode(d.package, 'hex') AS package, d.accepted_at, d.trace
   FROM delivery v JOIN document d ON d.place = $1 AND d.id = v.document
   WHERE v.place = $1 AND v.document = $2 AND v.recipient = $3 AND v.seq IS NOT NULL`,
);

/** A document in the inbox of one agency (that the store knows); undefined when it does not stand there. */
export async function deliveredPackage(
  connection: Connection,
  place: string,
  { document, recipient }: { readonly document: string; readonly recipient: string },
): Promise<DeliveredPackage | undefined> {
  return (await connection.run<DeliveredPackage>(delivered, [place, document, recipient]))[0];
}

/** A status with the document that it is about. */
export interface StatusPackage {
  readonly document: string;
  readonly sender: string;
  readonly recipient: string;
  readonly number: number;
  readonly code: number;
  readonly at: Date;
  readonly reason: string | null;
  readonly staff: string | null;
  readonly contact: string | null;
  readonly authored: string | null;
  readonly document_id: string;
  /** Number and notation of the document. */
  readonly notation: string;
  readonly subject: string;
  readonly promulgated: string;
  /** SHA-256 (hex) of the document's package. */
  readonly package: string;
}

const statusColumns = `s.document, s.sender, s.recipient, s.number, s.code, s.at, s.reason, s.staff, s.contact, s.authored, d.document_id, d.code AS notation, d.subject,
  d.promulgated::text AS promulgated, encode(d.package, 'hex') AS package`;

const returned = statement(
  'package-returned',
  `SELECT ${statusColumns} FROM status s JOIN document d ON d.place = $1 AND d.id = s.document
   WHERE s.place = $1 AND s.document = $2 AND s.recipient = $3 AND s.number = $4 AND s.desk`,
);

/** One status on a desk of the place. */
export async function returnedStatus(
  connection: Connection,
  place: string,
  { document, recipient, number }: { readonly document: string; readonly recipient: string; readonly number: number },
): Promise<StatusPackage | undefined> {
  return (await connection.run<StatusPackage>(returned, [place, document, recipient, number]))[0];
}

const recallColumns = `a.document, d.sender, a.recipient, a.number, 13 AS code, a.at, a.reason, a.staff, a.contact, a.authored, d.document_id, d.code AS notation, d.subject,
  d.promulgated::text AS promulgated, encode(d.package, 'hex') AS package`;

const toldRecall = statement(
  'package-recalled',
  `SELECT ${recallColumns} FROM act a JOIN document d ON d.place = $1 AND d.id = a.document
   WHERE a.place = $1 AND a.document = $2 AND a.recipient = $3 AND a.number = $4 AND a.inbox AND a.act = 1`,
);

/** A recall of a copy in an inbox of the place, as the status 13 that tells it; `number` is the act's. */
export async function recallAsStatus(
  connection: Connection,
  place: string,
  { document, recipient, number }: { readonly document: string; readonly recipient: string; readonly number: number },
): Promise<StatusPackage | undefined> {
  return (await connection.run<StatusPackage>(toldRecall, [place, document, recipient, number]))[0];
}

const said = statement(
  'packages-said',
  `SELECT ${statusColumns} FROM status s JOIN document d ON d.place = $1 AND d.id = s.document
   WHERE s.place = $1 AND s.document = ANY ($2::uuid[]) AND s.recipient = ANY (known_organs($3::text[])) AND s.number > 1 ORDER BY s.document DESC, s.recipient, s.number`,
);

/** What agencies of the place have said about these documents, after the 01 of their place. */
export async function saidAbout(
  connection: Connection,
  place: string,
  documents: readonly string[],
  agencies: readonly string[],
): Promise<StatusPackage[]> {
  return connection.run<StatusPackage>(said, [place, documents, agencies]);
}

const recalls = statement(
  'packages-recalls-said',
  `SELECT ${recallColumns} FROM act a JOIN document d ON d.place = $1 AND d.id = a.document AND d.origin
   WHERE a.place = $1 AND a.document = ANY ($2::uuid[]) AND d.sender = ANY (known_organs($3::text[])) AND a.act = 1 AND a.operation IS NULL
   ORDER BY a.document DESC, a.recipient, a.number`,
);

/** The recalls (13) that agencies of the place have said of these documents of theirs; what a package recalled is told by the package. */
export async function recallsSaid(
  connection: Connection,
  place: string,
  documents: readonly string[],
  agencies: readonly string[],
): Promise<StatusPackage[]> {
  return connection.run<StatusPackage>(recalls, [place, documents, agencies]);
}

const newest = statement(
  'packages-newest',
  `SELECT v.document FROM unnest(known_organs($2::text[])) AS r (recipient) CROSS JOIN LATERAL (
     SELECT document, xact, seq FROM delivery WHERE place = $1 AND recipient = r.recipient AND seq IS NOT NULL
       AND at < COALESCE($4::timestamptz, 'infinity') ORDER BY xact DESC, seq DESC LIMIT $3) AS v
   ORDER BY v.xact DESC, v.seq DESC LIMIT $3`,
);

/** The documents that came last to these agencies of the place. */
export async function newestDelivered(
  connection: Connection,
  place: string,
  agencies: readonly string[],
  { before, limit }: Omit<ListLimits, 'from'>,
): Promise<string[]> {
  const rows = await connection.run<{ document: string }>(newest, [place, agencies, limit, before]);
  return [...new Set(rows.map(({ document }) => document))];
}

/** A document of the place with one of its deliveries; `recipient` and what follows are null while the document is parked. */
export interface SentPackage {
  readonly document: string;
  readonly sender: string;
  readonly subject: string;
  readonly notation: string;
  readonly accepted_at: Date;
  /** 0 accepted, 1 parked, 2 refused. */
  readonly document_state: number;
  readonly recipient: string | null;
  /** 0 in flight, 1 delivered, 2 refused, 3 expired, 4 dead. */
  readonly state: number | null;
  readonly status: number | null;
  readonly reason: string | null;
  readonly arrived_at: Date | null;
}

const sentColumns = `d.id AS document, d.sender, d.subject, d.code AS notation, d.accepted_at, d.state AS document_state, v.recipient, v.state, v.status,
  v.reason, s.at AS arrived_at`;
const sentJoins = `LEFT JOIN delivery v ON v.place = $1 AND v.document = d.id
   LEFT JOIN status s ON s.place = $1 AND s.document = d.id AND s.recipient = v.recipient AND s.number = 1`;

const newestOfAgencies = `SELECT o.* FROM unnest(known_organs($2::text[])) AS r (sender) CROSS JOIN LATERAL (
     SELECT id, sender, subject, code, accepted_at, state FROM document WHERE place = $1 AND sender = r.sender AND origin
       AND accepted_at >= COALESCE($4::timestamptz, '-infinity') AND accepted_at < COALESCE($5::timestamptz, 'infinity') ORDER BY xact DESC, id DESC LIMIT $3) AS o
   ORDER BY o.id DESC LIMIT $3`;

const newestOwn = statement('packages-newest-sent', newestOfAgencies);

/** The documents that these agencies of the place sent last. */
export async function newestSent(
  connection: Connection,
  place: string,
  agencies: readonly string[],
  { from, before, limit }: ListLimits,
): Promise<string[]> {
  const rows = await connection.run<{ id: string }>(newestOwn, [place, agencies, limit, from, before]);
  return rows.map(({ id }) => id);
}

const sent = statement(
  'packages-sent',
  `SELECT ${sentColumns} FROM (${newestOfAgencies}) AS d
   ${sentJoins} ORDER BY d.id DESC, v.recipient`,
);

/** The newest documents that these agencies of the place sent, newest first, a row for each recipient. */
export async function sentPackages(
  connection: Connection,
  place: string,
  agencies: readonly string[],
  { from, before, limit }: ListLimits,
): Promise<SentPackage[]> {
  return connection.run<SentPackage>(sent, [place, agencies, limit, from, before]);
}

const sentOnce = statement(
  'package-sent',
  `SELECT ${sentColumns} FROM document d ${sentJoins} WHERE d.place = $1 AND d.id = $2 AND d.origin ORDER BY v.recipient`,
);

/** One document that was submitted at the place, a row for each recipient. */
export async function sentPackage(connection: Connection, place: string, document: string): Promise<SentPackage[]> {
  return connection.run<SentPackage>(sentOnce, [place, document]);
}

const received = statement(
  'packages-received',
  `SELECT v.document, d.sender, v.recipient, 0 AS number, COALESCE(t.state, 0) AS state, v.at AS created_at, COALESCE(t.updated_at, v.at) AS updated_at
   FROM delivery v JOIN document d ON d.place = $1 AND d.id = v.document
   LEFT JOIN transport t ON t.place = $1 AND t.kind = 'edoc' AND t.document = v.document AND t.recipient = v.recipient AND t.number = 0
   WHERE v.place = $1 AND v.recipient = $2 AND v.seq IS NOT NULL AND v.at >= $3 AND v.at < $4 AND (v.asked < 3 OR t.state = 2) ORDER BY v.xact, v.seq LIMIT $5`,
);

const receivedStatuses = statement(
  'packages-received-statuses',
  `SELECT s.document, s.sender, s.recipient, s.number, COALESCE(t.state, 0) AS state, s.at AS created_at, COALESCE(t.updated_at, s.at) AS updated_at, s.xact, s.seq
   FROM status s
   LEFT JOIN transport t ON t.place = $1::text::organ AND t.kind = 'status' AND t.document = s.document AND t.recipient = s.recipient AND t.number = s.number
   WHERE s.place = $1::text::organ AND s.sender = $2 AND s.desk AND s.at >= $3 AND s.at < $4
   UNION ALL SELECT x.document, e.sender, x.recipient, -x.number, COALESCE(u.state, 0), x.at, COALESCE(u.updated_at, x.at), x.xact, x.seq
   FROM act x JOIN document e ON e.place = $1::text::organ AND e.id = x.document
   LEFT JOIN transport u ON u.place = $1::text::organ AND u.kind = 'status' AND u.document = x.document AND u.recipient = x.recipient AND u.number = -x.number
   WHERE x.place = $1::text::organ AND x.recipient = $2 AND x.inbox AND ${isToldAlone('x')} AND x.at >= $3 AND x.at < $4
   ORDER BY xact, seq LIMIT $5`,
);

/**
 * What came to one agency in a time, documents or statuses, with how far it was fetched; oldest first. A copy that was recalled or
 * replaced stands there only if it was fetched before: a list with `initial` in it is a list of work.
 */
export async function receivedPackages(
  connection: Connection,
  { place, agency, kind }: { readonly place: string; readonly agency: string; readonly kind: BoxKind },
  { from, to, limit }: { readonly from: Date; readonly to: Date; readonly limit: number },
): Promise<WaitingPackage[]> {
  const which = kind === 'edoc' ? received : receivedStatuses;
  return connection.run<WaitingPackage>(which, [place, agency, from, to, limit]);
}
