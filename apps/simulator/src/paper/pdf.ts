/** Writes PDF 1.7 files around one embedded font: everything of the font is the same bytes in each file. */
import { deflateSync, constants } from 'node:zlib';
import type { Font } from './font.js';

/** Object numbers: the font's six (3 to 8) come first in every file, then what differs from document to document. */
const CATALOG = 1;
const PAGES = 2;
/** The font that everything is printed in. */
export const FONT = 3;
const FIRST_OF_DOCUMENT = 9;

/** Content is a few kilobytes: a small window spares zlib the clearing of 256 KB for each document. */
const FAST = { level: 1, windowBits: 12, memLevel: 5, strategy: constants.Z_DEFAULT_STRATEGY };

export interface PdfText {
  /** One string of drawing operators a page; the font is called /F. */
  readonly pages: readonly string[];
  readonly title: string;
  readonly author: string;
  /** Vietnamese wall-clock time, `yyyy-MM-ddTHH:mm:ss`. */
  readonly created: string;
}

export class PdfWriter {
  private readonly head: Buffer;
  /** Offsets of objects 1 and 3 to 8 in `head`; 0 for the page tree, which each document writes. */
  private readonly offsets: readonly number[];

  constructor(font: Font) {
    const parts: Buffer[] = [Buffer.from('%PDF-1.7\n%\xe2\xe3\xcf\xd3\n', 'latin1')];
    const offsets: number[] = [];
    let length = parts[0]?.length ?? 0;
    for (const [number, body] of fontObjects(font)) {
      offsets[number] = length;
      const object = Buffer.concat([Buffer.from(`${number} 0 obj\n`), body, Buffer.from('\nendobj\n')]);
      parts.push(object);
      length += object.length;
    }
    this.head = Buffer.concat(parts);
    this.offsets = offsets;
  }

  write(text: PdfText): Buffer {
    const parts: Buffer[] = [this.head];
    const offsets = [...this.offsets];
    let length = this.head.length;
    const add = (number: number, body: string, stream?: Buffer): void => {
      offsets[number] = length;
      const end = stream ? '\nendstream\nendobj\n' : '\nendobj\n';
      const before = Buffer.from(`${number} 0 obj\n${body}${stream ? '\nstream\n' : ''}`, 'latin1');
      const object = stream ? [before, stream, Buffer.from(end)] : [before, Buffer.from(end)];
      parts.push(...object);
      length += object.reduce((sum, part) => sum + part.length, 0);
    };
    const kids = text.pages.map((_, index) => FIRST_OF_DOCUMENT + 1 + 2 * index);
    add(FIRST_OF_DOCUMENT, information(text));
    add(PAGES, `<</Type/Pages/Count ${kids.length}/Kids[${kids.map((kid) => `${kid} 0 R`).join(' ')}]>>`);
    text.pages.forEach((page, index) => {
      const number = kids[index] ?? 0;
      const content = deflateSync(Buffer.from(page, 'latin1'), FAST);
      add(number, pageObject(number + 1));
      add(number + 1, `<</Length ${content.length}/Filter/FlateDecode>>`, content);
    });
    parts.push(crossReferences(offsets, length));
    return Buffer.concat(parts);
  }
}

function pageObject(content: number): string {
  const resources = `/Resources<</Font<</F ${FONT} 0 R>>>>`;
  return `<</Type/Page/Parent ${PAGES} 0 R/MediaBox[0 0 595 842]${resources}/Contents ${content} 0 R>>`;
}

function information({ title, author, created }: PdfText): string {
  const date = `D:${created.replaceAll(/[-T:]/g, '')}+07'00'`;
  return `<</Title ${utf16(title)}/Author ${utf16(author)}/CreationDate(${date})/Producer(Lien Thong)>>`;
}

/** Text string of the PDF standard: UTF-16BE with a byte order mark, in hex. */
function utf16(text: string): string {
  return `<feff${Buffer.from(text, 'utf16le').swap16().toString('hex')}>`;
}

function crossReferences(offsets: readonly number[], start: number): Buffer {
  const lines = offsets.slice(1).map((offset) => `${String(offset).padStart(10, '0')} 00000 n \n`);
  const trailer = `trailer\n<</Size ${offsets.length}/Root ${CATALOG} 0 R/Info ${FIRST_OF_DOCUMENT} 0 R>>`;
  return Buffer.from(
    `xref\n0 ${offsets.length}\n0000000000 65535 f \n${lines.join('')}${trailer}\nstartxref\n${start}\n%%EOF\n`,
    'latin1',
  );
}

/**
 * Catalog and the font as Type0 with a TrueType descendant, widths and a way back to Unicode (ISO 32000-1, 9.7). A character map of
 * our own names each glyph by one byte: half the content of Identity-H, so half the compressing.
 */
function fontObjects(font: Font): [number: number, body: Buffer][] {
  const base = `/BaseFont/${font.name}`;
  const box = '/FontBBox[-770 -347 2105 1109]/ItalicAngle 0/CapHeight 729/StemV 80/Flags 4';
  const measures = `/Ascent ${font.ascent}/Descent ${font.descent}`;
  return [
    [CATALOG, Buffer.from(`<</Type/Catalog/Pages ${PAGES} 0 R/Lang(vi)>>`)],
    [FONT, Buffer.from(`<</Type/Font/Subtype/Type0${base}/Encoding 8 0 R/DescendantFonts[4 0 R]/ToUnicode 7 0 R>>`)],
    [
      4,
      Buffer.from(
        `<</Type/Font/Subtype/CIDFontType2${base}${system}/FontDescriptor 5 0 R/CIDToGIDMap/Identity${widths(font)}>>`,
      ),
    ],
    [5, Buffer.from(`<</Type/FontDescriptor/FontName/${font.name}${box}${measures}/FontFile2 6 0 R>>`)],
    [6, stream(`/Length1 ${font.file.length}`, font.file)],
    [7, stream('', Buffer.from(characterMap(2, toUnicode(font)), 'latin1'))],
    [
      8,
      stream(
        `/Type/CMap/CMapName/Lien-Thong${system}`,
        Buffer.from(characterMap(1, ['1 begincidrange\n<00><ff> 0\nendcidrange'])),
      ),
    ],
  ];
}

const system = '/CIDSystemInfo<</Registry(Adobe)/Ordering(Identity)/Supplement 0>>';

function stream(entries: string, bytes: Buffer): Buffer {
  const packed = deflateSync(bytes, { level: 9 });
  const head = Buffer.from(`<</Length ${packed.length}/Filter/FlateDecode${entries}>>\nstream\n`);
  return Buffer.concat([head, packed, Buffer.from('\nendstream')]);
}

/** Glyph codes of a cut font run from 0 without gaps, so one list of widths is enough. */
function widths(font: Font): string {
  const list: number[] = [];
  for (const { code, width } of font.glyphs.values()) list[code] = width;
  return `/W[0[${Array.from(list, (width) => width ?? 600).join(' ')}]]`;
}

function characterMap(type: number, blocks: readonly string[]): string {
  return [
    '/CIDInit/ProcSet findresource begin 12 dict begin begincmap',
    `${system} def/CMapName/Lien-Thong def/CMapType ${type} def`,
    '1 begincodespacerange\n<00><ff>\nendcodespacerange',
    ...blocks,
    'endcmap CMapName currentdict/CMap defineresource pop end end',
  ].join('\n');
}

function toUnicode(font: Font): string[] {
  const hex = (number: number, digits: number): string => number.toString(16).padStart(digits, '0');
  const entries = [...font.glyphs].map(([unit, { code }]) => `<${hex(code, 2)}><${hex(unit, 4)}>`);
  const blocks: string[] = [];
  /* At most 100 entries a block (Adobe Technical Note 5014). */
  for (let at = 0; at < entries.length; at += 100) {
    const block = entries.slice(at, at + 100);
    blocks.push(`${block.length} beginbfchar\n${block.join('\n')}\nendbfchar`);
  }
  return blocks;
}
