/** The gate before any structure is read: are these bytes one DER element (X.690), whole, shallow, nothing after it? */
import { DerFault } from './der-fault.js';
import { tags } from './tags.js';

// A signature with certificates nests 12 deep; deeper is an attack on the stack.
const DEEPEST = 24;
// Decoding costs the square of the length; the longest identifier in use has 13 bytes.
const LONGEST_OID = 64;

/** Throws DerFault unless the bytes are exactly one DER element with definite, minimal lengths all the way down. */
export function requireDer(bytes: Buffer): void {
  const end = check(bytes, 0, bytes.length, 0);
  if (end !== bytes.length) throw new DerFault(`${bytes.length - end} bytes follow the structure`);
}

/** Where the content of the element at `at` begins and ends; throws on anything that is not a DER header. */
export function contentBounds(bytes: Buffer, at: number, end: number): { start: number; end: number } {
  if (at + 2 > end) throw new DerFault(`the structure is cut off at byte ${at}`);
  const first = bytes[at + 1] ?? 0;
  let start = at + 2;
  let length = first;
  if (first >= 0x80) {
    const octets = first & 0x7f;
    if (octets === 0) throw new DerFault(`indefinite length at byte ${at} is not DER`);
    if (octets > 4 || start + octets > end) throw new DerFault(`impossible length at byte ${at}`);
    length = bytes.readUIntBE(start, octets);
    start += octets;
    if (length < 0x80 || length < 2 ** (8 * (octets - 1))) throw new DerFault(`padded length at byte ${at} is not DER`);
  }
  if (start + length > end) throw new DerFault(`the element at byte ${at} is longer than what holds it`);
  return { start, end: start + length };
}

function check(bytes: Buffer, at: number, end: number, depth: number): number {
  if (depth > DEEPEST) throw new DerFault(`nested deeper than ${DEEPEST}`);
  const content = contentBounds(bytes, at, end);
  const tag = bytes[at] ?? 0;
  if ((tag & 0x20) === 0) {
    checkPrimitive(bytes, tag, content.start, content.end);
    return content.end;
  }
  if (tag !== tags.sequence && tag !== tags.set && (tag & 0xc0) !== 0x80) throw unknownTag(tag, at);
  let previous = -1;
  for (let child = content.start; child < content.end;) {
    const next = check(bytes, child, content.end, depth + 1);
    if (tag === tags.set && previous >= 0 && bytes.compare(bytes, child, next, previous, child) > 0) {
      throw new DerFault(`the set at byte ${at} is not in DER order`);
    }
    previous = child;
    child = next;
  }
  return content.end;
}

function checkPrimitive(bytes: Buffer, tag: number, start: number, end: number): void {
  const length = end - start;
  const first = bytes[start] ?? 0;
  switch (tag) {
    case tags.boolean:
      if (length !== 1 || (first !== 0 && first !== 0xff)) throw new DerFault(`not a DER boolean at byte ${start}`);
      return;
    case tags.integer:
    case tags.enumerated:
      if (length === 0 || (length > 1 && isPadded(first, bytes[start + 1] ?? 0))) {
        throw new DerFault(`not a DER integer at byte ${start}`);
      }
      return;
    case tags.bitString:
      if (length === 0 || first > 7 || hasStrayBits(first, length, bytes[end - 1] ?? 0)) {
        throw new DerFault(`not a DER bit string at byte ${start}`);
      }
      return;
    case tags.null:
      if (length !== 0) throw new DerFault(`not a DER null at byte ${start}`);
      return;
    case tags.oid:
      checkOid(bytes, start, end);
      return;
    default:
      if ((tag & 0x1f) === 0x1f || tag === 0 || tag === 0x10 || tag === 0x11) throw unknownTag(tag, start);
      if ((tag & 0xc0) === 0x40 || (tag & 0xc0) === 0xc0) throw unknownTag(tag, start);
  }
}

const isPadded = (first: number, second: number): boolean =>
  (first === 0 && second < 0x80) || (first === 0xff && second >= 0x80);

const hasStrayBits = (unused: number, length: number, last: number): boolean =>
  unused > 0 && (length === 1 || (last & ((1 << unused) - 1)) !== 0);

function checkOid(bytes: Buffer, start: number, end: number): void {
  let atArcStart = true;
  for (let at = start; at < end; at += 1) {
    const byte = bytes[at] ?? 0;
    if (atArcStart && byte === 0x80) throw new DerFault(`padded object identifier at byte ${start}`);
    atArcStart = byte < 0x80;
  }
  if (start === end || end - start > LONGEST_OID || !atArcStart)
    throw new DerFault(`not an object identifier at byte ${start}`);
}

const unknownTag = (tag: number, at: number): DerFault =>
  new DerFault(`tag 0x${tag.toString(16).padStart(2, '0')} at byte ${at} has no place here`);
