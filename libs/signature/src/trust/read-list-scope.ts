/** Reads issuingDistributionPoint (RFC 5280 5.2.5): for which certificates a list speaks. Lists that speak for less are refused. */
import { DerFault } from '../der/der-fault.js';
import { DerReader } from '../der/der-reader.js';
import { tags } from '../der/tags.js';
import type { RawExtension } from './read-extensions.js';

/** All certificates of the authority, or only signers' or only authorities'. */
export type ListScope = 'all' | 'signers' | 'authorities';

export function readListScope(extension: RawExtension | undefined): ListScope {
  if (extension === undefined) return 'all';
  if (!extension.critical) throw new DerFault('the scope of the revocation list is not critical');
  const point = new DerReader(extension.value).enter(tags.sequence);
  // The certificates' own distribution points are not read, so a list for one of them could hide a revocation.
  if (point.sees(tags.context(0))) throw new DerFault('the revocation list speaks for one distribution point only');
  const isForSigners = readFlag(point, 1);
  const isForAuthorities = readFlag(point, 2);
  if (point.sees(tags.implicit(3))) throw new DerFault('the revocation list speaks of some reasons only');
  if (readFlag(point, 4)) throw new DerFault('indirect revocation lists are not accepted');
  if (readFlag(point, 5)) throw new DerFault('the revocation list speaks for attribute certificates');
  point.finish('a scope');
  if (isForSigners && isForAuthorities) throw new DerFault('the revocation list speaks for nothing');
  if (isForSigners) return 'signers';
  return isForAuthorities ? 'authorities' : 'all';
}

function readFlag(point: DerReader, number: number): boolean {
  const tag = tags.implicit(number);
  if (!point.sees(tag)) return false;
  const content = point.read(tag);
  if (content.length !== 1 || content[0] !== 0xff)
    throw new DerFault('a default value is written out, which is not DER');
  return true;
}
