/** System ids: the centres that use the national axis' API, one for a place, with their sealed secrets. */
import { statement, type Connection } from '../store.js';

export interface SystemRow {
  /** Hub code of the centre, which is its system id. */
  readonly place: string;
  /** Sealed under the place's key: the store alone can not open it. */
  readonly secret: Buffer;
  readonly hardened: boolean;
  /** SHA-256 (DER) of the TLS client certificate that it must come with; null where none is asked for. */
  readonly client_certificate: Buffer | null;
  readonly created_at: Date;
}

const read = statement(
  'systems-read',
  `SELECT place, secret, hardened, client_certificate, created_at FROM centre_system
   WHERE place = ANY ($1::text[]) ORDER BY place`,
);

export async function readSystems(connection: Connection, places: readonly string[]): Promise<SystemRow[]> {
  return connection.run<SystemRow>(read, [places]);
}

const put = statement(
  'system-put',
  `INSERT INTO centre_system (place, secret, hardened, client_certificate) VALUES ($1, $2, $3, $4)
   ON CONFLICT (place) DO UPDATE SET secret = excluded.secret, hardened = excluded.hardened,
     client_certificate = excluded.client_certificate, created_at = now()`,
);

/** Documents wait in the box from the first one on, statuses from the time at which the system is added. */
const openBoxes = statement(
  'system-boxes',
  `INSERT INTO centre_box (place, kind, xact, seq)
   SELECT $1, kind, xact, 0 FROM (VALUES ('edoc', '0'::xid8), ('status', pg_snapshot_xmin(pg_current_snapshot()))) AS b (kind, xact)
   ON CONFLICT DO NOTHING`,
);

const changed = statement('systems-changed', 'UPDATE directory_version SET keys = keys + 1');

/** Adds a system inside a transaction; one that is there gets the new secret, and keeps its boxes. */
export async function putSystem(connection: Connection, row: Omit<SystemRow, 'created_at'>): Promise<void> {
  await connection.run(put, [row.place, row.secret, row.hardened, row.client_certificate]);
  await connection.run(openBoxes, [row.place]);
  await connection.run(changed);
}

const remove = statement('system-remove', 'DELETE FROM centre_system WHERE place = $1 RETURNING place');

/** Withdraws a system inside a transaction; false when there is none. */
export async function removeSystem(connection: Connection, place: string): Promise<boolean> {
  if ((await connection.run(remove, [place])).length === 0) return false;
  await connection.run(changed);
  return true;
}
