/** What one incremental update changed and added, object by object: what the rules for updates look at. */
import type { PdfFile, PdfView } from './file/pdf-file.js';
import {
  entryOf,
  isSame,
  PdfFault,
  type PdfDictionary,
  type PdfObject,
  type PdfReference,
  type PdfValue,
} from './file/values.js';
import { formOf } from './signature-fields.js';

/** An object that was there before; `after` is undefined when the update deleted it. */
export interface Change {
  readonly before: PdfObject;
  readonly after: PdfObject | undefined;
}

export interface Update {
  readonly before: PdfView;
  readonly after: PdfView;
  readonly changes: readonly Change[];
  readonly added: ReadonlyMap<number, PdfObject>;
  /** The form before and after; objects of their own have a number. */
  readonly forms: { readonly before: Form; readonly after: Form };
  /** Numbers of the objects that the form lists as fields for the first time. */
  readonly newFields: ReadonlySet<number>;
}

type Form = ReturnType<typeof formOf>;

/** Throws PdfFault when an entry of its table leads to anything but an object among its own bytes. */
export function readUpdate(file: PdfFile, index: number): Update {
  const [before, after] = [file.viewAt(index - 1), file.viewAt(index)];
  const changes: Change[] = [];
  const added = new Map<number, PdfObject>();
  for (const number of numbersIn(file, index)) {
    const known = before.object(number);
    const now = after.object(number);
    if (known !== undefined) changes.push({ before: known, after: now });
    else if (now !== undefined) added.set(number, now);
  }
  const forms = { before: formOf(before), after: formOf(after) };
  return { before, after, changes, added, forms, newFields: newFieldsOf(before, after, forms) };
}

/** A signature changes a page, the form, and adds a few objects. */
const MOST_OBJECTS = 1000;

function* numbersIn(file: PdfFile, index: number): Generator<number> {
  let left = MOST_OBJECTS;
  for (const section of file.revision(index).sections) {
    for (let number = section.first; number < section.first + section.count; number += 1) {
      yield number;
      if ((left -= 1) < 0) throw new PdfFault('an update changes more than a signature needs');
    }
  }
}

function newFieldsOf(before: PdfView, after: PdfView, forms: Update['forms']): Set<number> {
  const listed = (view: PdfView, form: Form): readonly PdfValue[] =>
    form === undefined ? [] : view.list(entryOf(form.form, 'Fields'), 'the list of fields');
  const known = new Set(referenced(listed(before, forms.before)));
  return new Set(referenced(listed(after, forms.after)).filter((number) => !known.has(number)));
}

const referenced = (list: readonly PdfValue[]): number[] =>
  list.flatMap((item) => (item.kind === 'reference' ? [item.number] : []));

/** Where the list only grew: what was added at its end; undefined when anything that stood in it changed. */
export function addedTo(before: readonly PdfValue[], after: readonly PdfValue[]): readonly PdfValue[] | undefined {
  return before.every((item, index) => isSame(item, after[index])) ? after.slice(before.length) : undefined;
}

/** The same for a list under a key of a dictionary that was written anew. */
export function addedUnder(key: string, update: Update, before: PdfDictionary, after: PdfDictionary) {
  return addedTo(
    update.before.list(entryOf(before, key), `/${key}`),
    update.after.list(entryOf(after, key), `/${key}`),
  );
}

export const isNewField = (update: Update, item: PdfValue): item is PdfReference =>
  item.kind === 'reference' && update.newFields.has(item.number);
