/** A page of the directory's list, by wishes: what is looked through for one page has a bound, however large the directory is. */
import type { Agency, AgencyTier, Directory } from './directory.js';
import { withoutAccents } from './without-accents.js';

/** `parent`: directly below it. `text` stands in the name or a code, whatever its case and its accents. */
export interface AgencyWishes {
  readonly place?: string;
  readonly tier?: AgencyTier;
  readonly parent?: string;
  readonly text?: string;
}

/** A page that found little has `more: true`, and a `next` behind what was looked through. */
export interface FoundPage {
  readonly items: readonly Agency[];
  readonly next?: string;
  readonly more: boolean;
}

const mostLookedAt = 20_000;

/** The agencies behind the code `after` in the order of codes, `limit` at most. */
export function findAgencies(
  directory: Directory,
  { place, tier, parent, text }: AgencyWishes,
  { after, limit }: { readonly after?: string; readonly limit: number },
): FoundPage {
  const all = candidates(directory, place, parent);
  const words = text === undefined ? undefined : withoutAccents(text);
  const isWished = (agency: Agency): boolean =>
    (place === undefined || agency.place === place) &&
    (tier === undefined || agency.tier === tier) &&
    (words === undefined || searchedText(agency).includes(words));
  const first = after === undefined ? 0 : positionAfter(all, after);
  const items: Agency[] = [];
  let at = first;
  for (; at < all.length && items.length < limit && at < first + mostLookedAt; at++)
    if (isWished(all[at]!)) items.push(all[at]!);
  const next = all[at - 1]?.code ?? after;
  return { items, ...(next !== undefined && { next }), more: at < all.length };
}

function candidates(directory: Directory, place?: string, parent?: string): readonly Agency[] {
  if (parent !== undefined) return directory.below(parent);
  return place === undefined ? directory.agencies : directory.agenciesAt(place);
}

/** Agencies are in code order: the first one after `code`, found by halving. */
function positionAfter(agencies: readonly Agency[], code: string): number {
  let low = 0;
  let high = agencies.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (agencies[middle]!.code <= code) low = middle + 1;
    else high = middle;
  }
  return low;
}

const searched = new WeakMap<Agency, string>();

function searchedText(agency: Agency): string {
  const known = searched.get(agency);
  if (known !== undefined) return known;
  const { name, code, oldCode, aliases = [] } = agency;
  const text = withoutAccents([name, code, oldCode, ...aliases].join('\n'));
  searched.set(agency, text);
  return text;
}
