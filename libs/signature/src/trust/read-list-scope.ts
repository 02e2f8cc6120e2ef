/** Reads issuingDistributionPoint (RFC 5280 5.2.5): for which certificates a list speaks, and for what it does not. */
import { DerFault } from '../der/der-fault.js';
import { DerReader } from '../der/der-reader.js';
import { tags } from '../der/tags.js';
import { readPointName } from '../rfc5280/point-names.js';
import type { RawExtension } from './read-extensions.js';

/** All certificates of the authority, or only signers' or only authorities'. */
export type ListScope = 'all' | 'signers' | 'authorities';

export interface DistributionPoint {
  readonly isCritical: boolean;
  /** Where the list is to be had, where it says so: it speaks for certificates that name the same place. */
  readonly names?: readonly string[];
  readonly isForSigners: boolean;
  readonly isForAuthorities: boolean;
  /** Of which reasons it speaks, where not of all: as `allReasons`. */
  readonly reasons?: number;
  readonly isIndirect: boolean;
  readonly isForAttributes: boolean;
}

export function readDistributionPoint({ critical, value }: RawExtension): DistributionPoint {
  const point = new DerReader(value).enter(tags.sequence);
  const names = point.sees(tags.context(0)) ? readPointName(point.enter(tags.context(0))) : undefined;
  const found = {
    isCritical: critical,
    ...(names && { names }),
    isForSigners: readFlag(point, 1),
    isForAuthorities: readFlag(point, 2),
    ...readReasons(point),
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

/** ReasonFlags (RFC 5280 4.2.1.13): keyCompromise is the second bit, certificateHold the seventh, aACompromise the ninth. */
export const allReasons = 0x7f80;
export const holdReason = 0x0200;

function readReasons(point: DerReader): Pick<DistributionPoint, 'reasons'> {
  const tag = tags.implicit(3);
  if (!point.sees(tag)) return {};
  const [, first = 0, second = 0] = point.read(tag);
  return { reasons: ((first << 8) | second) & allReasons };
}

function readFlag(point: DerReader, number: number): boolean {
  const tag = tags.implicit(number);
  if (!point.sees(tag)) return false;
  const content = point.read(tag);
  if (content.length !== 1 || content[0] !== 0xff)
    throw new DerFault('a default value is written out, which is not DER');
  return true;
}
