/** What may be changed in the directory that is there: by an operator's file, and by a centre for its own agencies. */
import { codesAbove, type Agency, type Directory } from '@lienthong/directory';
import type { AgencyRow } from '@lienthong/store';

/** Agencies that come with the same file, by their codes. */
export type InFile = (code: string) => Agency | undefined;

/**
 * Why a code can not be that of an agency at a place. An agency keeps its place: documents under way to it would lose theirs. The codes
 * below it, and its aliases, are its own place's to give.
 */
export function whyNotAt(
  directory: Directory,
  { code, place }: Pick<Agency, 'code' | 'place'>,
  inFile: InFile = () => undefined,
): string | undefined {
  const home = directory.homeOf(code) ?? place;
  if (home !== place) return `${code} lives at ${home} already`;
  const holder = directory.agency(code);
  if (holder !== undefined && holder.place !== place && inFile(holder.code) === undefined)
    return `${code} is an alias of ${holder.code}, which lives at ${holder.place}`;
  for (const above of codesAbove(code).slice(0, -1).reverse()) {
    const tree = directory.homeOf(above) ?? inFile(above)?.place;
    if (tree !== undefined) return tree === place ? undefined : `${code} stands below ${above}, which lives at ${tree}`;
  }
  return undefined;
}

/** Why an agency of a file can not be taken. `inFile` tells of the file's other codes. */
export function whyNotHere(directory: Directory, agency: Agency, inFile: InFile): string | undefined {
  const { code, place, successor, aliases = [] } = agency;
  if (directory.place(place) === undefined) return `there is no place ${place}`;
  const elsewhere = whyNotAt(directory, agency, inFile);
  if (elsewhere !== undefined) return elsewhere;
  if (successor !== undefined && (inFile(successor) ?? directory.agency(successor)) === undefined)
    return `the successor ${successor} is neither in the file nor in the directory`;
  const endless = whyEndless(directory, agency, inFile);
  if (endless !== undefined) return endless;
  for (const alias of aliases) {
    const holder = directory.agency(alias);
    // The file may take an alias from one agency and give it to another.
    if (holder !== undefined && holder.code !== code && inFile(holder.code) === undefined)
      return `the alias ${alias} is that of ${holder.code}, ${holder.name}`;
  }
  return undefined;
}

/** Mergers in a row that somebody would follow. */
const mostMergers = 50;

/** Successors as they would be after the file must come to somebody who acts. */
function whyEndless(directory: Directory, { code, successor }: Agency, inFile: InFile): string | undefined {
  const way = [code];
  for (let next = successor; next !== undefined; next = (inFile(next) ?? directory.agency(next))?.successor) {
    if (way.includes(next)) return `its successors go round in a circle: ${[...way, next].join(', ')}`;
    if (way.push(next) > mostMergers) return `its successors are more than ${mostMergers}`;
  }
  return undefined;
}

/** Where the file tells nothing of validity, successors and aliases, what is stored stays. */
export function rowOf(agency: Agency, tellsLife: boolean): AgencyRow {
  const { parent = null, validFrom = null, validTo = null, successor = null, aliases = [], ...row } = agency;
  return { ...row, parent, ...(tellsLife && { life: { validFrom, validTo, successor, aliases } }) };
}
