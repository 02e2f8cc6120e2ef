/** A real directory from a CSV file: the agencies that can be used, and each line that can not with its reason. */
import { agencyLife } from './agency-life.js';
import { isAgencyCode, isHubCode, isOldCode, toNewCode, toOldCode } from './codes.js';
import { missingColumns, readNamedRows } from './csv.js';
import type { Agency, AgencyTier } from './directory.js';

export interface RefusedLine {
  /** Line of the file, the header being 1. */
  readonly line: number;
  readonly reason: string;
}

const tiers: readonly AgencyTier[] = ['province', 'department', 'district', 'commune', 'ministry', 'party'];
const lifeColumns = ['validFrom', 'validTo', 'successor', 'aliases'] as const;
const columns = ['code', 'oldCode', 'name', 'tier', 'place', 'parent', ...lifeColumns] as const;
const optionalColumns: readonly string[] = ['oldCode', 'parent', ...lifeColumns];

type Row = Readonly<Record<(typeof columns)[number], string>>;

export interface DirectoryFile {
  readonly agencies: Agency[];
  readonly refused: RefusedLine[];
  /** Whether the first line names a column of validity, successor or aliases: without any, the file says nothing about them. */
  readonly tellsLife: boolean;
}

/**
 * Columns code,oldCode,name,tier,place,parent,validFrom,validTo,successor,aliases in any order, named by the first line; all but
 * code, name, tier and place may be missing or empty. A code may be given in either form. The order of the file is kept.
 * `refuse` may say why an agency that is sound by itself can not be taken, for example because it lives elsewhere already;
 * `inFile` gives the agency that the file has under a code.
 */
export function readDirectoryCsv(
  text: string,
  refuse: (agency: Agency, inFile: (code: string) => Agency | undefined) => string | undefined = () => undefined,
): DirectoryFile {
  const read = readNamedRows(text, columns, optionalColumns);
  if ('missing' in read)
    return { agencies: [], refused: [{ line: 1, reason: missingColumns(read.missing) }], tellsLife: false };
  const seen = new Map<string, number>();
  const judged = read.rows.map(({ line, row }): { line: number; agency: Agency | string } => {
    const agency = typeof row === 'string' ? row : agencyOf(row);
    return { line, agency: typeof agency === 'string' ? agency : (usedBefore(agency, seen, line) ?? agency) };
  });
  const sound = judged.flatMap(({ agency }) => (typeof agency === 'string' ? [] : [agency]));
  const byCode = new Map(sound.map((agency) => [agency.code, agency]));
  const agencies: Agency[] = [];
  const refused: RefusedLine[] = [];
  for (const { line, agency } of judged) {
    const reason = typeof agency === 'string' ? agency : refuse(agency, (code) => byCode.get(code));
    if (typeof agency !== 'string' && reason === undefined) agencies.push(agency);
    else refused.push({ line, reason: reason ?? '' });
  }
  return { agencies, refused, tellsLife: lifeColumns.some((column) => read.names.includes(column)) };
}

/** The agency of a row, or what is wrong with the row. */
function agencyOf(row: Row): Agency | string {
  const { code: given, oldCode, name, tier: tierName, place, parent: above } = row;
  const tier = tiers.find((known) => known === tierName);
  const [code, parent] = [toNewCode(given), toNewCode(above)];
  const quoted = JSON.stringify;
  if (!isAgencyCode(code))
    return `code ${quoted(given)} is neither of the new form (H54.07) nor of the old (000.00.07.H54)`;
  if (oldCode !== '' && !isOldCode(oldCode)) return `oldCode ${quoted(oldCode)} is not of the form 000.00.07.H54`;
  if (name === '' || name.length > 200) return 'the name has to have 1 to 200 characters';
  if (!tier) return `tier ${quoted(tierName)} is none of ${tiers.join(', ')}`;
  if (!isHubCode(place)) return `place ${quoted(place)} is not a hub code like 00.54.W00`;
  if (parent !== '' && !isAgencyCode(parent)) return `parent ${quoted(above)} is not an agency's code`;
  if (parent === code) return 'an agency can not be its own parent';
  const agency = { code, oldCode: oldCode || (toOldCode(code) ?? code), name, tier, place };
  const life = agencyLife(row, agency);
  return typeof life === 'string' ? life : { ...agency, ...(parent !== '' && { parent }), ...life };
}

/** An agency is named by its codes and its aliases; nobody else in the file may be. */
function usedBefore(agency: Agency, seen: Map<string, number>, line: number): string | undefined {
  const codes = new Set([agency.code, agency.oldCode, ...(agency.aliases ?? [])]);
  for (const one of codes) {
    const before = seen.get(one);
    if (before !== undefined) return `${one} stands on line ${before} already`;
  }
  for (const one of codes) seen.set(one, line);
  return undefined;
}
