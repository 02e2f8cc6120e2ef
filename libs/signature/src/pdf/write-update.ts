/** Writes an incremental update (ISO 32000-1, 7.5.6): changed and added objects, their table, a trailer that leads back. */
import type { PdfFile } from './file/pdf-file.js';
import { entryOf, PdfFault } from './file/values.js';

/** What stands between `obj` and `endobj`. */
export interface UpdateObject {
  readonly number: number;
  readonly generation?: number;
  readonly body: Buffer;
}

export interface WrittenUpdate {
  /** What is to be put after the file. */
  readonly bytes: Buffer;
  /** Where each object's body begins in the updated file, by object number. */
  readonly bodies: ReadonlyMap<number, number>;
}

export function writeUpdate(file: PdfFile, objects: readonly UpdateObject[]): WrittenUpdate {
  const lastByte = file.bytes.at(-1);
  const parts: Buffer[] = lastByte === 10 || lastByte === 13 ? [] : [Buffer.from('\n')];
  let at = file.bytes.length + parts.length;
  const offsets = new Map<number, number>();
  const bodies = new Map<number, number>();
  const sorted = objects.toSorted((one, other) => one.number - other.number);
  for (const { number, generation = 0, body } of sorted) {
    const head = Buffer.from(`${number} ${generation} obj\n`);
    offsets.set(number, at);
    bodies.set(number, at + head.length);
    parts.push(head, body, END_OF_OBJECT);
    at += head.length + body.length + END_OF_OBJECT.length;
  }
  const size = Math.max(sizeOf(file), (sorted.at(-1)?.number ?? 0) + 1);
  parts.push(Buffer.from(`${table(sorted, offsets)}${trailer(file, size)}\nstartxref\n${at}\n%%EOF\n`, 'latin1'));
  return { bytes: Buffer.concat(parts), bodies };
}

const END_OF_OBJECT = Buffer.from('\nendobj\n');

/** The first object number that is not in use. */
export function sizeOf(file: PdfFile): number {
  const size = entryOf(file.last.trailer, 'Size');
  if (size?.kind !== 'number') throw new PdfFault('the trailer names no size');
  return size.value;
}

function table(sorted: readonly UpdateObject[], offsets: ReadonlyMap<number, number>): string {
  const lines = sorted.map(({ number, generation = 0 }, index) => {
    const isNewRun = sorted[index - 1]?.number !== number - 1;
    const head = isNewRun ? `${number} ${runFrom(sorted, index)}\n` : '';
    return `${head}${digits(offsets.get(number) ?? 0, 10)} ${digits(generation, 5)} n \n`;
  });
  return `xref\n${lines.join('')}`;
}

function runFrom(sorted: readonly UpdateObject[], index: number): number {
  const first = sorted[index]?.number ?? 0;
  let length = 1;
  while (sorted[index + length]?.number === first + length) length += 1;
  return length;
}

const digits = (value: number, width: number): string => String(value).padStart(width, '0');

/** What the trailer says of the whole file is said again; an encrypted file never comes here. */
function trailer(file: PdfFile, size: number): string {
  const { last } = file;
  const kept = ['Root', 'Info', 'ID'].flatMap((key) => {
    const value = entryOf(last.trailer, key);
    return value === undefined ? [] : [`/${key} ${file.textOf(value)}`];
  });
  const previous = file.revision(last.index).tableAt;
  return `trailer\n<</Size ${size}${kept.join('')}/Prev ${previous}>>`;
}
