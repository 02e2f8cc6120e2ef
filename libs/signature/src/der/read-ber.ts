/** Makes DER of BER (X.690 8.1): definite, minimal lengths and strings in one piece. Everything else stays as it is written. */
import { tags } from './tags.js';

/** Bounds on the work: bytes of the input, depth of nesting, and elements that hold others. */
export interface BerLimits {
  readonly bytes: number;
  readonly depth: number;
  readonly elements: number;
}

export interface BerReading {
  readonly der: Buffer;
  /** Where the element ends in what was read; bytes after it are not looked at. */
  readonly end: number;
  /** Whether a part of `der` (a view of it) stands in the input as it stands here, byte by byte. */
  readonly isAsWritten: (part: Buffer) => boolean;
}

/** The one element in `ber`; undefined where it is not exactly one, or exceeds a limit. */
export function derOf(ber: Buffer, limits: BerLimits): Buffer | undefined {
  const reading = readBer(ber, limits);
  return reading?.end === ber.length ? reading.der : undefined;
}

/**
 * As `derOf`, for the first element. Linear: one pass measures, the other writes. The members of a SET keep their order, and
 * primitive values stay as they are: whoever reads them asks for DER where it matters.
 */
export function readBer(ber: Buffer, limits: BerLimits): BerReading | undefined {
  if (ber.length > limits.bytes) return undefined;
  try {
    const measured = new Measure(ber, limits);
    const { end, size } = measured.element(0, ber.length, 0);
    const writer = new Writer(ber, measured.constructedOnes, Buffer.allocUnsafe(size));
    writer.element(0, ber.length);
    return { der: writer.der, end, isAsWritten: (part) => writer.isAsWritten(part) };
  } catch (fault) {
    if (fault instanceof NotBer) return undefined;
    throw fault;
  }
}

class NotBer extends Error {}

/** `length` is undefined where it is left open (X.690 8.1.3.6). */
interface Header {
  readonly tag: number;
  readonly tagEnd: number;
  readonly start: number;
  readonly length: number | undefined;
}

const CONSTRUCTED = 0x20;
const LONG_TAG = 0x1f;
const CONSTRUCTED_STRING = tags.octetString | CONSTRUCTED;
const MOST_TAG_BYTES = 5;

function headerAt(ber: Buffer, at: number, end: number): Header {
  const tag = ber[at] ?? 0;
  let tagEnd = at + 1;
  if ((tag & LONG_TAG) === LONG_TAG) {
    while (tagEnd < end && (ber[tagEnd] ?? 0) >= 0x80 && tagEnd - at < MOST_TAG_BYTES) tagEnd += 1;
    tagEnd += 1;
  }
  if (tagEnd >= end) throw new NotBer();
  const first = ber[tagEnd] ?? 0;
  const octets = first & 0x7f;
  if (first < 0x80) return { tag, tagEnd, start: tagEnd + 1, length: first };
  if (octets === 0) return { tag, tagEnd, start: tagEnd + 1, length: undefined };
  const start = tagEnd + 1 + octets;
  if (start > end) throw new NotBer();
  // Zeros in front are BER; what counts fits into four bytes.
  let from = tagEnd + 1;
  while (from < start && ber[from] === 0) from += 1;
  if (start - from > 4) throw new NotBer();
  return { tag, tagEnd, start, length: from === start ? 0 : ber.readUIntBE(from, start - from) };
}

const isEndOfContents = (ber: Buffer, at: number, end: number): boolean =>
  at + 2 <= end && ber[at] === 0 && ber[at + 1] === 0;

const lengthBytes = (length: number): number => (length < 0x80 ? 1 : length < 0x100 ? 2 : 2 + (Math.log2(length) >> 3));

/** What is known of an element that holds others once it was measured: where it ends, and how long its content is as DER. */
interface Constructed {
  end: number;
  size: number;
}

class Measure {
  /** In the order in which their first bytes come. */
  readonly constructedOnes: Constructed[] = [];

  constructor(
    private readonly ber: Buffer,
    private readonly limits: BerLimits,
  ) {}

  /** `size`: of the whole element as DER; in a string of pieces (`isPiece`) of its content alone. */
  element(at: number, within: number, depth: number, isPiece = false): { readonly end: number; readonly size: number } {
    if (depth > this.limits.depth) throw new NotBer();
    const { tag, tagEnd, start, length } = headerAt(this.ber, at, within);
    const until = length === undefined ? within : start + length;
    if (until > within || isEndOfContents(this.ber, at, within)) throw new NotBer();
    if (isPiece && tag !== tags.octetString && tag !== CONSTRUCTED_STRING) throw new NotBer();
    const known = { end: until, size: length ?? 0 };
    if ((tag & CONSTRUCTED) === 0) {
      if (length === undefined) throw new NotBer();
    } else this.content(known, start, length === undefined, { depth, isPiece: tag === CONSTRUCTED_STRING });
    const { end, size } = known;
    return { end, size: isPiece ? size : tagEnd - at + lengthBytes(size) + size };
  }

  private content(
    known: Constructed,
    start: number,
    isOpen: boolean,
    { depth, isPiece }: { readonly depth: number; readonly isPiece: boolean },
  ): void {
    if (this.constructedOnes.push(known) > this.limits.elements) throw new NotBer();
    const until = known.end;
    known.size = 0;
    let at = start;
    while (isOpen ? !isEndOfContents(this.ber, at, until) : at < until) {
      const { end, size } = this.element(at, until, depth + 1, isPiece);
      known.size += size;
      at = end;
    }
    known.end = isOpen ? at + 2 : at;
  }
}

class Writer {
  private written = 0;
  private next = 0;
  /** Where in `der` elements begin whose header is not the one of the input, in order. */
  private readonly changed: number[] = [];

  constructor(
    private readonly ber: Buffer,
    private readonly constructedOnes: readonly Constructed[],
    readonly der: Buffer,
  ) {}

  /** Returns where the element ends in the input. */
  element(at: number, within: number, isPiece = false): number {
    const { tag, tagEnd, start, length } = headerAt(this.ber, at, within);
    const isString = tag === CONSTRUCTED_STRING;
    const known = (tag & CONSTRUCTED) === 0 ? undefined : this.constructedOnes[this.next++];
    const { end, size } = known ?? { end: start + (length ?? 0), size: length ?? 0 };
    if (!isPiece) {
      if (isString || length === undefined || start - tagEnd !== lengthBytes(size)) this.changed.push(this.written);
      this.copy(at, tagEnd);
      if (isString) this.der[this.written - 1] = tags.octetString;
      this.length(size);
    }
    if (known === undefined) this.copy(start, end);
    else {
      const until = length === undefined ? end - 2 : end;
      for (let child = start; child < until;) child = this.element(child, until, isString);
    }
    return end;
  }

  isAsWritten(part: Buffer): boolean {
    const from = part.byteOffset - this.der.byteOffset;
    let [low, high] = [0, this.changed.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.changed[middle] ?? 0) < from) low = middle + 1;
      else high = middle;
    }
    return (this.changed[low] ?? Infinity) >= from + part.length;
  }

  private copy(from: number, to: number): void {
    this.written += this.ber.copy(this.der, this.written, from, to);
  }

  private length(size: number): void {
    const octets = lengthBytes(size) - 1;
    if (octets === 0) this.written = this.der.writeUInt8(size, this.written);
    else {
      this.written = this.der.writeUInt8(0x80 | octets, this.written);
      this.written = this.der.writeUIntBE(size, this.written, octets);
    }
  }
}
