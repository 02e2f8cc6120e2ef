/** A PDF file as its revisions make it: what an object was at any of them, found through the tables only. */
import { readEntry, readRevisions, sectionOf, type Revision, type TableEntry } from './read-revisions.js';
import { ValueReader } from './value-reader.js';
import { entryOf, PdfFault, type PdfDictionary, type PdfObject, type PdfReference, type PdfValue } from './values.js';

/** What is looked at of a signed file, its pages and its form, has a few hundred values. */
const MOST_VALUES = 300_000;
/** Tables looked into, over all look-ups: a signed form of a hundred fields asks a few thousand times. */
const MOST_STEPS = 1_000_000;

export class PdfFile {
  readonly revisions: readonly Revision[];
  private readonly objects = new Map<number, PdfObject>();
  private readonly read = { bytes: 0, values: 0, steps: 0 };

  /** Throws PdfFault unless the tables can be followed; objects are read when they are asked for. */
  constructor(readonly bytes: Buffer) {
    this.revisions = readRevisions(bytes);
  }

  get last(): PdfView {
    return this.viewAt(this.revisions.length - 1);
  }

  viewAt(index: number): PdfView {
    return new PdfView(this, index);
  }

  revision(index: number): Revision {
    const revision = this.revisions[index];
    if (revision === undefined) throw new RangeError(`there is no revision ${index}`);
    return revision;
  }

  /** The object that a table of this revision places at `offset`, which must lie in the revision's own bytes. */
  objectAt(offset: number, number: number, index: number, lengthOf?: LengthOf): PdfObject {
    const { start, tableAt } = this.revision(index);
    if (offset < start || offset >= tableAt)
      throw new PdfFault(`object ${number} lies outside the revision that names it`);
    const object = this.objects.get(offset) ?? this.readAt(offset, lengthOf);
    if (object.number !== number) throw new PdfFault(`object ${number} is not at byte ${offset}`);
    if (object.end > tableAt) throw new PdfFault(`object ${number} reaches into the table`);
    return object;
  }

  /** Objects that stand apart have together fewer bytes than the file: more means that some hide in others. */
  private readAt(offset: number, lengthOf?: LengthOf): PdfObject {
    const reader = new ValueReader(this.bytes, offset);
    const object = readObject(reader, lengthOf);
    this.read.bytes += object.end - object.start;
    this.read.values += reader.count;
    if (this.read.bytes > this.bytes.length) throw new PdfFault('objects stand inside other objects');
    if (this.read.values > MOST_VALUES) throw new PdfFault('the file has too many values');
    this.objects.set(offset, object);
    return object;
  }

  /** Where the table of this revision places the object, if it does. */
  entryIn(index: number, number: number): TableEntry | undefined {
    this.read.steps += 1;
    if (this.read.steps > MOST_STEPS) throw new PdfFault('the file asks for too many objects');
    const section = sectionOf(this.revision(index).sections, number);
    return section === undefined ? undefined : readEntry(this.bytes, section, number);
  }

  textOf(placed: { readonly start: number; readonly end: number }): string {
    return this.bytes.toString('latin1', placed.start, placed.end);
  }
}

/** The file as it was after the revision `index`: later ones do not exist. */
export class PdfView {
  constructor(
    readonly file: PdfFile,
    readonly index: number,
  ) {}

  get trailer(): PdfDictionary {
    return this.file.revision(this.index).trailer;
  }

  get root(): PdfReference {
    const root = entryOf(this.trailer, 'Root');
    if (root?.kind !== 'reference') throw new PdfFault('the trailer names no catalog');
    return root;
  }

  get catalog(): PdfDictionary {
    return this.dictionary(this.root, 'the catalog');
  }

  /** Undefined where the object is free or was never there, which means null (ISO 32000-1, 7.3.10). */
  object(number: number, generation?: number): PdfObject | undefined {
    return this.find(number, generation, (length) => this.lengthOf(length));
  }

  private find(number: number, generation?: number, lengthOf?: LengthOf): PdfObject | undefined {
    for (let index = this.index; index >= 0; index -= 1) {
      const entry = this.file.entryIn(index, number);
      if (entry === undefined) continue;
      if (entry.offset === undefined || (generation !== undefined && entry.generation !== generation)) return undefined;
      const object = this.file.objectAt(entry.offset, number, index, lengthOf);
      if (object.generation !== entry.generation) throw new PdfFault(`object ${number} is of another generation`);
      return object;
    }
    return undefined;
  }

  /** A length that is an object of its own is no stream itself: else two could ask for each other's without end. */
  private lengthOf(value: PdfValue | undefined): number {
    const length = value?.kind === 'reference' ? this.find(value.number, value.generation)?.value : value;
    if (length?.kind !== 'number') throw new PdfFault('a stream has no length');
    return length.value;
  }

  /** The value itself, or what the reference leads to. */
  follow(value: PdfValue | undefined): PdfValue | undefined {
    return value?.kind === 'reference' ? this.object(value.number, value.generation)?.value : value;
  }

  dictionary(value: PdfValue | undefined, what: string): PdfDictionary {
    const found = this.follow(value);
    if (found?.kind !== 'dictionary') throw new PdfFault(`${what} is not a dictionary`);
    return found;
  }

  /** The items of an array; none where there is nothing. */
  list(value: PdfValue | undefined, what: string): readonly PdfValue[] {
    const found = this.follow(value);
    if (found === undefined) return [];
    if (found.kind !== 'array') throw new PdfFault(`${what} is not an array`);
    return found.items;
  }
}

type LengthOf = (value: PdfValue | undefined) => number;

/** Without `lengthOf`, streams are a fault. */
function readObject(reader: ValueReader, lengthOf?: LengthOf): PdfObject {
  const start = reader.at;
  const number = reader.readInteger();
  const generation = reader.readInteger();
  reader.expect('obj');
  const value = reader.read();
  const streamStart = value.kind === 'dictionary' && reader.takes('stream') ? passLineEnd(reader) : undefined;
  if (streamStart === undefined || value.kind !== 'dictionary') {
    reader.expect('endobj');
    return { number, generation, value, start, end: reader.at };
  }
  if (lengthOf === undefined) throw new PdfFault(`the length in object ${number} is a stream`);
  const stream = { start: streamStart, end: streamStart + lengthOf(entryOf(value, 'Length')) };
  reader.at = stream.end;
  reader.expect('endstream');
  reader.expect('endobj');
  return { number, generation, value, stream, start, end: reader.at };
}

/** The word stream is followed by a line feed or by both (ISO 32000-1, 7.3.8.1). */
function passLineEnd(reader: ValueReader): number {
  const at = reader.bytes[reader.at] === 13 ? reader.at + 1 : reader.at;
  if (reader.bytes[at] !== 10) throw new PdfFault(`a line must end at byte ${at}`);
  return at + 1;
}
