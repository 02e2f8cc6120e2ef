/** API keys: kept as SHA-256 only, at most two active for each agency. */
import { statement, type Connection } from '../store.js';

export interface KeyRow {
  readonly place: string;
  readonly agency: string;
  readonly role: 'agency' | 'operator';
  readonly digest: Buffer;
  readonly expires_at: Date | null;
  readonly revoked_at: Date | null;
}

const read = statement(
  'key-read',
  `SELECT place, agency, role, digest, expires_at, revoked_at FROM api_key WHERE place = ANY ($1::text[]) AND key_id = $2`,
);

export async function readKeyRow(
  connection: Connection,
  places: readonly string[],
  keyId: string,
): Promise<KeyRow | undefined> {
  return (await connection.run<KeyRow>(read, [places, keyId]))[0];
}

export interface NewKey {
  readonly keyId: string;
  readonly agency: string;
  readonly role: 'agency' | 'operator';
  readonly digest: Buffer;
  readonly expiresAt: Date | null;
}

const add = statement(
  'key-add',
  `INSERT INTO api_key (place, key_id, agency, role, digest, expires_at)
   SELECT $1, $2, $3, $4, $5, $6
   WHERE (SELECT count(*) FROM api_key WHERE place = $1 AND agency = $3 AND role = $4 AND revoked_at IS NULL
            AND (expires_at IS NULL OR expires_at > now())) < 2
   RETURNING key_id`,
);

const serialise = statement('key-lock', `SELECT pg_advisory_xact_lock(hashtext('api_key ' || $1))`);

const changed = statement('keys-changed', 'UPDATE directory_version SET keys = keys + 1');

/** Adds a key inside a transaction; false when the agency has two active ones already. */
export async function addKey(connection: Connection, place: string, key: NewKey): Promise<boolean> {
  await connection.run(serialise, [`${place}/${key.agency}`]);
  const rows = await connection.run(add, [place, key.keyId, key.agency, key.role, key.digest, key.expiresAt]);
  return rows.length === 1;
}

const revoke = statement(
  'key-revoke',
  `UPDATE api_key SET revoked_at = now() WHERE place = ANY ($1::text[]) AND key_id = $2 AND revoked_at IS NULL RETURNING key_id`,
);

/** Withdraws a key inside a transaction; false when no active one has this number. */
export async function revokeKey(connection: Connection, places: readonly string[], keyId: string): Promise<boolean> {
  if ((await connection.run(revoke, [places, keyId])).length === 0) return false;
  await connection.run(changed);
  return true;
}
