/** Reads PDF values one after the other (ISO 32000-1, 7.2 and 7.3); what two readers could take differently is a fault. */
import { readLiteral } from './literal-string.js';
import { PdfFault, type PdfDictionary, type PdfReference, type PdfValue } from './values.js';

/** A page's dictionary nests 5 deep; deeper is an attack on the stack. More values in one object are one on the memory. */
const DEEPEST = 32;
const MOST_VALUES = 100_000;

const ALONE = 1;
const SPACE = 2;
/** White space and delimiters (ISO 32000-1, 7.2.2): what ends a word. */
const kinds = new Uint8Array(256);
for (const byte of [0, 9, 10, 12, 13, 32]) kinds[byte] = SPACE;
for (const mark of '()<>[]{}/%') kinds[mark.charCodeAt(0)] = ALONE;

const code = (mark: string): number => mark.charCodeAt(0);
const [PERCENT, SLASH, ROUND, ANGLE, CLOSING, SQUARE, SQUARE_END] = [...'%/(<>[]'].map(code);

export class ValueReader {
  /** How many values were read. */
  count = 0;

  constructor(
    readonly bytes: Buffer,
    public at: number,
  ) {}

  /** Passes over white space and comments. */
  skipSpace(): void {
    for (; this.at < this.bytes.length; this.at += 1) {
      const byte = this.bytes[this.at] ?? 0;
      if (byte === PERCENT) while (this.at < this.bytes.length && !isLineEnd(this.bytes[this.at])) this.at += 1;
      else if (kinds[byte] !== SPACE) return;
    }
  }

  /** Whether this word comes next; then it is passed. */
  takes(word: string): boolean {
    this.skipSpace();
    const end = this.at + word.length;
    for (let at = 0; at < word.length; at += 1) {
      if (this.bytes[this.at + at] !== word.charCodeAt(at)) return false;
    }
    if (end < this.bytes.length && kinds[this.bytes[end] ?? 0] === 0) return false;
    this.at = end;
    return true;
  }

  expect(word: string): void {
    if (!this.takes(word)) throw new PdfFault(`"${word}" was expected at byte ${this.at}`);
  }

  /** A plain number of the file's structure: digits only. */
  readInteger(): number {
    this.skipSpace();
    const value = this.integerAt();
    if (value === undefined) throw new PdfFault(`a number was expected at byte ${this.at}`);
    return value;
  }

  readDictionary(): PdfDictionary {
    const value = this.read();
    if (value.kind !== 'dictionary') throw new PdfFault(`a dictionary was expected at byte ${value.start}`);
    return value;
  }

  read(depth = 0): PdfValue {
    this.count += 1;
    if (depth > DEEPEST || this.count > MOST_VALUES)
      throw new PdfFault(`too many or too deep values at byte ${this.at}`);
    this.skipSpace();
    const start = this.at;
    switch (this.bytes[start]) {
      case SLASH:
        return { kind: 'name', name: this.readName(), start, end: this.at };
      case ROUND: {
        const { bytes, end } = readLiteral(this.bytes, start);
        this.at = end;
        return { kind: 'string', bytes, isHex: false, start, end };
      }
      case SQUARE:
        return { kind: 'array', items: this.readItems(depth), start, end: this.at };
      case ANGLE:
        return this.bytes[start + 1] === ANGLE
          ? { kind: 'dictionary', entries: this.readEntries(depth), start, end: this.at }
          : { kind: 'string', bytes: this.readHex(), isHex: true, start, end: this.at };
      default:
        return this.readPlain(start);
    }
  }

  private readItems(depth: number): PdfValue[] {
    const items: PdfValue[] = [];
    this.at += 1;
    for (this.skipSpace(); this.bytes[this.at] !== SQUARE_END; this.skipSpace()) items.push(this.read(depth + 1));
    this.at += 1;
    return items;
  }

  /** A key given twice is read as the first by some and as the last by others. */
  private readEntries(depth: number): Map<string, PdfValue> {
    const entries = new Map<string, PdfValue>();
    this.at += 2;
    for (this.skipSpace(); this.bytes[this.at] === SLASH; this.skipSpace()) {
      const key = this.readName();
      if (entries.has(key)) throw new PdfFault(`the key /${key} is given twice at byte ${this.at}`);
      entries.set(key, this.read(depth + 1));
    }
    if (this.bytes[this.at] !== CLOSING || this.bytes[this.at + 1] !== CLOSING) {
      throw new PdfFault(`the dictionary is not closed at byte ${this.at}`);
    }
    this.at += 2;
    return entries;
  }

  private readName(): string {
    const start = this.at + 1;
    this.at = this.wordEnd(start);
    const text = this.bytes.toString('latin1', start, this.at);
    return text.includes('#')
      ? text.replace(/#([0-9A-Fa-f]{2})/g, (_, hex: string) => String.fromCharCode(parseInt(hex, 16)))
      : text;
  }

  private readHex(): Buffer {
    const end = this.bytes.indexOf('>', this.at, 'latin1');
    if (end < 0) throw new PdfFault(`the string at byte ${this.at} is not closed`);
    const text = this.bytes.toString('latin1', this.at + 1, end);
    const bytes = Buffer.from(text, 'hex');
    if (bytes.length * 2 !== text.length) return this.readLooseHex(text, end);
    this.at = end + 1;
    return bytes;
  }

  /** White space between the digits and a missing last digit are allowed (ISO 32000-1, 7.3.4.3). */
  private readLooseHex(text: string, end: number): Buffer {
    const digits = text.replace(/[\0\t\n\f\r ]/g, '');
    if (!/^[0-9A-Fa-f]*$/.test(digits)) throw new PdfFault(`the string at byte ${this.at} is not hexadecimal`);
    this.at = end + 1;
    return Buffer.from(digits.length % 2 === 0 ? digits : `${digits}0`, 'hex');
  }

  private readPlain(start: number): PdfValue {
    const whole = this.integerAt();
    if (whole !== undefined) return this.readReference(start, whole) ?? this.numberUntilHere(start, whole);
    const end = this.wordEnd(start);
    const word = this.bytes.toString('latin1', start, end);
    this.at = end;
    if (word === 'true' || word === 'false' || word === 'null') return { kind: 'word', word, start, end };
    if (!/^[+-]?(\d+\.?\d*|\.\d+)$/.test(word)) throw new PdfFault(`no value can be read at byte ${start}`);
    return { kind: 'number', value: Number(word), start, end };
  }

  private numberUntilHere(start: number, value: number): PdfValue {
    return { kind: 'number', value, start, end: this.at };
  }

  private readReference(start: number, number: number): PdfReference | undefined {
    const after = this.at;
    this.skipSpace();
    const generation = this.integerAt();
    if (generation !== undefined && this.takes('R')) {
      return { kind: 'reference', number, generation, start, end: this.at };
    }
    this.at = after;
    return undefined;
  }

  /** Digits that make up a whole word, passed; undefined, and nothing passed, when there is something else. */
  private integerAt(): number | undefined {
    const end = this.wordEnd(this.at);
    if (end === this.at || end - this.at > 15) return undefined;
    let value = 0;
    for (let at = this.at; at < end; at += 1) {
      const digit = (this.bytes[at] ?? 0) - 0x30;
      if (digit < 0 || digit > 9) return undefined;
      value = value * 10 + digit;
    }
    this.at = end;
    return value;
  }

  private wordEnd(from: number): number {
    let at = from;
    while (at < this.bytes.length && kinds[this.bytes[at] ?? 0] === 0) at += 1;
    return at;
  }
}

export const isLineEnd = (byte: number | undefined): boolean => byte === 10 || byte === 13;

/** Whether these bytes are nothing but white space. */
export function isBlank(bytes: Buffer): boolean {
  return bytes.every((byte) => kinds[byte] === SPACE);
}
