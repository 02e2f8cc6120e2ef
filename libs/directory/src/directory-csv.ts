/** A real directory from a CSV file: the agencies that can be used, and each line that can not with its reason. */
import { isAgencyCode, isHubCode, isOldCode, toNewCode, toOldCode } from './codes.js';
import { missingColumns, readNamedRows } from './csv.js';
import type { Agency, AgencyTier } from './directory.js';

export interface RefusedLine {
  /** Line of the file, the header being 1. */
  readonly line: number;
  readonly reason: string;
}

const tiers: readonly AgencyTier[] = ['province', 'department', 'district', 'commune', 'ministry', 'party'];
const columns = ['code', 'oldCode', 'name', 'tier', 'place', 'parent'] as const;
const optionalColumns: readonly string[] = ['oldCode', 'parent'];

type Row = Readonly<Record<(typeof columns)[number], string>>;

/**
 * Columns code,oldCode,name,tier,place,parent in any order, named by the first line; oldCode and parent may be missing or
 * empty. A code may be given in either form. The order of the file is kept.
 * `refuse` may say why an agency that is sound by itself can not be taken, for example because it lives elsewhere already.
 */
export function readDirectoryCsv(
  text: string,
  refuse: (agency: Agency) => string | undefined = () => undefined,
): { agencies: Agency[]; refused: RefusedLine[] } {
  const read = readNamedRows(text, columns, optionalColumns);
  if ('missing' in read) return { agencies: [], refused: [{ line: 1, reason: missingColumns(read.missing) }] };
  const agencies: Agency[] = [];
  const refused: RefusedLine[] = [];
  const seen = new Map<string, number>();
  for (const { line, row } of read.rows) {
    const agency = typeof row === 'string' ? row : agencyOf(row);
    const fault = typeof agency === 'string' ? agency : (usedBefore(agency, seen, line) ?? refuse(agency));
    if (typeof agency !== 'string' && fault === undefined) agencies.push(agency);
    else refused.push({ line, reason: fault ?? '' });
  }
  return { agencies, refused };
}

/** The agency of a row, or what is wrong with the row. */
function agencyOf({ code: given, oldCode, name, tier: tierName, place, parent: above }: Row): Agency | string {
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
  return parent === '' ? agency : { ...agency, parent };
}

function usedBefore({ code, oldCode }: Agency, seen: Map<string, number>, line: number): string | undefined {
  for (const one of new Set([code, oldCode])) {
    const before = seen.get(one);
    if (before !== undefined) return `${one} stands on line ${before} already`;
  }
  seen.set(code, line).set(oldCode, line);
  return undefined;
}
