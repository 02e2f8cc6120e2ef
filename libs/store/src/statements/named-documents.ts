/** Documents as status messages of other makers name them: by sender, recipient, number and notation. */
import { statement, type Connection } from '../store.js';

/** A document between two agencies that may have the number and notation asked for. */
export interface CodedDocument {
  readonly id: string;
  readonly document_id: string;
  readonly operation: number;
  readonly code: string;
  /** yyyy-MM-dd. */
  readonly promulgated: string;
}

/** Letters with accents and cases beyond ASCII are left to the caller: what PostgreSQL makes of them depends on its locale. */
const plain = (code: string): string => `upper(regexp_replace(${code}, '[^A-Za-z0-9/]', '', 'g') COLLATE "C")`;

const coded = statement(
  'documents-by-code',
  `SELECT d.id, d.document_id, d.operation, d.code, d.promulgated::text AS promulgated
   FROM document d JOIN delivery v ON v.place = $1 AND v.document = d.id AND v.recipient = $3::text::organ
   WHERE d.place = $1 AND d.sender = $2::text::organ AND ${plain('d.code')} = ${plain('$4')} ORDER BY d.operation, d.id`,
);

/** The agencies must be known. Reads all documents of the sender at the place: for messages that name no DocumentId. */
export async function findByCode(
  connection: Connection,
  { place, sender, recipient }: { readonly place: string; readonly sender: string; readonly recipient: string },
  code: string,
): Promise<CodedDocument[]> {
  return connection.run<CodedDocument>(coded, [place, sender, recipient, code]);
}
