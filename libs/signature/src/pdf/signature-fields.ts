/** Finds the signatures of a PDF where the standard puts them: in the signature fields of its form (ISO 32000-1, 12.7.4.5). */
import type { PdfFile, PdfView } from './file/pdf-file.js';
import { entryOf, isName, PdfFault, type PdfDictionary, type PdfString, type PdfValue } from './file/values.js';

/** A form's fields nest two or three deep. */
const DEEPEST = 8;

/** A signature field that is signed, and the signature dictionary it leads to. */
export interface SignatureField {
  /** Partial name of the field; empty where it has none. */
  readonly name: string;
  readonly signature: PdfDictionary;
}

/** The form, where the file has one; `number` when it is an object of its own. */
export function formOf(view: PdfView): { readonly form: PdfDictionary; readonly number?: number } | undefined {
  const entry = entryOf(view.catalog, 'AcroForm');
  if (view.follow(entry) === undefined) return undefined;
  const form = view.dictionary(entry, 'the form');
  return entry?.kind === 'reference' ? { form, number: entry.number } : { form };
}

/**
 * The signed fields of every revision, each signature once: a signature that a later revision hides is judged all the same.
 * In the order in which they appeared.
 */
export function signedFields(file: PdfFile): SignatureField[] {
  const found = new Map<number, SignatureField>();
  for (let index = 0; index < file.revisions.length; index += 1) {
    const view = file.viewAt(index);
    const form = formOf(view);
    if (form === undefined) continue;
    const fields = view.list(entryOf(form.form, 'Fields'), 'the list of fields');
    for (const field of fieldsBelow({ view, seen: new Set() }, fields)) {
      if (!found.has(field.signature.start)) found.set(field.signature.start, field);
    }
  }
  return [...found.values()];
}

/** Kind and value of a field hold for its kids as well (ISO 32000-1, 12.7.3.1). */
interface Inherited {
  readonly kind?: PdfValue | undefined;
  readonly value?: PdfValue | undefined;
}

/** A field is met once: kids that lead back, or that two fields share, are no tree. */
interface Walk {
  readonly view: PdfView;
  readonly seen: Set<number>;
}

function fieldsBelow(walk: Walk, fields: readonly PdfValue[], above: Inherited = {}, depth = 0): SignatureField[] {
  const { view, seen } = walk;
  if (depth > DEEPEST) throw new PdfFault('the fields of the form are too deep');
  return fields.flatMap((entry) => {
    const field = view.dictionary(entry, 'a field');
    if (seen.has(field.start)) throw new PdfFault('a field of the form is listed twice');
    seen.add(field.start);
    const own = { kind: entryOf(field, 'FT') ?? above.kind, value: entryOf(field, 'V') ?? above.value };
    const kids = view.list(entryOf(field, 'Kids'), 'the kids of a field');
    const isSigned = isName(own.kind, 'Sig') && view.follow(own.value) !== undefined;
    if (!isSigned) return fieldsBelow(walk, kids, own, depth + 1);
    const name = entryOf(field, 'T');
    const signature = view.dictionary(own.value, 'the value of a signature field');
    return [{ name: name?.kind === 'string' ? textOf(name) : '', signature }];
  });
}

/** A text string: UTF-16 with a mark, or one byte a character (ISO 32000-1, 7.9.2.2). */
function textOf({ bytes }: PdfString): string {
  return bytes.length >= 2 && bytes.length % 2 === 0 && bytes.readUInt16BE(0) === 0xfeff
    ? Buffer.from(bytes.subarray(2)).swap16().toString('utf16le')
    : bytes.toString('latin1');
}
