/** Who is to get certificates, from a CSV file: agencies and persons that can be used, and each line that can not with its reason. */
import { isAgencyCode, isHubCode, toNewCode } from './codes.js';
import { missingColumns, readNamedRows } from './csv.js';
import type { RefusedLine } from './directory-csv.js';
import { withoutAccents } from './without-accents.js';

/** `who` names the holder in files: the agency's code, for persons with their name or the number in column `id`. */
export interface CertificateHolder {
  readonly line: number;
  readonly who: string;
  readonly kind: (typeof kinds)[number];
  readonly branch: (typeof branches)[number];
  readonly agency: string;
  readonly commonName: string;
}

const kinds = ['agency', 'person', 'place'] as const;
const branches = ['state', 'party'] as const;
const columns = ['code', 'name', 'kind', 'branch', 'id'] as const;
const optionalColumns: readonly string[] = ['kind', 'branch', 'id'];

type Row = Readonly<Record<(typeof columns)[number], string>>;

/** Columns code,name,kind,branch,id in any order; without `kind` an agency, without `branch` the state's. The order of the file is kept. */
export function readHoldersCsv(text: string): { holders: CertificateHolder[]; refused: RefusedLine[] } {
  const read = readNamedRows(text, columns, optionalColumns);
  if ('missing' in read) return { holders: [], refused: [{ line: 1, reason: missingColumns(read.missing) }] };
  const holders: CertificateHolder[] = [];
  const refused: RefusedLine[] = [];
  const seen = new Map<string, number>();
  for (const { line, row } of read.rows) {
    const holder = typeof row === 'string' ? row : holderOf(row, line);
    const before = typeof holder === 'string' ? undefined : seen.get(holder.who);
    if (typeof holder === 'string') refused.push({ line, reason: holder });
    else if (before !== undefined) refused.push({ line, reason: `${holder.who} stands on line ${before} already` });
    else {
      seen.set(holder.who, line);
      holders.push(holder);
    }
  }
  return { holders, refused };
}

function holderOf(
  { code, name, kind: kindName, branch: branchName, id }: Row,
  line: number,
): CertificateHolder | string {
  const kind = kinds.find((known) => known === (kindName || 'agency'));
  const branch = branches.find((known) => known === (branchName || 'state'));
  const quoted = JSON.stringify;
  if (kind === undefined) return `kind ${quoted(kindName)} is none of ${kinds.join(', ')}`;
  if (branch === undefined) return `branch ${quoted(branchName)} is none of ${branches.join(', ')}`;
  if (kind === 'place' ? !isHubCode(code) : !isAgencyCode(toNewCode(code)))
    return `code ${quoted(code)} is not ${kind === 'place' ? 'a hub code like 00.54.W00' : 'an agency’s like H54.07'}`;
  if (name === '' || name.length > 64) return 'the name has to have 1 to 64 characters';
  if (!/^[A-Za-z0-9-]{0,40}$/.test(id)) return `id ${quoted(id)} may hold letters, digits and - only`;
  const agency = kind === 'place' ? code : toNewCode(code);
  const who = [agency, kind === 'person' ? id || plainName(name) : id].filter((part) => part !== '').join('.');
  return { line, who, kind, branch, agency, commonName: name };
}

/** `Nguyễn Văn An` becomes `nguyen-van-an`. */
const plainName = (name: string): string =>
  withoutAccents(name)
    .replaceAll(/[^a-z0-9]+/g, '-')
    .replaceAll(/^-|-$/g, '');
