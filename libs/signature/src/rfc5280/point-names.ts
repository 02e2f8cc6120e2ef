/** Reads DistributionPointName (RFC 5280 4.2.1.13): a list and a certificate that have one in common belong together. */
import type { DerReader } from '../der/der-reader.js';
import { tags } from '../der/tags.js';

/** Hex of each full name, or of the one that is relative to the issuer. */
export function readPointName(name: DerReader): string[] {
  if (!name.sees(tags.context(0))) return [name.wholeNext().toString('hex')];
  const names: string[] = [];
  for (const list = name.enter(tags.context(0)); !list.isAtEnd;) names.push(list.wholeNext().toString('hex'));
  return names;
}
