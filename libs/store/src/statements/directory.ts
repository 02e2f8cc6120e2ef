/** The directory in the store: which places and agencies there are, with a version that rises at every change. */
import { statement, type Connection, type Store } from '../store.js';
import { learnOrgans } from './organs.js';
import type { AgencyRow, KnownAgencyRow, PlaceRow } from '../tables.js';

/** `id` tells the directory of this store from those of others, `version` counts its changes: they commit in the order of their numbers. */
export interface StoredDirectory {
  readonly id: string;
  readonly version: number;
  readonly places: PlaceRow[];
  readonly agencies: KnownAgencyRow[];
}

const version = statement(
  'directory-version',
  'SELECT id::text AS id, version::text AS version, keys::text AS keys, resets::text AS resets FROM directory_version',
);

const everyPlace = statement(
  'directory-all-places',
  'SELECT code, name, parent, queue, certificate FROM place ORDER BY code',
);

/** `version` rises with every change of places and agencies, `keys` when a key is withdrawn, `resets` when a sandbox was emptied. */
export interface DirectoryVersion {
  readonly id: string;
  readonly version: string;
  readonly keys: string;
  readonly resets: string;
}

export async function directoryVersion(connection: Connection): Promise<DirectoryVersion> {
  return (await connection.run<DirectoryVersion>(version))[0] ?? { id: '', version: '0', keys: '0', resets: '0' };
}

const changed = statement(
  'directory-changes',
  `SELECT code, place, old_code AS "oldCode", name, tier, parent, valid_from::text AS "validFrom", valid_to::text AS "validTo", successor, aliases,
     deleted, added::int AS added, version::int AS version
   FROM agency WHERE place = ANY ($1::text[]) AND version > $2`,
);

/** Places, and the agencies that were added, changed or deleted after version `since`, as they stood at one moment. */
export async function readDirectory(store: Store, since = 0): Promise<StoredDirectory> {
  return store.snapshot(async (tx) => {
    const current = await directoryVersion(tx);
    const places = await tx.run<PlaceRow>(everyPlace);
    const agencies = await tx.run<KnownAgencyRow>(changed, [places.map(({ code }) => code), since]);
    return { id: current.id, version: Number(current.version), places, agencies };
  });
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

/** Whoever changes agencies waits here for who did before, so that versions are committed in their order and none is ever passed over. */
const nextVersion = statement('directory-next', 'SELECT version + 1 AS version FROM directory_version FOR UPDATE');

const putAgency = statement(
  'directory-agencies',
  `INSERT INTO agency AS a (place, code, old_code, name, tier, parent, valid_from, valid_to, successor, aliases, added, version)
   SELECT r.place, r.code, r.old_code, r.name, r.tier, r.parent, l.valid_from, l.valid_to, l.successor, COALESCE(l.aliases, '{}'), $2, $2
   FROM jsonb_to_recordset($1::jsonb) AS r (place text, code text, old_code text, name text, tier text, parent text, life jsonb)
   LEFT JOIN agency k ON k.place = r.place AND k.code = r.code
   CROSS JOIN LATERAL (
     SELECT k.valid_from, k.valid_to, k.successor, k.aliases WHERE r.life IS NULL
     UNION ALL SELECT * FROM jsonb_to_record(r.life) AS g ("validFrom" date, "validTo" date, successor text, aliases text[]) WHERE r.life IS NOT NULL) AS l
   ORDER BY r.place, r.code
   ON CONFLICT (place, code) DO UPDATE SET old_code = excluded.old_code, name = excluded.name, tier = excluded.tier, parent = excluded.parent,
     valid_from = excluded.valid_from, valid_to = excluded.valid_to, successor = excluded.successor, aliases = excluded.aliases,
     added = CASE WHEN a.deleted THEN excluded.added ELSE a.added END, deleted = false, version = excluded.version, changed_at = now()
     WHERE (a.old_code, a.name, a.tier, a.parent, a.valid_from, a.valid_to, a.successor, a.aliases, a.deleted) IS DISTINCT FROM
       (excluded.old_code, excluded.name, excluded.tier, excluded.parent, excluded.valid_from, excluded.valid_to, excluded.successor, excluded.aliases, false)
   RETURNING (added = version) AS added`,
);

/** Adds or changes agencies; an agency that lives at another place already breaks the unique code and throws. */
export async function putAgencies(
  connection: Connection,
  agencies: readonly AgencyRow[],
): Promise<{ added: number; changed: number }> {
  const rows = agencies.map(({ oldCode, ...agency }) => ({ ...agency, old_code: oldCode }));
  const [due] = await connection.run<{ version: string }>(nextVersion);
  const done = await connection.run<{ added: boolean }>(putAgency, [JSON.stringify(rows), due?.version]);
  if (done.length > 0) await connection.run(bump);
  const added = done.filter((row) => row.added).length;
  return { added, changed: done.length - added };
}

const deleteOne = statement(
  'directory-delete',
  'UPDATE agency SET deleted = true, version = $3, changed_at = now() WHERE place = $1 AND code = $2 AND NOT deleted RETURNING code',
);

/** Takes an agency off the directory: nobody writes to it any more, what is on its way still finds it. False when it is not there. */
export async function deleteAgency(connection: Connection, place: string, code: string): Promise<boolean> {
  const [due] = await connection.run<{ version: string }>(nextVersion);
  if ((await connection.run(deleteOne, [place, code, due?.version])).length === 0) return false;
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
  /** Or over by its last day. */
  readonly deleted: boolean;
  readonly changed_at: Date;
}

/** Days for which it is told that an agency is over: no change of the directory marks its last day. */
const daysTold = 31;

const units = statement(
  'directory-units',
  `SELECT code, place, name, parent, version::int AS version, deleted OR COALESCE(valid_to < $3, false) AS deleted, changed_at FROM agency
   WHERE place = ANY ($1::text[]) AND (version > $2 OR (valid_to < $3 AND valid_to >= $3::date - ${daysTold})) ORDER BY code`,
);

/** The agencies of these places that changed after version `since`, deleted ones as well, and those that ended shortly before `today`. */
export async function readUnits(
  connection: Connection,
  places: readonly string[],
  { since, today }: { readonly since: number; readonly today: string },
): Promise<UnitRow[]> {
  return connection.run<UnitRow>(units, [places, since, today]);
}
