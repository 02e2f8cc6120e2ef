/** Finds every way from an issuing authority to a root: over cross-certificates too, never in a circle, never too far. */
import { profile, publicLimits } from '../profile.js';
import { isSameName } from '../rfc5280/names.js';
import { authorityFault } from './check-profile.js';
import { isIssuedBy } from './path.js';
import { pathRules, type PathRules } from './path-rules.js';
import type { ParsedCertificate } from './read-certificate.js';

/** From the issuing authority up to the root. */
export type Ascent = readonly [ParsedCertificate, ...ParsedCertificate[]];

/**
 * Every way from every authority that issues to signers. Throws when an authority, by any of its certificates, leads to no
 * root. One that may have authorities below it stands above issuing ones and issues to no signer (the house profile).
 */
export function buildAscents(
  intermediates: readonly ParsedCertificate[],
  roots: readonly ParsedCertificate[],
  book: PathRules = pathRules,
): Ascent[] {
  const isIssued = issuesOf(book);
  const fits = (below: Ascent, one: ParsedCertificate): boolean => mayStandAbove(below, one, book, isIssued);
  const limits = book.asks('RFC 5280 and no more') ? publicLimits : profile;
  const ways = intermediates.map((one) => buildPaths(one, intermediates, roots, { fits, limits }));
  const lost = intermediates.find(
    (one) => !intermediates.some((other, at) => isSameAuthority(one, other) && (ways[at] ?? []).length > 0),
  );
  if (book.asks('RFC 5280 and no more')) return [...ways.flat(), ...roots.map((root): Ascent => [root])];
  if (lost !== undefined) throw new Error(`issuing authority ${lost.digest} leads to no trust anchor`);
  return ways.flat().filter(([issuing]) => (issuing.extensions.pathLength ?? 0) === 0);
}

/** What may stand above what, and how far is looked. */
interface Climb {
  readonly fits: (below: Ascent, one: ParsedCertificate) => boolean;
  readonly limits: Pick<typeof publicLimits, 'authoritiesOnPath' | 'pathsOfAuthority'>;
}

/**
 * Shortest first. Each authority allows as many below it as stand there (RFC 5280 4.2.1.9: self-issued ones do not count),
 * and no authority, by name and key, stands on a path twice.
 */
function buildPaths(
  issuing: ParsedCertificate,
  intermediates: readonly ParsedCertificate[],
  roots: readonly ParsedCertificate[],
  { fits, limits }: Climb,
): Ascent[] {
  const extend = (below: Ascent, candidates: readonly ParsedCertificate[]): Ascent[] =>
    candidates.filter((one) => fits(below, one)).map((candidate): Ascent => [below[0], ...below.slice(1), candidate]);
  const found: Ascent[] = [];
  let level: Ascent[] = [[issuing]];
  for (let height = 2; height <= limits.authoritiesOnPath; height += 1) {
    found.push(...level.flatMap((below) => extend(below, roots)));
    level = level.flatMap((below) => extend(below, intermediates)).slice(0, limits.pathsOfAuthority);
  }
  return found.slice(0, limits.pathsOfAuthority);
}

type IsIssued = (below: ParsedCertificate, above: ParsedCertificate) => boolean;

/** One certificate stands on many ways: each pair costs one verification, however many ways lead over it. */
function issuesOf(book: PathRules): IsIssued {
  const known = new Map<ParsedCertificate, Map<ParsedCertificate, boolean>>();
  return (below, above) => {
    const ofBelow = known.get(below) ?? new Map<ParsedCertificate, boolean>();
    known.set(below, ofBelow);
    const found = ofBelow.get(above) ?? isIssuedBy(below, above, book);
    ofBelow.set(above, found);
    return found;
  };
}

function mayStandAbove(below: Ascent, candidate: ParsedCertificate, book: PathRules, isIssued: IsIssued): boolean {
  if (below.some((one) => isSameAuthority(one, candidate))) return false;
  const pathLength = below.filter((one) => !isSameName(one.issuer, one.subject, book)).length;
  const top = below.at(-1) ?? below[0];
  return authorityFault(candidate, pathLength, book) === undefined && isIssued(top, candidate);
}

const isSameAuthority = (one: ParsedCertificate, other: ParsedCertificate): boolean =>
  one.subject.equals(other.subject) && one.keyBits.equals(other.keyBits);
