/** The values a PDF file is made of (ISO 32000-1, 7.3), each with the place where it stands in the file. */
import { DerFault } from '../../der/der-fault.js';

/** What the file does that the strict reader does not take; becomes a refusal like the faults of DER. */
export class PdfFault extends DerFault {}

interface Placed {
  /** First byte, and the first byte after. */
  readonly start: number;
  readonly end: number;
}

export interface PdfWord extends Placed {
  readonly kind: 'word';
  readonly word: 'true' | 'false' | 'null';
}
export interface PdfNumber extends Placed {
  readonly kind: 'number';
  readonly value: number;
}
export interface PdfName extends Placed {
  readonly kind: 'name';
  readonly name: string;
}
/** `isHex`: written in angle brackets. */
export interface PdfString extends Placed {
  readonly kind: 'string';
  readonly bytes: Buffer;
  readonly isHex: boolean;
}
export interface PdfReference extends Placed {
  readonly kind: 'reference';
  readonly number: number;
  readonly generation: number;
}
export interface PdfArray extends Placed {
  readonly kind: 'array';
  readonly items: readonly PdfValue[];
}
export interface PdfDictionary extends Placed {
  readonly kind: 'dictionary';
  readonly entries: ReadonlyMap<string, PdfValue>;
}
export type PdfValue = PdfWord | PdfNumber | PdfName | PdfString | PdfReference | PdfArray | PdfDictionary;

/** `7 0 obj … endobj`; `stream` is where the stream's bytes stand. */
export interface PdfObject extends Placed {
  readonly number: number;
  readonly generation: number;
  readonly value: PdfValue;
  readonly stream?: Placed;
}

export const entryOf = (dictionary: PdfDictionary, key: string): PdfValue | undefined => dictionary.entries.get(key);

export function isName(value: PdfValue | undefined, name: string): boolean {
  return value?.kind === 'name' && value.name === name;
}

/** Whether both say the same, wherever and however they are written; references are compared by what they name. */
export function isSame(one: PdfValue | undefined, other: PdfValue | undefined): boolean {
  if (one === undefined || other === undefined) return one === other;
  switch (one.kind) {
    case 'word':
      return other.kind === 'word' && one.word === other.word;
    case 'number':
      return other.kind === 'number' && one.value === other.value;
    case 'name':
      return other.kind === 'name' && one.name === other.name;
    case 'string':
      return other.kind === 'string' && one.bytes.equals(other.bytes);
    case 'reference':
      return other.kind === 'reference' && one.number === other.number && one.generation === other.generation;
    case 'array':
      return other.kind === 'array' && isSameList(one.items, other.items);
    case 'dictionary':
      return other.kind === 'dictionary' && changedKeys(one, other).length === 0;
  }
}

const isSameList = (one: readonly PdfValue[], other: readonly PdfValue[]): boolean =>
  one.length === other.length && one.every((item, index) => isSame(item, other[index]));

/** Keys that only one of them has, or whose values differ. */
export function changedKeys(one: PdfDictionary, other: PdfDictionary): string[] {
  const keys = new Set([...one.entries.keys(), ...other.entries.keys()]);
  return [...keys].filter((key) => !isSame(entryOf(one, key), entryOf(other, key)));
}

/** Every reference in a value, at any depth. */
export function eachReference(value: PdfValue, visit: (reference: PdfReference) => void): void {
  if (value.kind === 'reference') visit(value);
  if (value.kind === 'array') for (const item of value.items) eachReference(item, visit);
  if (value.kind === 'dictionary') for (const item of value.entries.values()) eachReference(item, visit);
}
