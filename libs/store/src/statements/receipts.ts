/** Signed receipts of a place: given to clients and neighbours, taken from neighbours; one row per signature. */
import { statement, type Connection } from '../store.js';

export type ReceiptKind = 'acceptance' | 'statuses' | 'given' | 'taken';

export interface ReceiptRow {
  readonly place: string;
  readonly id: string;
  readonly kind: ReceiptKind;
  readonly neighbour: string | null;
  /** Lowest and highest message number answered, for hop receipts. */
  readonly first: string | null;
  readonly last: string | null;
  readonly at: string;
  readonly leaves: Buffer;
  readonly root: Buffer;
  readonly signature: Buffer;
  readonly body: string | null;
}

const put = statement(
  'receipts-put',
  `INSERT INTO receipt (place, id, kind, neighbour, first, last, at, leaves, root, signature, body)
   SELECT place, id, kind, neighbour, first, last, at, decode(leaves, 'base64'),
     decode(root, 'base64'), decode(signature, 'base64'), body
   FROM jsonb_to_recordset($1::jsonb) AS r (place organ, id uuid, kind text, neighbour organ, first bigint, last bigint, at timestamptz,
     leaves text, root text, signature text, body text)
   ORDER BY place, id ON CONFLICT DO NOTHING`,
);

export async function keepReceipts(connection: Connection, rows: readonly ReceiptRow[]): Promise<void> {
  if (rows.length === 0) return;
  const written = rows.map(({ leaves, root, signature, ...row }) => ({
    ...row,
    leaves: leaves.toString('base64'),
    root: root.toString('base64'),
    signature: signature.toString('base64'),
  }));
  await connection.run(put, [JSON.stringify(written)]);
}

/** Messages numbered `first` to `last` that came to `place` from `neighbour`. */
export interface MessageSpan {
  readonly place: string;
  readonly neighbour: string;
  readonly first: string;
  readonly last: string;
}

/** A hop receipt as the place that gave it, or the one that took it, keeps it. */
export interface HopReceiptRow {
  readonly id: string;
  readonly kind: 'given' | 'taken';
  readonly neighbour: string;
  readonly first: string | null;
  readonly last: string | null;
  readonly at: Date;
  readonly leaves: Buffer;
  readonly root: Buffer;
  readonly signature: Buffer;
  readonly body: string;
}

export const hopReceiptColumns =
  'r.id, r.kind, r.neighbour, r.first::text AS first, r.last::text AS last, r.at, r.leaves, r.root, r.signature, r.body';

/** Looked up span by span: over a young table a join is planned that reads every receipt there is. */
const given = statement(
  'receipts-given',
  `SELECT r.place, ${hopReceiptColumns} FROM jsonb_to_recordset($1::jsonb) AS s (place organ, neighbour organ, first bigint, last bigint)
   CROSS JOIN LATERAL (
     SELECT * FROM receipt WHERE place = s.place AND neighbour = s.neighbour AND kind = 'given' AND last >= s.first AND first <= s.last
     OFFSET 0
   ) AS r`,
);

/** The hop receipts of places that may speak of these messages. */
export async function givenReceipts(
  connection: Connection,
  spans: readonly MessageSpan[],
): Promise<(HopReceiptRow & { readonly place: string })[]> {
  return connection.run(given, [JSON.stringify(spans)]);
}

export interface AcceptanceRow {
  readonly document: string;
  readonly sender: string;
  readonly document_id: string;
  readonly package: string;
  readonly content: string;
  readonly accepted_at: Date;
  readonly state: number;
  readonly declared: boolean;
  readonly present: boolean;
  readonly valid: boolean;
  readonly trusted: boolean;
  readonly verdict: string;
  readonly recipients: string[];
  readonly leaf: number;
  readonly leaves: Buffer;
  readonly root: Buffer;
  readonly signature: Buffer;
  readonly rehearsal: boolean;
}

const acceptance = statement(
  'receipts-acceptance',
  `SELECT d.id AS document, d.sender, d.document_id, encode(d.package, 'hex') AS package, encode(d.content, 'hex') AS content, d.accepted_at,
     d.state, d.declared, d.present, d.valid, d.trusted, d.verdict, d.leaf, r.leaves, r.root, r.signature,
     (r.body::jsonb ->> 'rehearsal')::boolean AS rehearsal,
     COALESCE((SELECT recipients FROM parked WHERE place = $1 AND document = d.id),
       ARRAY(SELECT recipient::text FROM delivery WHERE place = $1 AND document = d.id ORDER BY recipient::text COLLATE "C")) AS recipients
   FROM document d JOIN receipt r ON r.place = $1 AND r.id = d.receipt
   WHERE d.place = $1 AND d.id = ANY ($2::uuid[])`,
);

/** What is needed to write the acceptance receipts of these documents again, exactly as first given. */
export async function acceptanceRows(
  connection: Connection,
  place: string,
  documents: readonly string[],
): Promise<AcceptanceRow[]> {
  if (documents.length === 0) return [];
  return connection.run<AcceptanceRow>(acceptance, [place, documents]);
}
