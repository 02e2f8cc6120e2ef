/** Reads one signature dictionary (ISO 32000-1, 12.8.1): what it covers, where its own bytes stand, when it claims to be made. */
import { contentBounds } from '../der/check-der.js';
import type { PdfFile } from './file/pdf-file.js';
import { entryOf, isName, PdfFault, type PdfDictionary, type PdfString } from './file/values.js';
import type { SignatureField } from './signature-fields.js';

/** First byte and length of the part before the signature's own bytes, and of the part after. */
export type ByteRange = readonly [start: number, length: number, start: number, length: number];

export interface PdfSignature {
  readonly file: PdfFile;
  readonly dictionary: PdfDictionary;
  readonly range: ByteRange;
  /** The first byte that it does not cover, at its end. */
  readonly rangeEnd: number;
  /** The hexadecimal string of /Contents, brackets included. */
  readonly contents: PdfString;
  /** The CMS signature in it, and what fills the rest. */
  readonly message: Buffer;
  readonly padding: Buffer;
  /** Claimed time, milliseconds. */
  readonly claimed: number;
  /** The revision in which the range ends: later ones are not covered. */
  readonly covered: number;
}

/** What a signature made as the profile asks says of itself; anything else may be a signature, but not one we know. */
export const isKnownFormat = ({ signature }: SignatureField): boolean =>
  isName(entryOf(signature, 'SubFilter'), 'ETSI.CAdES.detached');

/** Throws PdfFault when anything is missing, or is not what the standard says. */
export function readSignature(file: PdfFile, { signature }: SignatureField): PdfSignature {
  const type = entryOf(signature, 'Type');
  if (type !== undefined && !isName(type, 'Sig')) throw new PdfFault('the signature is of another type');
  const range = rangeOf(signature, file.bytes.length);
  const rangeEnd = range[2] + range[3];
  const contents = entryOf(signature, 'Contents');
  if (contents?.kind !== 'string' || !contents.isHex) throw new PdfFault('/Contents is not a hexadecimal string');
  const { end } = contentBounds(contents.bytes, 0, contents.bytes.length);
  return {
    file,
    dictionary: signature,
    range,
    rangeEnd,
    contents,
    message: contents.bytes.subarray(0, end),
    padding: contents.bytes.subarray(end),
    claimed: claimedTime(signature),
    covered: file.revisions.findIndex((revision) => revision.end >= rangeEnd || revision === file.revisions.at(-1)),
  };
}

function rangeOf(signature: PdfDictionary, length: number): ByteRange {
  const entry = entryOf(signature, 'ByteRange');
  const numbers = entry?.kind === 'array' ? entry.items.map((item) => (item.kind === 'number' ? item.value : NaN)) : [];
  const [first = NaN, firstLength = NaN, second = NaN, secondLength = NaN] = numbers;
  const isInOrder = first >= 0 && firstLength > 0 && second >= first + firstLength && secondLength > 0;
  if (numbers.length !== 4 || !numbers.every(Number.isSafeInteger) || !isInOrder || second + secondLength > length) {
    throw new PdfFault('/ByteRange is not two parts of the file in order');
  }
  return [first, firstLength, second, secondLength];
}

/** Required (ETSI EN 319 142-1, 6.3), since the CMS signature itself claims no time; a date of ISO 32000-1, 7.9.4. */
function claimedTime(signature: PdfDictionary): number {
  const entry = entryOf(signature, 'M');
  const text = entry?.kind === 'string' ? entry.bytes.toString('latin1') : '';
  const parts = /^D:(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)(?:Z|([+-]\d\d)'(\d\d)'?)$/.exec(text);
  const [, year, month, day, hour, minute, second, zoneHour = '+00', zoneMinute = '00'] = parts ?? [];
  const time = Date.parse(`${year}-${month}-${day}T${hour}:${minute}:${second}${zoneHour}:${zoneMinute}`);
  if (Number.isNaN(time)) throw new PdfFault('/M, the time of signing, is missing or no date');
  return time;
}
