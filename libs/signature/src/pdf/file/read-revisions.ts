/** Follows the cross-reference tables of a PDF from the last to the first (ISO 32000-1, 7.5.4 to 7.5.6), with nothing between them. */
import { isBlank, isLineEnd, ValueReader } from './value-reader.js';
import { entryOf, PdfFault, type PdfDictionary } from './values.js';

/** A document is signed by a handful of people; more updates than these are an attack on our time. */
const MOST_REVISIONS = 64;
const ENTRY_BYTES = 20;

/** A run of object numbers whose entries stand one after the other from `at`. */
export interface Section {
  readonly first: number;
  readonly count: number;
  readonly at: number;
}

/** The file as first written, or one incremental update of it. */
export interface Revision {
  /** Where its bytes begin, where its table begins. */
  readonly start: number;
  readonly tableAt: number;
  /** After `%%EOF`, and after the end of that line. */
  readonly markEnd: number;
  readonly end: number;
  readonly sections: readonly Section[];
  readonly trailer: PdfDictionary;
}

/** Oldest first. Throws PdfFault for anything but classic tables that lead from update to update without a gap. */
export function readRevisions(bytes: Buffer): Revision[] {
  if (!/^%PDF-[12]\.\d/.test(bytes.toString('latin1', 0, 8))) throw new PdfFault('not a PDF file');
  const found: Omit<Revision, 'start'>[] = [];
  for (let at: number | undefined = lastTable(bytes); at !== undefined;) {
    const revision = readRevision(bytes, at);
    found.unshift(revision);
    if (found.length > MOST_REVISIONS) throw new PdfFault(`more than ${MOST_REVISIONS} revisions`);
    const previous = previousTable(revision.trailer);
    if (previous !== undefined && previous >= at) throw new PdfFault('the cross-reference tables run in a circle');
    at = previous;
  }
  if (!isBlank(bytes.subarray(found.at(-1)?.end))) throw new PdfFault('bytes follow the end of the file');
  return found.map((revision, index) => ({ ...revision, start: found[index - 1]?.end ?? 0 }));
}

function lastTable(bytes: Buffer): number {
  const at = bytes.lastIndexOf('startxref', undefined, 'latin1');
  if (at < 0) throw new PdfFault('the file has no startxref');
  const reader = new ValueReader(bytes, at);
  reader.expect('startxref');
  return reader.readInteger();
}

function previousTable(trailer: PdfDictionary): number | undefined {
  const previous = entryOf(trailer, 'Prev');
  if (previous === undefined) return undefined;
  if (previous.kind !== 'number') throw new PdfFault('/Prev is not a number');
  return previous.value;
}

function readRevision(bytes: Buffer, tableAt: number): Omit<Revision, 'start'> {
  const reader = new ValueReader(bytes, tableAt);
  if (bytes.toString('latin1', tableAt, tableAt + 4) !== 'xref') {
    throw new PdfFault(`no cross-reference table at byte ${tableAt}: write the file with a table, not with streams`);
  }
  reader.expect('xref');
  const sections = readSections(reader);
  const trailer = reader.readDictionary();
  for (const key of ['Encrypt', 'XRefStm']) {
    if (trailer.entries.has(key)) throw new PdfFault(`files with /${key} are not read here`);
  }
  reader.expect('startxref');
  if (reader.readInteger() !== tableAt)
    throw new PdfFault(`the table at byte ${tableAt} is not the one named after it`);
  const markEnd = passMark(reader);
  return { tableAt, sections, trailer, markEnd, end: lineEndAfter(bytes, markEnd) };
}

/** `%%EOF` is a comment to the reader of values. */
function passMark(reader: ValueReader): number {
  const { bytes } = reader;
  let { at } = reader;
  while (at < bytes.length && (isLineEnd(bytes[at]) || bytes[at] === 32)) at += 1;
  if (bytes.toString('latin1', at, at + 5) !== '%%EOF') throw new PdfFault(`"%%EOF" was expected at byte ${at}`);
  return at + 5;
}

function lineEndAfter(bytes: Buffer, at: number): number {
  if (bytes[at] === 13) return bytes[at + 1] === 10 ? at + 2 : at + 1;
  return bytes[at] === 10 ? at + 1 : at;
}

/** In ascending order, so that no object number has two entries in one table. */
function readSections(reader: ValueReader): Section[] {
  const sections: Section[] = [];
  while (!reader.takes('trailer')) {
    const first = reader.readInteger();
    const count = reader.readInteger();
    reader.skipSpace();
    const last = sections.at(-1);
    if (last !== undefined && first < last.first + last.count) throw new PdfFault('the sections of a table overlap');
    sections.push({ first, count, at: reader.at });
    reader.at += count * ENTRY_BYTES;
    if (reader.at > reader.bytes.length) throw new PdfFault('the cross-reference table is cut off');
  }
  return sections;
}

/** The section with the entry of this object; they are in ascending order. */
export function sectionOf(sections: readonly Section[], number: number): Section | undefined {
  let [low, high] = [0, sections.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    const section = sections[middle];
    if (section !== undefined && section.first + section.count <= number) low = middle + 1;
    else high = middle;
  }
  const found = sections[low];
  return found !== undefined && found.first <= number ? found : undefined;
}

/** One entry of a table; `offset` is undefined for a free one. */
export interface TableEntry {
  readonly generation: number;
  readonly offset?: number;
}

/** Ten digits, a blank, five digits, a blank, the kind, a line end of two bytes (ISO 32000-1, 7.5.4). */
export function readEntry(bytes: Buffer, section: Section, number: number): TableEntry {
  const at = section.at + (number - section.first) * ENTRY_BYTES;
  const [offset, generation] = [digitsAt(bytes, at, 10), digitsAt(bytes, at + 11, 5)];
  const kind = bytes[at + 17];
  const isEntry = bytes[at + 10] === BLANK && bytes[at + 16] === BLANK && (kind === FREE || kind === IN_USE);
  if (!isEntry || Number.isNaN(offset + generation) || !endsEntry(bytes[at + 18], bytes[at + 19])) {
    throw new PdfFault(`the entry of object ${number} is no entry`);
  }
  return kind === FREE ? { generation } : { generation, offset };
}

const [BLANK, FREE, IN_USE, LINE_FEED, RETURN] = [0x20, 0x66, 0x6e, 0x0a, 0x0d];

const endsEntry = (first: number | undefined, second: number | undefined): boolean =>
  (first === BLANK && (second === LINE_FEED || second === RETURN)) || (first === RETURN && second === LINE_FEED);

/** NaN where anything but a digit stands among them. */
function digitsAt(bytes: Buffer, from: number, width: number): number {
  let value = 0;
  for (let at = from; at < from + width; at += 1) {
    const digit = (bytes[at] ?? 0) - 0x30;
    if (digit < 0 || digit > 9) return NaN;
    value = value * 10 + digit;
  }
  return value;
}
