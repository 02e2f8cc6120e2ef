/** Reads DER element by element, each by the tag the standard puts there; anything else is a fault. */
import { contentBounds } from './check-der.js';
import { DerFault } from './der-fault.js';
import { decodeOid } from './oids.js';
import { tags } from './tags.js';

/** A cursor over the elements of one constructed value. The bytes have passed `requireDer` before. */
export class DerReader {
  constructor(
    private readonly bytes: Buffer,
    private at = 0,
    private readonly end = bytes.length,
  ) {}

  get isAtEnd(): boolean {
    return this.at >= this.end;
  }

  /** Whether the next element has this tag. */
  sees(tag: number): boolean {
    return this.at < this.end && this.bytes[this.at] === tag;
  }

  /** Content of the next element, which must have this tag. */
  read(tag: number): Buffer {
    const content = this.step(tag);
    return this.bytes.subarray(content.start, content.end);
  }

  /** A reader over the next element's own elements. */
  enter(tag: number): DerReader {
    const content = this.step(tag);
    return new DerReader(this.bytes, content.start, content.end);
  }

  /** As `enter`, but the element is still the next one afterwards. */
  peek(tag: number): DerReader {
    return new DerReader(this.bytes, this.at, this.end).enter(tag);
  }

  /** The next element whole, tag and length included. */
  whole(tag: number): Buffer {
    const from = this.at;
    this.step(tag);
    return this.bytes.subarray(from, this.at);
  }

  /** As `whole`, whatever the tag. */
  wholeNext(): Buffer {
    return this.whole(this.bytes[this.at] ?? 0);
  }

  /** A BOOLEAN DEFAULT FALSE: in DER it is there only when true. */
  readFlag(): boolean {
    if (!this.sees(tags.boolean)) return false;
    if (this.read(tags.boolean)[0] !== 0xff) throw new DerFault('a default value is written out, which is not DER');
    return true;
  }

  /** Passes over the next element, whatever it is. */
  skip(): void {
    this.step(this.bytes[this.at] ?? 0);
  }

  readOid(): string {
    const { start, end } = this.step(tags.oid);
    return decodeOid(this.bytes, start, end);
  }

  /** A non-negative INTEGER small enough to count with. */
  readSmallInteger(): number {
    const { start, end } = this.step(tags.integer);
    const length = end - start;
    if (length < 1 || length > 6 || (this.bytes[start] ?? 0x80) >= 0x80)
      throw new DerFault('a small number was expected');
    return this.bytes.readUIntBE(start, length);
  }

  /** CRLReason (RFC 5280 5.3.1), an ENUMERATED of one byte. */
  readReason(): number {
    const content = this.read(tags.enumerated);
    if (content.length !== 1) throw new DerFault('a revocation reason was expected');
    return content.readUInt8(0);
  }

  /** A BIT STRING of whole bytes (signatures and keys). */
  readBits(): Buffer {
    const content = this.read(tags.bitString);
    if (content[0] !== 0) throw new DerFault('a bit string of whole bytes was expected');
    return content.subarray(1);
  }

  /** UTCTime until 2049, GeneralizedTime after (RFC 5280 4.1.2.5), in milliseconds. */
  readTime(): number {
    const short = this.sees(tags.utcTime);
    const { start, end } = this.step(short ? tags.utcTime : tags.generalizedTime);
    const text = this.bytes.toString('latin1', start, end);
    const digits = short ? (text < '5' ? '20' : '19') + text : text;
    const match = /^(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)Z$/.exec(digits);
    if (match === null) throw new DerFault(`"${text}" is not a DER time`);
    const time = momentOf(match, text);
    if (!short && digits < '2050') throw new DerFault(`"${text}" must be a UTCTime`);
    return time;
  }

  /** A GeneralizedTime of any year, in milliseconds (RFC 3161 2.4.2, RFC 6960 4.2.2.1); a fraction ends in no zero. */
  readGeneralizedTime(): number {
    const text = this.read(tags.generalizedTime).toString('latin1');
    const match = /^(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)(?:\.(\d{0,8}[1-9]))?Z$/.exec(text);
    if (match === null) throw new DerFault(`"${text}" is not a DER time`);
    const fraction = match[7] ?? '';
    return momentOf(match, text) + Number(fraction.slice(0, 3).padEnd(3, '0'));
  }

  /** Throws when elements are left over. */
  finish(what: string): void {
    if (!this.isAtEnd) throw new DerFault(`${what} holds more than it may`);
  }

  private step(tag: number): { start: number; end: number } {
    if (!this.sees(tag)) throw new DerFault(this.surprise(tag));
    const content = contentBounds(this.bytes, this.at, this.end);
    this.at = content.end;
    return content;
  }

  private surprise(expected: number): string {
    const found = this.isAtEnd ? 'the end' : `tag 0x${(this.bytes[this.at] ?? 0).toString(16)}`;
    return `tag 0x${expected.toString(16)} was expected at byte ${this.at}, ${found} was found`;
  }
}

/** Milliseconds; `parts` from year to second. Throws for a day or an hour that there is not. */
function momentOf([, year, month, day, hour, minute, second]: RegExpExecArray, text: string): number {
  const iso = `${year}-${month}-${day}T${hour}:${minute}:${second}.000Z`;
  const time = Date.parse(iso);
  if (Number.isNaN(time) || new Date(time).toISOString() !== iso) throw new DerFault(`"${text}" is no date`);
  return time;
}
