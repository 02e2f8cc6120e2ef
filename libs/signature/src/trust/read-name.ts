/** Reads a distinguished name: the parts we look at, each at most once. */
import { DerFault } from '../der/der-fault.js';
import { DerReader } from '../der/der-reader.js';
import { tags } from '../der/tags.js';
import { pathRules, type PathRules } from './path-rules.js';

/** Attribute values (NFC) by dotted type. */
export type NameParts = ReadonlyMap<string, string>;

/** `name` is the whole SEQUENCE, checked DER. One attribute per RDN, no type twice, so that no part is ambiguous. */
export function readName(name: Buffer, book: PathRules = pathRules): NameParts {
  const parts = new Map<string, string>();
  for (const sequence = new DerReader(name).enter(tags.sequence); !sequence.isAtEnd;) {
    const set = sequence.enter(tags.set);
    const attribute = set.enter(tags.sequence);
    const detail = 'a relative distinguished name holds more than it may';
    book.demand('a name says each thing once', set.isAtEnd, detail);
    const type = attribute.readOid();
    book.demand('a name says each thing once', !parts.has(type), `the name holds ${type} twice`);
    parts.set(type, readText(attribute));
    attribute.finish('a name attribute');
  }
  return parts;
}

// Other string types occur in real names of authorities; their text is never compared, so it is left empty.
function readText(attribute: DerReader): string {
  if (attribute.sees(tags.printableString)) return attribute.read(tags.printableString).toString('latin1');
  if (!attribute.sees(tags.utf8String)) {
    attribute.skip();
    return '';
  }
  const bytes = attribute.read(tags.utf8String);
  const text = bytes.toString('utf8');
  if (!Buffer.from(text, 'utf8').equals(bytes)) throw new DerFault('a name is not UTF-8');
  return text.normalize('NFC');
}
