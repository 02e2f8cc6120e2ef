/** Drafts the objects of a signature: the field on its page, the form that lists it, the signature dictionary still empty. */
import type { PdfFile, PdfView } from './file/pdf-file.js';
import { entryOf, isName, PdfFault, type PdfDictionary, type PdfValue } from './file/values.js';
import { appearance, vietnamTime, type PdfLook } from './look.js';
import { formOf } from './signature-fields.js';
import { sizeOf, type UpdateObject } from './write-update.js';

export interface PdfSigning {
  /** What the signature claims, in whole seconds; shown with the zone of Vietnam. */
  readonly signedAt: Date;
  readonly reason?: string;
  /** Room left behind the signature for what may be put into it later, such as a time stamp. */
  readonly spareBytes?: number;
  /** Without it the signature can not be seen on any page. */
  readonly look?: PdfLook;
}

/** What an update with one signature holds, but for the signature. */
export interface PdfDraft {
  readonly file: PdfFile;
  readonly objects: readonly UpdateObject[];
  /** Number of the signature dictionary, and its bytes up to the opening bracket of /Contents. */
  readonly number: number;
  readonly head: Buffer;
  /** Where in them the numbers of the byte range belong: RANGE_WIDTH bytes. */
  readonly rangeAt: number;
  readonly spareBytes: number;
}

/** Four numbers of up to ten digits and a bracket. */
export const RANGE_WIDTH = 36;

export function draftSignature(file: PdfFile, { signedAt, reason, look, spareBytes = 0 }: PdfSigning): PdfDraft {
  const view = file.last;
  const size = sizeOf(file);
  const numbers = { signature: size, field: size + 1, look: size + 2, form: size + 3 };
  const page = pageOf(view, look?.page ?? 1);
  const shown = look === undefined ? [] : [{ number: numbers.look, body: appearance(look) }];
  const objects = [
    { number: numbers.field, body: Buffer.from(fieldBody(numbers, page.number, look)) },
    ...shown,
    listed(view, page, 'Annots', numbers.field),
    ...formObjects(view, numbers),
  ];
  const purpose = reason === undefined ? '' : `/Reason ${textString(reason)}`;
  const before = `<</Type/Sig/Filter/Adobe.PPKLite/SubFilter/ETSI.CAdES.detached/M(${pdfTime(signedAt)})${purpose}/ByteRange[`;
  const head = Buffer.from(`${before}${' '.repeat(RANGE_WIDTH)}/Contents<`, 'latin1');
  return { file, objects, number: numbers.signature, head, rangeAt: before.length, spareBytes };
}

interface Numbers {
  readonly signature: number;
  readonly field: number;
  readonly look: number;
  readonly form: number;
}

/** Field and widget in one (ISO 32000-1, 12.5.6.19); flags: print, locked. */
function fieldBody({ signature, field, look: shown }: Numbers, page: number, look?: PdfLook): string {
  const rectangle = look?.rectangle ?? [0, 0, 0, 0];
  const appearances = look === undefined ? '' : `/AP<</N ${shown} 0 R>>`;
  const place = `/Rect[${rectangle.join(' ')}]/P ${page} 0 R/F 132`;
  return `<</Type/Annot/Subtype/Widget/FT/Sig/T(Signature${field})/V ${signature} 0 R${place}${appearances}>>`;
}

interface NumberedDictionary {
  readonly number: number;
  readonly generation: number;
  readonly value: PdfDictionary;
}

/** A form of its own where there was none; else the field is added to the one there is, which may stand in the catalog. */
function formObjects(view: PdfView, numbers: Numbers): UpdateObject[] {
  const { number, generation } = view.root;
  const catalog = { number, generation, value: view.catalog };
  const found = formOf(view);
  if (found === undefined) {
    const body = Buffer.from(`<</Fields[${numbers.field} 0 R]/SigFlags 3>>`);
    return [
      { number: numbers.form, body },
      {
        number,
        generation,
        body: spliced(view.file, catalog.value, [insertion(catalog.value, `/AcroForm ${numbers.form} 0 R`)]),
      },
    ];
  }
  const splices = [listing(view, found.form, 'Fields', numbers.field), signedFlag(found.form)];
  const holder = found.number === undefined ? catalog : { number: found.number, generation: 0, value: found.form };
  return [{ number: holder.number, generation: holder.generation, body: spliced(view.file, holder.value, splices) }];
}

/** Signatures exist, and the file may only be appended to (ISO 32000-1, table 219). */
function signedFlag(form: PdfDictionary): Splice {
  const flags = entryOf(form, 'SigFlags');
  return flags === undefined ? insertion(form, '/SigFlags 3') : { from: flags.start, to: flags.end, text: '3' };
}

function listed(view: PdfView, { number, generation, value }: NumberedDictionary, key: string, added: number) {
  return { number, generation, body: spliced(view.file, value, [listing(view, value, key, added)]) };
}

/** Bytes of the file to be replaced. */
interface Splice {
  readonly from: number;
  readonly to: number;
  readonly text: string;
}

const insertion = (dictionary: PdfDictionary, text: string): Splice => {
  const at = dictionary.end - 2;
  return { from: at, to: at, text };
};

/** One reference more in the list under this key; a list that is an object of its own is written into the dictionary. */
function listing(view: PdfView, dictionary: PdfDictionary, key: string, added: number): Splice {
  const entry = entryOf(dictionary, key);
  const list: PdfValue | undefined = view.follow(entry);
  if (entry === undefined || list === undefined) return insertion(dictionary, `/${key}[${added} 0 R]`);
  if (list.kind !== 'array') throw new PdfFault(`/${key} is not an array`);
  const text = `${view.file.textOf({ start: list.start, end: list.end - 1 })} ${added} 0 R]`;
  return { from: entry.start, to: entry.end, text };
}

function spliced({ bytes }: PdfFile, { start, end }: PdfDictionary, splices: readonly Splice[]): Buffer {
  const parts: Buffer[] = [];
  let at = start;
  for (const { from, to, text } of splices.toSorted((one, other) => one.from - other.from)) {
    parts.push(bytes.subarray(at, from), Buffer.from(text, 'latin1'));
    at = to;
  }
  return Buffer.concat([...parts, bytes.subarray(at, end)]);
}

/** The page with this number, found along the counts of the page tree (ISO 32000-1, 7.7.3). */
function pageOf(view: PdfView, wanted: number): NumberedDictionary {
  let left = wanted;
  let kids: readonly PdfValue[] = [entryOf(view.catalog, 'Pages')].flatMap((one) => one ?? []);
  for (let depth = 0; depth < DEEPEST_PAGE; depth += 1) {
    const found = kids.find((kid) => {
      const pages = pagesBelow(view, kid);
      if (left <= pages) return true;
      left -= pages;
      return false;
    });
    if (found?.kind !== 'reference' || left < 1) break;
    const value = view.dictionary(found, 'a page');
    if (isName(entryOf(value, 'Type'), 'Page')) return { number: found.number, generation: found.generation, value };
    kids = view.list(entryOf(value, 'Kids'), 'the kids of a page tree');
  }
  throw new PdfFault(`there is no page ${wanted}`);
}

const DEEPEST_PAGE = 32;

function pagesBelow(view: PdfView, kid: PdfValue): number {
  const count = view.follow(entryOf(view.dictionary(kid, 'a page'), 'Count'));
  return count?.kind === 'number' ? count.value : 1;
}

const pdfTime = (time: Date): string => `D:${vietnamTime(time).slice(0, 19).replace(/[-T:]/g, '')}+07'00'`;

const textString = (text: string): string => `<feff${Buffer.from(text, 'utf16le').swap16().toString('hex')}>`;
