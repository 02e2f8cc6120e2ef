/** Reads issuingDistributionPoint (RFC 5280 5.2.5): for which certificates a list speaks, and for what it does not. */
import { DerFault } from '../der/der-fault.js';
import { DerReader } from '../der/der-reader.js';
import { tags } from '../der/tags.js';
import type { RawExtension } from './read-extensions.js';

/** All certificates of the authority, or only signers' or only authorities'. */
export type ListScope = 'all' | 'signers' | 'authorities';

export interface DistributionPoint {
  readonly isCritical: boolean;
  readonly isNamed: boolean;
  readonly isForSigners: boolean;
  readonly isForAuthorities: boolean;
  readonly isForSomeReasons: boolean;
  readonly isIndirect: boolean;
  readonly isForAttributes: boolean;
}

export function readDistributionPoint({ critical, value }: RawExtension): DistributionPoint {
  const point = new DerReader(value).enter(tags.sequence);
  const found = {
    isCritical: critical,
    isNamed: passOver(point, tags.context(0)),
    isForSigners: readFlag(point, 1),
    isForAuthorities: readFlag(point, 2),
    isForSomeReasons: passOver(point, tags.implicit(3)),
    isIndirect: readFlag(point, 4),
    isForAttributes: readFlag(point, 5),
  };
  point.finish('a scope');
  return found;
}

export function scopeOf(point: DistributionPoint | undefined): ListScope {
  if (point?.isForSigners === true) return 'signers';
  return point?.isForAuthorities === true ? 'authorities' : 'all';
}

function passOver(point: DerReader, tag: number): boolean {
  if (!point.sees(tag)) return false;
  point.skip();
  return true;
}

function readFlag(point: DerReader, number: number): boolean {
  const tag = tags.implicit(number);
  if (!point.sees(tag)) return false;
  const content = point.read(tag);
  if (content.length !== 1 || content[0] !== 0xff)
    throw new DerFault('a default value is written out, which is not DER');
  return true;
}
