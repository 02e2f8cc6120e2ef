/** System ids: the centres that use the national axis' API, one for a place, with their sealed secrets and their other names. */
import { statement, type Connection } from '../store.js';

export interface SystemRow {
  /** Hub code of the centre, which is its system id. */
  readonly place: string;
  /** Sealed under the place's key: the store alone can not open it. */
  readonly secret: Buffer;
  readonly hardened: boolean;
  /** SHA-256 (DER) of the TLS client certificate that it must come with; null where none is asked for. */
  readonly client_certificate: Buffer | null;
  /** Whether an operator lets it register agencies in whatever mode. */
  readonly may_register: boolean;
  /** Under which it is known beside its hub code; none leads to two systems. */
  readonly aliases: readonly string[];
  readonly created_at: Date;
}

const columns = `s.place, s.secret, s.hardened, s.client_certificate, s.may_register, s.created_at,
     ARRAY (SELECT alias FROM centre_alias a WHERE a.place = s.place ORDER BY alias) AS aliases`;

const read = statement(
  'systems-read',
  `SELECT ${columns} FROM centre_system s WHERE s.place = ANY ($1::text[]) ORDER BY s.place`,
);

export async function readSystems(connection: Connection, places: readonly string[]): Promise<SystemRow[]> {
  return connection.run<SystemRow>(read, [places]);
}

const named = statement(
  'system-named',
  `SELECT ${columns} FROM centre_system s WHERE s.place = ANY ($1::text[])
     AND $2 IN (SELECT s.place UNION ALL SELECT n.alias FROM centre_alias n WHERE n.place = s.place)`,
);

/** The system of one of these places that goes by a name: its hub code or an alias. */
export async function systemNamed(
  connection: Connection,
  places: readonly string[],
  name: string,
): Promise<SystemRow | undefined> {
  return (await connection.run<SystemRow>(named, [places, name]))[0];
}

const put = statement(
  'system-put',
  `INSERT INTO centre_system (place, secret, hardened, client_certificate, may_register) VALUES ($1, $2, $3, $4, $5)
   ON CONFLICT (place) DO UPDATE SET secret = excluded.secret, hardened = excluded.hardened,
     client_certificate = excluded.client_certificate, may_register = excluded.may_register, created_at = now()`,
);

const dropAliases = statement('system-drop-aliases', 'DELETE FROM centre_alias WHERE place = $1');

const putAliases = statement(
  'system-put-aliases',
  'INSERT INTO centre_alias (place, alias) SELECT $1, unnest($2::text[]) ON CONFLICT (alias) DO NOTHING RETURNING alias',
);

/** Documents wait in the box from the first one on, statuses from the time at which the system is added. */
const openBoxes = statement(
  'system-boxes',
  `INSERT INTO centre_box (place, kind, xact, seq)
   SELECT $1, kind, xact, 0 FROM (VALUES ('edoc', '0'::xid8), ('status', pg_snapshot_xmin(pg_current_snapshot()))) AS b (kind, xact)
   ON CONFLICT DO NOTHING`,
);

const changed = statement('systems-changed', 'UPDATE directory_version SET keys = keys + 1');

/**
 * Adds a system inside a transaction; one that is there gets the new secret and the new names, and keeps its boxes. Gives back the
 * aliases that are those of other systems: then the transaction is to be given up.
 */
export async function putSystem(connection: Connection, row: Omit<SystemRow, 'created_at'>): Promise<string[]> {
  await connection.run(put, [row.place, row.secret, row.hardened, row.client_certificate, row.may_register]);
  await connection.run(dropAliases, [row.place]);
  const kept = await connection.run<{ alias: string }>(putAliases, [row.place, row.aliases]);
  await connection.run(openBoxes, [row.place]);
  await connection.run(changed);
  return row.aliases.filter((one) => !kept.some(({ alias }) => alias === one));
}

const remove = statement('system-remove', 'DELETE FROM centre_system WHERE place = $1 RETURNING place');

/** Withdraws a system inside a transaction; false when there is none. */
export async function removeSystem(connection: Connection, place: string): Promise<boolean> {
  if ((await connection.run(remove, [place])).length === 0) return false;
  await connection.run(dropAliases, [place]);
  await connection.run(changed);
  return true;
}
