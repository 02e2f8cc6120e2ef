/** Reads a string in round brackets (ISO 32000-1, 7.3.4.2): nested brackets, escapes, octal codes, broken lines. */
import { PdfFault } from './values.js';

/** ISO 32000-1, annex C, counts on no more than half of this. */
const LONGEST = 65_536;

const BACKSLASH = 0x5c;
const OPEN = 0x28;
const CLOSE = 0x29;
const escapes: ReadonlyMap<number, number> = new Map(
  [...'nrtbf'].map((letter, index) => [letter.charCodeAt(0), [10, 13, 9, 8, 12][index] ?? 0]),
);

/** `start` is at the opening bracket; `end` is after the closing one. */
export function readLiteral(bytes: Buffer, start: number): { readonly bytes: Buffer; readonly end: number } {
  const said: number[] = [];
  let depth = 0;
  for (let at = start; at < bytes.length && said.length < LONGEST; at += 1) {
    const byte = bytes[at] ?? 0;
    if (byte === BACKSLASH) {
      at = readEscape(bytes, at + 1, said) - 1;
      continue;
    }
    if (byte === OPEN) depth += 1;
    if (byte === CLOSE) depth -= 1;
    if (depth === 0) return { bytes: Buffer.from(said.slice(1)), end: at + 1 };
    said.push(byte);
  }
  throw new PdfFault(`the string at byte ${start} is not closed, or too long`);
}

/** Returns the place after the escape that begins at `at`, behind its backslash. */
function readEscape(bytes: Buffer, at: number, said: number[]): number {
  const octal = /^[0-7]{1,3}/.exec(bytes.toString('latin1', at, at + 3))?.[0];
  if (octal !== undefined) {
    said.push(parseInt(octal, 8) & 0xff);
    return at + octal.length;
  }
  const byte = bytes[at] ?? 0;
  if (byte === 13) return bytes[at + 1] === 10 ? at + 2 : at + 1;
  if (byte !== 10) said.push(escapes.get(byte) ?? byte);
  return at + 1;
}
