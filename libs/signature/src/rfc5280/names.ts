/** When two distinguished names are the same (RFC 5280 7.1): case, blanks and the type of string do not count. */
import { DerReader } from '../der/der-reader.js';
import { tags } from '../der/tags.js';
import type { PathRules } from '../trust/path-rules.js';

const texts: ReadonlyMap<number, (bytes: Buffer) => string> = new Map([
  [tags.utf8String, (bytes: Buffer) => bytes.toString('utf8')],
  [tags.printableString, (bytes: Buffer) => bytes.toString('latin1')],
  [0x16, (bytes: Buffer) => bytes.toString('latin1')],
  [
    0x1e,
    (bytes: Buffer) =>
      Buffer.from(bytes.subarray(0, bytes.length & ~1))
        .swap16()
        .toString('utf16le'),
  ],
]);

const known = new WeakMap<Buffer, readonly string[]>();

/** Each relative name of a Name (DER, checked) in one spelling, from the country down. */
export function relativeNames(name: Buffer): readonly string[] {
  const remembered = known.get(name);
  if (remembered !== undefined) return remembered;
  const found: string[] = [];
  for (const list = new DerReader(name).enter(tags.sequence); !list.isAtEnd;) {
    const parts: string[] = [];
    for (const set = list.enter(tags.set); !set.isAtEnd;) {
      const attribute = set.enter(tags.sequence);
      parts.push(`${attribute.readOid()}=${spellingOf(attribute.wholeNext())}`);
    }
    found.push(parts.toSorted().join('+'));
  }
  known.set(name, found);
  return found;
}

/** Hexadecimal, so that no value reads like two. */
function spellingOf(value: Buffer): string {
  const tag = value[0] ?? 0;
  const read = texts.get(tag);
  if (read === undefined) return `raw ${value.toString('hex')}`;
  const text = read(new DerReader(value).read(tag));
  const words = text.normalize('NFKC').toLowerCase().trim().replace(/\s+/g, ' ');
  return Buffer.from(words).toString('hex');
}

/** The strict profile compares bytes. */
export function isSameName(one: Buffer, other: Buffer, book: PathRules): boolean {
  if (one.equals(other)) return true;
  if (!book.asks('RFC 5280 and no more')) return false;
  const [left, right] = [relativeNames(one), relativeNames(other)];
  return left.length === right.length && left.every((part, index) => part === right[index]);
}
