/** Writing documents at a place: the bytes once per server, the document once per place, a delivery once per recipient. */
import { hash } from 'node:crypto';
import { statement, type Connection } from '../store.js';

export interface PackageRow {
  readonly digest: Buffer;
  readonly bytes: Buffer;
}

/** Stores packages in the order of their digests, so that two batches never wait for each other in a ring. Shared by all places. */
export async function storePackages(connection: Connection, packages: readonly PackageRow[]): Promise<void> {
  const sorted = [...new Map(packages.map((row) => [row.digest.toString('hex'), row])).entries()].sort(byKey);
  if (sorted.length === 0) return;
  const rows = sorted.map((_, index) => `($${index * 2 + 1}::bytea, $${index * 2 + 2}::bytea)`).join(',');
  await connection.run(
    statement(
      `store-packages-${sorted.length}`,
      `INSERT INTO package (digest, size, bytes) SELECT digest, length(bytes), bytes FROM (VALUES ${rows}) AS p (digest, bytes)
       ON CONFLICT DO NOTHING`,
    ),
    sorted.flatMap(([, row]) => [row.digest, row.bytes]),
  );
}

function byKey([left]: [string, unknown], [right]: [string, unknown]): number {
  return left < right ? -1 : left > right ? 1 : 0;
}

const readBytes = statement('read-packages', 'SELECT digest, bytes FROM package WHERE digest = ANY ($1::bytea[])');

/** The packages with these digests (lower-case hex), as far as they are stored here. */
export async function readPackages(connection: Connection, digests: readonly string[]): Promise<Map<string, Buffer>> {
  const rows = await connection.run<PackageRow>(readBytes, [digests.map((digest) => `\\x${digest}`)]);
  return new Map(rows.map((row) => [row.digest.toString('hex'), row.bytes]));
}

/** A document as its place records it; digests in hex, `trace` the places passed. */
export interface DocumentRow {
  readonly place: string;
  readonly id: string;
  readonly sender: string;
  readonly document_id: string;
  readonly operation: number;
  readonly origin: boolean;
  readonly state: number;
  readonly package: string;
  readonly package_size: number;
  readonly content: string;
  readonly accepted_at: string;
  readonly declared: boolean;
  readonly present: boolean;
  readonly valid: boolean;
  readonly trusted: boolean;
  readonly verdict: string;
  readonly urgency: number;
  readonly type: number;
  readonly type_name: string;
  readonly promulgated: string;
  /** Day by whose end it is to be answered or done, yyyy-MM-dd. */
  readonly due: string | null;
  readonly code: string;
  readonly subject: string;
  /** Acceptance receipt in which the document stands, and as which leaf of it; null in transit. */
  readonly receipt: string | null;
  readonly leaf: number | null;
  readonly trace: string | null;
}

const documentColumns = `id, sender, document_id, operation, origin, state, package, package_size, content, accepted_at, declared, present,
  valid, trusted, verdict, urgency, type, type_name, promulgated, due, code, subject, receipt, leaf, trace`;

const record = statement(
  'record-documents',
  `INSERT INTO document (place, ${documentColumns})
   SELECT place, id, sender, document_id, operation, origin, state, decode(package, 'hex'), package_size, decode(content, 'hex'), accepted_at,
     declared, present, valid, trusted, verdict, urgency, type, type_name, promulgated, due, code, subject, receipt, leaf, trace
   FROM jsonb_to_recordset($1::jsonb) AS r (place organ, id uuid, sender organ, document_id text, operation int2, origin boolean, state int2, package text,
     package_size int, content text, accepted_at timestamptz, declared boolean, present boolean, valid boolean, trusted boolean, verdict text,
     urgency int2, type int2, type_name text, promulgated date, due date, code text, subject text, receipt uuid, leaf int2, trace text)
   ORDER BY place, sender, document_id ON CONFLICT DO NOTHING RETURNING place, id`,
);

/** Records the documents that their places do not know yet; those are given back. */
export async function recordDocuments(
  connection: Connection,
  rows: readonly DocumentRow[],
): Promise<{ place: string; id: string }[]> {
  return rows.length === 0 ? [] : connection.run(record, [JSON.stringify(rows)]);
}

const find = statement(
  'find-documents',
  `SELECT d.place, d.id, d.sender, d.document_id, d.operation, encode(d.content, 'hex') AS content, d.code, d.state, d.verdict
   FROM document d JOIN jsonb_to_recordset($1::jsonb) AS r (place organ, sender organ, document_id text, operation int2)
     ON d.place = r.place AND d.sender = r.sender AND d.document_id = r.document_id AND d.operation = r.operation`,
);

export interface DocumentIdentity {
  readonly place: string;
  readonly id: string;
  readonly sender: string;
  readonly document_id: string;
  readonly operation: number;
  readonly content: string;
  /** Number and notation. */
  readonly code: string;
  /** 0 accepted, 1 parked, 2 refused after it was parked; then the verdict is the refusal's code. */
  readonly state: number;
  readonly verdict: string;
}

/** The documents that stand under these identities (place, sender, DocumentId, operation). */
export async function findDocuments(
  connection: Connection,
  keys: readonly Pick<DocumentIdentity, 'place' | 'sender' | 'document_id' | 'operation'>[],
): Promise<DocumentIdentity[]> {
  return connection.run<DocumentIdentity>(find, [JSON.stringify(keys)]);
}

const evidence = statement(
  'record-verdicts',
  `WITH shared AS (
     INSERT INTO grounds (place, id, body)
     SELECT place, id, body FROM jsonb_to_recordset($2::jsonb) AS g (place organ, id uuid, body text) ORDER BY place, id ON CONFLICT DO NOTHING)
   INSERT INTO verdict (place, document, number, judged_at, signing_time, grounds)
   SELECT place, document, number, judged_at, signing_time, grounds
   FROM jsonb_to_recordset($1::jsonb) AS r (place organ, document uuid, number int2, judged_at timestamptz, signing_time timestamptz, grounds uuid)
   ORDER BY place, document, number ON CONFLICT DO NOTHING`,
);

/** What was found about one signature of a document, beside the grounds that it shares with others. */
export interface VerdictRow {
  readonly place: string;
  readonly document: string;
  readonly number: number;
  readonly judged_at: string;
  readonly signing_time: string | null;
  /** The rest, JSON text: what is needed to check the signature again. */
  readonly grounds: string;
}

/** Keeps what was found about each signature; the same grounds once. */
export async function recordVerdicts(connection: Connection, verdicts: readonly VerdictRow[]): Promise<void> {
  if (verdicts.length === 0) return;
  const shared = new Map<string, { place: string; id: string; body: string }>();
  const rows = verdicts.map(({ grounds: body, ...row }) => {
    const id = hash('sha256', body, 'hex').slice(0, 32);
    shared.set(`${row.place} ${id}`, { place: row.place, id, body });
    return { ...row, grounds: id };
  });
  await connection.run(evidence, [JSON.stringify(rows), JSON.stringify([...shared.values()])]);
}

/** One recipient of one document at a place; `hop` null means that the recipient's inbox is there. */
export interface DeliveryRow {
  readonly place: string;
  readonly document: string;
  readonly recipient: string;
  readonly hop: string | null;
  readonly origin: boolean;
}

const deliver = statement(
  'record-deliveries',
  `INSERT INTO delivery (place, document, recipient, hop, origin, state, status, number, at, xact, seq)
   SELECT place, document, recipient, hop, origin, CASE WHEN hop IS NULL THEN 1 ELSE 0 END, CASE WHEN hop IS NULL THEN 1 ELSE 0 END,
     CASE WHEN hop IS NULL THEN 1 ELSE 0 END, $2, CASE WHEN hop IS NULL THEN pg_current_xact_id() END,
     CASE WHEN hop IS NULL THEN nextval('position') END
   FROM jsonb_to_recordset($1::jsonb) AS r (place organ, document uuid, recipient organ, hop organ, origin boolean)
   ORDER BY place, document, recipient ON CONFLICT DO NOTHING RETURNING place, document, recipient`,
);

/** Puts deliveries into inboxes or on their way; only those that are new to their place are given back. */
export async function recordDeliveries(
  connection: Connection,
  rows: readonly DeliveryRow[],
  at: string,
): Promise<{ place: string; document: string; recipient: string }[]> {
  if (rows.length === 0) return [];
  return connection.run(deliver, [JSON.stringify(rows), at]);
}
