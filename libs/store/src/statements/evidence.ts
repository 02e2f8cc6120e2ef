/** Revocation lists and OCSP answers by their digest: kept before a verdict rests on them, for whoever judges again. */
import { statement, type Connection } from '../store.js';

/** `digest` is SHA-256 of `bytes` (DER), lower-case hex. */
export interface EvidenceRow {
  readonly digest: string;
  readonly kind: 'list' | 'answer';
  readonly bytes: Buffer;
}

const keep = statement(
  'keep-evidence',
  `INSERT INTO evidence (digest, kind, bytes) SELECT decode(digest, 'hex'), kind, decode(bytes, 'base64')
   FROM jsonb_to_recordset($1::jsonb) AS r (digest text, kind text, bytes text) ORDER BY digest ON CONFLICT DO NOTHING`,
);

/** What is there already stays. */
export async function keepEvidence(connection: Connection, rows: readonly EvidenceRow[]): Promise<void> {
  if (rows.length === 0) return;
  const texts = rows.map(({ bytes, ...row }) => ({ ...row, bytes: bytes.toString('base64') }));
  await connection.run(keep, [JSON.stringify(texts)]);
}

const read = statement('read-evidence', `SELECT kind, bytes FROM evidence WHERE digest = decode($1, 'hex')`);

/** @param digest 64 hex digits */
export async function readEvidence(
  connection: Connection,
  digest: string,
): Promise<Omit<EvidenceRow, 'digest'> | undefined> {
  return (await connection.run<EvidenceRow>(read, [digest]))[0];
}
