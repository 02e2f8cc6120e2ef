/** The directory in the store: which places and agencies there are, with a version that rises at every change. */
import { statement, type Connection, type Store } from '../store.js';
import { learnOrgans } from './organs.js';
import { agencyTable, placeTable, type AgencyRow, type KnownAgencyRow, type PlaceRow } from '../tables.js';

export interface StoredDirectory {
  readonly version: string;
  readonly places: PlaceRow[];
  readonly agencies: KnownAgencyRow[];
}

const version = statement(
  'directory-version',
  'SELECT version::text AS version, keys::text AS keys, resets::text AS resets FROM directory_version',
);

/** `version` rises with every change of places and agencies, `keys` when a key is withdrawn, `resets` when a sandbox was emptied. */
export interface DirectoryVersion {
  readonly version: string;
  readonly keys: string;
  readonly resets: string;
}

export async function directoryVersion(connection: Connection): Promise<DirectoryVersion> {
  return (await connection.run<DirectoryVersion>(version))[0] ?? { version: '0', keys: '0', resets: '0' };
}

export async function readDirectory(store: Store): Promise<StoredDirectory> {
  const { version: current } = await directoryVersion(store);
  const places = await store.source.getRepository(placeTable).find({ order: { code: 'ASC' } });
  const agencies = await store.source.getRepository(agencyTable).find({ order: { code: 'ASC' } });
  return { version: current, places, agencies };
}

const putPlaceRows = statement(
  'directory-places',
  `INSERT INTO place AS p (code, name, parent, queue, certificate)
   SELECT code, name, parent, queue, decode(certificate, 'base64')
   FROM jsonb_to_recordset($1::jsonb) AS r (code text, name text, parent text, queue text, certificate text) ORDER BY code
   ON CONFLICT (code) DO UPDATE SET name = excluded.name, parent = excluded.parent, queue = excluded.queue,
     certificate = COALESCE(excluded.certificate, p.certificate)`,
);

export async function putPlaces(connection: Connection, places: readonly PlaceRow[]): Promise<void> {
  const rows = places.map((place) => ({ ...place, certificate: place.certificate?.toString('base64') ?? null }));
  await learnOrgans(
    connection,
    places.map(({ code }) => code),
  );
  await connection.run(putPlaceRows, [JSON.stringify(rows)]);
  await connection.run(bump);
}

const bump = statement('directory-bump', 'UPDATE directory_version SET version = version + 1');

const putAgency = statement(
  'directory-agencies',
  `WITH due AS (SELECT version + 1 AS version FROM directory_version FOR UPDATE)
   INSERT INTO agency AS a (place, code, old_code, name, tier, parent, version)
   SELECT r.place, code, old_code, name, tier, parent, due.version
   FROM jsonb_to_recordset($1::jsonb) AS r (place text, code text, old_code text, name text, tier text, parent text) CROSS JOIN due
   ORDER BY r.place, code
   ON CONFLICT (place, code) DO UPDATE SET old_code = excluded.old_code, name = excluded.name, tier = excluded.tier, parent = excluded.parent,
     deleted = false, version = excluded.version, changed_at = now()
     WHERE (a.old_code, a.name, a.tier, a.parent, a.deleted) IS DISTINCT FROM (excluded.old_code, excluded.name, excluded.tier, excluded.parent, false)
   RETURNING (xmax = 0) AS added`,
);

/** Adds or changes agencies; an agency that lives at another place already breaks the unique code and throws. */
export async function putAgencies(
  connection: Connection,
  agencies: readonly AgencyRow[],
): Promise<{ added: number; changed: number }> {
  const rows = agencies.map(({ oldCode, ...agency }) => ({ ...agency, old_code: oldCode }));
  await learnOrgans(
    connection,
    agencies.map(({ code }) => code),
  );
  const done = await connection.run<{ added: boolean }>(putAgency, [JSON.stringify(rows)]);
  if (done.length > 0) await connection.run(bump);
  const added = done.filter((row) => row.added).length;
  return { added, changed: done.length - added };
}

const deleteOne = statement(
  'directory-delete',
  `UPDATE agency SET deleted = true, version = due.version, changed_at = now()
   FROM (SELECT version + 1 AS version FROM directory_version FOR UPDATE) AS due
   WHERE place = $1 AND code = $2 AND NOT deleted RETURNING code`,
);

/** Takes an agency off the directory: nobody writes to it any more, what is on its way still finds it. False when it is not there. */
export async function deleteAgency(connection: Connection, place: string, code: string): Promise<boolean> {
  if ((await connection.run(deleteOne, [place, code])).length === 0) return false;
  await connection.run(bump);
  return true;
}

/** An agency with what a copy of the directory is synchronised by. */
export interface UnitRow {
  readonly code: string;
  readonly place: string;
  readonly name: string;
  readonly parent: string | null;
  /** Version of the directory in which the row was changed last. */
  readonly version: number;
  readonly deleted: boolean;
  readonly changed_at: Date;
}

const units = statement(
  'directory-units',
  `SELECT code, place, name, parent, version::int AS version, deleted, changed_at FROM agency WHERE place = ANY ($1::text[]) ORDER BY code`,
);

/** The agencies of these places, deleted ones as well. */
export async function readUnits(connection: Connection, places: readonly string[]): Promise<UnitRow[]> {
  return connection.run<UnitRow>(units, [places]);
}
