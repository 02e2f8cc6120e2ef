/** What an update may do after a signature was made: add another signature, and nothing else (ISO 32000-1, 12.8.2.2; EN 319 142-1). */
import { changedKeys, entryOf, isName, isSame, type PdfDictionary, type PdfObject } from './file/values.js';
import { reachable } from './reachable.js';
import { addedTo, addedUnder, isNewField, type Change, type Update } from './update.js';

export interface UpdateRule {
  readonly name: string;
  /** What the update does that it may not; undefined when it keeps to the rule. */
  readonly fault: (update: Update) => string | undefined;
}

/** Seal and name of an agency take 5 by 7 cm; more could cover what was signed ("sneaky signature" attacks). */
const LARGEST_LOOK = { width: 200, height: 200 };

/** What a field that is nothing but a signature has: no actions, no kids, no values of its own (ISO 32000-1, tables 164 and 220). */
const fieldKeys = new Set('Type Subtype FT T TU V F Ff Rect P AP AS DA MK NM M Lock SV DR Q BS Border'.split(' '));

/** Each stops one kind of incremental saving, shadow or annotation attack; the list is data so that a test can leave one out. */
export const updateRules: readonly UpdateRule[] = [
  { name: 'the trailer names the same catalog and information', fault: trailerFault },
  { name: 'the size cuts off no object', fault: cutFault },
  { name: 'nothing is deleted', fault: ({ changes }) => firstOf(changes, deletionFault) },
  { name: 'only catalog, form, pages and lists change', fault: (update) => firstOf(update.changes, kindFault(update)) },
  { name: 'the catalog keeps all but its form', fault: catalogFault },
  { name: 'the form only gains fields', fault: formFault },
  { name: 'a page only gains signatures', fault: (update) => firstOf(update.changes, pageFault(update)) },
  { name: 'a list of objects only gains signatures', fault: (update) => firstOf(update.changes, listFault(update)) },
  {
    name: 'an update brings one field',
    fault: ({ newFields }) => (newFields.size > 1 ? 'it brings several fields' : undefined),
  },
  {
    name: 'a new field is a signature and no more',
    fault: (update) => firstOf([...update.newFields], fieldFault(update)),
  },
  { name: 'a new signature looks small', fault: (update) => firstOf([...update.newFields], sizeFault(update)) },
  { name: 'every new object belongs to a signature', fault: idleFault },
  { name: 'nothing signed has waited for a new object', fault: awaitedFault },
];

function firstOf<T>(list: readonly T[], fault: (item: T) => string | undefined): string | undefined {
  for (const item of list) {
    const found = fault(item);
    if (found !== undefined) return found;
  }
  return undefined;
}

function trailerFault({ before, after }: Update): string | undefined {
  const changed = ['Root', 'Info'].find((key) => !isSame(entryOf(before.trailer, key), entryOf(after.trailer, key)));
  return changed === undefined ? undefined : `its trailer names another /${changed}`;
}

/** Objects from the size on count as missing (ISO 32000-1, table 15). */
function cutFault({ before, after, added }: Update): string | undefined {
  const [known, size] = [before, after].map(({ trailer }) => entryOf(trailer, 'Size'));
  const least = Math.max(
    known?.kind === 'number' ? known.value : NaN,
    ...[...added.keys()].map((number) => number + 1),
  );
  return size?.kind === 'number' && size.value >= least ? undefined : 'its trailer names too small a size';
}

/** With another generation the references to it lead nowhere, as if it were deleted. */
const deletionFault = ({ before, after }: Change): string | undefined =>
  after?.generation === before.generation ? undefined : `it deletes object ${before.number}`;

const dictionaryOf = (object: PdfObject | undefined): PdfDictionary | undefined =>
  object?.value.kind === 'dictionary' && object.stream === undefined ? object.value : undefined;

const isPage = ({ before }: Change): boolean => isName(entryOf(dictionaryOf(before) ?? EMPTY, 'Type'), 'Page');
const EMPTY: PdfDictionary = { kind: 'dictionary', entries: new Map(), start: 0, end: 0 };

const isArray = (change: Change): boolean => change.before.value.kind === 'array';

function kindFault({ before, forms }: Update): (change: Change) => string | undefined {
  const holders = [before.root.number, forms.before?.number];
  return (change) =>
    change.after === undefined || holders.includes(change.before.number) || isPage(change) || isArray(change)
      ? undefined
      : `it replaces object ${change.before.number}`;
}

function catalogFault({ before, after }: Update): string | undefined {
  const catalog = after.follow(before.root);
  if (catalog?.kind !== 'dictionary') return 'it replaces the catalog by something else';
  const key = changedKeys(before.catalog, catalog).find((one) => one !== 'AcroForm');
  return key === undefined ? undefined : `it changes /${key} of the catalog`;
}

function formFault(update: Update): string | undefined {
  const { before, after } = update.forms;
  if (before === undefined || after === undefined) return 'it takes the form away';
  const key = changedKeys(before.form, after.form).find((one) => one !== 'Fields' && one !== 'SigFlags');
  if (key !== undefined) return `it changes /${key} of the form`;
  const added = addedUnder('Fields', update, before.form, after.form);
  return added?.every((item) => isNewField(update, item)) === true ? undefined : 'it changes the fields of the form';
}

function pageFault(update: Update): (change: Change) => string | undefined {
  return (change) => {
    const [before, after] = [dictionaryOf(change.before), dictionaryOf(change.after)];
    if (before === undefined || change.after === undefined || !isPage(change)) return undefined;
    if (after === undefined) return `it replaces page ${change.before.number} by something else`;
    const key = changedKeys(before, after).find((one) => one !== 'Annots');
    if (key !== undefined) return `it changes /${key} of page ${change.before.number}`;
    const added = addedUnder('Annots', update, before, after);
    return added?.every((item) => isNewField(update, item)) === true
      ? undefined
      : `it changes the annotations of page ${change.before.number}`;
  };
}

/** Lists of fields and of annotations may be objects of their own. */
function listFault(update: Update): (change: Change) => string | undefined {
  return ({ before, after }) => {
    if (before.value.kind !== 'array' || after === undefined) return undefined;
    const added = after.value.kind === 'array' ? addedTo(before.value.items, after.value.items) : undefined;
    return added?.every((item) => isNewField(update, item)) === true
      ? undefined
      : `it changes the list in object ${before.number}`;
  };
}

function fieldFault({ added }: Update): (number: number) => string | undefined {
  return (number) => {
    const field = dictionaryOf(added.get(number));
    if (field === undefined) return `field ${number} is not a new dictionary`;
    const isSignature = isName(entryOf(field, 'FT'), 'Sig') && isName(entryOf(field, 'Subtype'), 'Widget');
    if (!isSignature) return `the new field ${number} is not a signature`;
    const key = [...field.entries.keys()].find((one) => !fieldKeys.has(one));
    return key === undefined ? undefined : `the new field ${number} has /${key}`;
  };
}

function sizeFault({ after }: Update): (number: number) => string | undefined {
  return (number) => {
    const field = after.object(number)?.value ?? EMPTY;
    const rectangle = field.kind === 'dictionary' ? after.list(entryOf(field, 'Rect'), 'a rectangle') : [];
    const [left, bottom, right, top] = rectangle.map((side) => (side.kind === 'number' ? side.value : NaN));
    const [width, height] = [Math.abs((right ?? NaN) - (left ?? NaN)), Math.abs((top ?? NaN) - (bottom ?? NaN))];
    return width <= LARGEST_LOOK.width && height <= LARGEST_LOOK.height
      ? undefined
      : `the new field ${number} takes ${width} by ${height} points of its page`;
  };
}

/** From the new fields, along references, through new objects only. */
function idleFault({ added, forms, newFields }: Update): string | undefined {
  const fields = [...newFields].flatMap((number) => added.get(number)?.value ?? []);
  const used = reachable(fields, ({ number }) => added.get(number));
  const idle = [...added.keys()].find(
    (number) => !used.has(number) && !newFields.has(number) && number !== forms.after?.number,
  );
  return idle === undefined ? undefined : `the new object ${idle} belongs to no signature`;
}

/** A signed page may name content that is not there yet: whoever writes it later writes into the signed page. */
function awaitedFault({ before, added }: Update): string | undefined {
  const awaited = reachable([before.trailer], ({ number, generation }) => before.object(number, generation));
  const number = [...added.keys()].find((one) => awaited.has(one));
  return number === undefined ? undefined : `what was signed had named the new object ${number} before`;
}
