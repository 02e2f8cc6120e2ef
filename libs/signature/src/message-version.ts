/** The version that SignedData bears follows from what it holds (RFC 5652 5.1). */
import { DerReader } from './der/der-reader.js';
import { oids } from './der/oids.js';
import { tags } from './der/tags.js';

export interface MessageParts {
  readonly contentType: string;
  /** The whole elements of certificates and of revocation information, where they are there. */
  readonly certificates: Buffer | undefined;
  readonly revocations: Buffer | undefined;
  /** Whether a signer is named by a key identifier. */
  readonly namesKeys: boolean;
}

const versions = [1, 3, 4, 5];

/** A lower one than the highest that fits is taken: who encloses more later does not always count anew. */
export function fitsVersion(version: number, parts: MessageParts): boolean {
  return versions.includes(version) && version <= highestVersion(parts);
}

function highestVersion({ contentType, certificates, revocations, namesKeys }: MessageParts): number {
  const kinds = choicesIn(certificates, tags.context(0));
  if (kinds.has(tags.context(3)) || choicesIn(revocations, tags.context(1)).has(tags.context(1))) return 5;
  if (kinds.has(tags.context(2))) return 4;
  return kinds.has(tags.context(1)) || namesKeys || contentType !== oids.data ? 3 : 1;
}

function choicesIn(element: Buffer | undefined, tag: number): Set<number> {
  const found = new Set<number>();
  if (element === undefined) return found;
  for (const set = new DerReader(element).enter(tag); !set.isAtEnd;) found.add(set.wholeNext()[0] ?? 0);
  return found;
}
