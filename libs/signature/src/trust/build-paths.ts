/** Finds every way from an issuing authority to a root: over cross-certificates too, never in a circle, never too far. */
import { profile } from '../profile.js';
import { authorityFault } from './check-profile.js';
import { isIssuedBy } from './path.js';
import type { ParsedCertificate } from './read-certificate.js';

/** From the issuing authority up to the root. */
export type Ascent = readonly [ParsedCertificate, ...ParsedCertificate[]];

/**
 * Shortest first. Each authority allows as many below it as stand there (RFC 5280 4.2.1.9: self-issued ones do not count),
 * and no authority, by name and key, stands on a path twice.
 */
export function buildPaths(
  issuing: ParsedCertificate,
  intermediates: readonly ParsedCertificate[],
  roots: readonly ParsedCertificate[],
): Ascent[] {
  const found: Ascent[] = [];
  let level: Ascent[] = [[issuing]];
  for (let height = 2; height <= profile.authoritiesOnPath; height += 1) {
    found.push(...level.flatMap((below) => extend(below, roots)));
    level = level.flatMap((below) => extend(below, intermediates)).slice(0, profile.pathsOfAuthority);
  }
  return found.slice(0, profile.pathsOfAuthority);
}

function extend(below: Ascent, candidates: readonly ParsedCertificate[]): Ascent[] {
  const top = below.at(-1) ?? below[0];
  const pathLength = below.filter((one) => !one.issuer.equals(one.subject)).length;
  return candidates
    .filter((candidate) => !below.some((one) => isSameAuthority(one, candidate)))
    .filter((candidate) => authorityFault(candidate, pathLength) === undefined && isIssuedBy(top, candidate))
    .map((candidate): Ascent => [...below, candidate] as [ParsedCertificate, ...ParsedCertificate[]]);
}

const isSameAuthority = (one: ParsedCertificate, other: ParsedCertificate): boolean =>
  one.subject.equals(other.subject) && one.keyBits.equals(other.keyBits);
