/** Reads the names that extensions give (RFC 5280 4.2.1.6): which kind, and what they say. */
import { DerFault } from '../der/der-fault.js';
import type { DerReader } from '../der/der-reader.js';
import { tags } from '../der/tags.js';

/** `content` is what stands in the choice's tag: the text, the address, for a directory name the whole Name. */
export interface GeneralName {
  readonly kind: number;
  readonly content: Buffer;
}

/** The kinds that can be held against a constraint. */
export const nameKinds = { mail: 1, host: 2, directory: 4, uri: 6, address: 7 } as const;

export function readGeneralName(from: DerReader): GeneralName {
  for (let kind = 0; kind <= 8; kind += 1) {
    for (const tag of [tags.implicit(kind), tags.context(kind)]) {
      if (from.sees(tag)) return { kind, content: from.read(tag) };
    }
  }
  throw new DerFault('a name of no known kind');
}

export function readGeneralNames(list: DerReader): GeneralName[] {
  const names: GeneralName[] = [];
  while (!list.isAtEnd) names.push(readGeneralName(list));
  return names;
}
