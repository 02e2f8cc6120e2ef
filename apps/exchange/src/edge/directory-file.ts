/** What a directory from a file may change in the directory that is there. */
import type { Agency, Directory } from '@lienthong/directory';
import type { AgencyRow } from '@lienthong/store';

/** An agency keeps its place: documents under way to it would lose theirs. `stands` tells of the file's other codes. */
export function whyNotHere(
  directory: Directory,
  { code, place, successor, aliases = [] }: Agency,
  stands: (code: string) => boolean,
): string | undefined {
  if (directory.place(place) === undefined) return `there is no place ${place}`;
  const home = directory.homeOf(code) ?? place;
  if (home !== place) return `${code} lives at ${home} already`;
  if (successor !== undefined && !stands(successor) && directory.agency(successor) === undefined)
    return `the successor ${successor} is neither in the file nor in the directory`;
  for (const alias of aliases) {
    const holder = directory.agency(alias);
    // The file may take an alias from one agency and give it to another.
    if (holder !== undefined && holder.code !== code && !stands(holder.code))
      return `the alias ${alias} is that of ${holder.code}, ${holder.name}`;
  }
  return undefined;
}

/** Where the file tells nothing of validity, successors and aliases, what is stored stays. */
export function rowOf(agency: Agency, tellsLife: boolean): AgencyRow {
  const { parent = null, validFrom = null, validTo = null, successor = null, aliases = [], ...row } = agency;
  return { ...row, parent, ...(tellsLife && { life: { validFrom, validTo, successor, aliases } }) };
}
