/** Rows of the store as the agencies that they stand for. */
import type { Agency, AgencyTier, DirectoryNews, KnownAgency } from '@lienthong/directory';
import type { KnownAgencyRow, StoredDirectory } from '@lienthong/store';

/** What the store gave as news of the directory. */
export function newsOf({ id, version, places, agencies }: StoredDirectory): DirectoryNews {
  return {
    ...{ id, version },
    places: places.map(({ certificate: _, ...place }) => place),
    agencies: agencies.map((row): KnownAgency => {
      const { added, version: changed, deleted } = row;
      return { agency: agencyOf(row), added, version: changed, deleted };
    }),
  };
}

/** What is not set is left out. */
function agencyOf({ added: _, version: __, deleted: ___, aliases, tier, ...row }: KnownAgencyRow): Agency {
  const { parent, validFrom, validTo, successor, ...agency } = row;
  return {
    ...{ ...agency, tier: tier as AgencyTier },
    ...(parent !== null && { parent }),
    ...(validFrom !== null && { validFrom }),
    ...(validTo !== null && { validTo }),
    ...(successor !== null && { successor }),
    ...(aliases.length > 0 && { aliases }),
  };
}
