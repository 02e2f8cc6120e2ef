/** The one font of the simulated documents: DejaVu Serif cut down to the characters a scenario needs, made once a process. */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';

type SubsetFont = (
  font: Buffer,
  text: string,
  options: {
    readonly targetFormat: 'sfnt';
    readonly noHinting: boolean;
    readonly noLayoutClosure: boolean;
    readonly keepFeatures: readonly string[];
    readonly dropTables: readonly string[];
  },
) => Promise<Buffer>;

const require = createRequire(import.meta.url);
/* subset-font has no types of its own. */
const subsetFont = require('subset-font') as SubsetFont;

/** A PDF reader needs glyf, loca, head, hhea, hmtx and maxp only (ISO 32000-1, 9.9); we read cmap ourselves. */
const unusedTables = ['GSUB', 'GPOS', 'GDEF', 'name', 'post', 'OS/2', 'gasp', 'prep', 'fpgm', 'cvt ', 'kern', 'FFTM'];

export interface Glyph {
  readonly code: number;
  /** Advance in thousandths of the font size. */
  readonly width: number;
  /** Its one byte as a literal string of the PDF shows it, escaped where the syntax asks (ISO 32000-1, 7.3.4.2). */
  readonly shown: string;
}

export interface Font {
  readonly name: string;
  readonly file: Buffer;
  /** By UTF-16 unit; what is not here is drawn as a question mark. */
  readonly glyphs: ReadonlyMap<number, Glyph>;
  readonly ascent: number;
  readonly descent: number;
}

export async function cutFont(characters: string): Promise<Font> {
  const whole = readFileSync(require.resolve('dejavu-fonts-ttf/ttf/DejaVuSerif.ttf'));
  const file = await subsetFont(whole, characters, {
    targetFormat: 'sfnt',
    noHinting: true,
    noLayoutClosure: true,
    keepFeatures: [],
    dropTables: unusedTables,
  });
  const tables = tablesOf(file);
  const head = tables('head');
  const hhea = tables('hhea');
  const scale = 1000 / head.readUInt16BE(18);
  return {
    name: 'LTHONG+DejaVuSerif',
    file,
    glyphs: glyphsOf(tables('cmap'), tables('hmtx'), hhea.readUInt16BE(34), scale),
    ascent: Math.round(hhea.readInt16BE(4) * scale),
    descent: Math.round(hhea.readInt16BE(6) * scale),
  };
}

/** Finds a table of an sfnt file by its tag (OpenType, "Table Directory"). */
function tablesOf(file: Buffer): (tag: string) => Buffer {
  return (tag) => {
    for (let at = 12; at < 12 + 16 * file.readUInt16BE(4); at += 16) {
      if (file.toString('latin1', at, at + 4) !== tag) continue;
      const offset = file.readUInt32BE(at + 8);
      return file.subarray(offset, offset + file.readUInt32BE(at + 12));
    }
    throw new Error(`the font has no table ${tag}`);
  };
}

function glyphsOf(cmap: Buffer, hmtx: Buffer, metrics: number, scale: number): Map<number, Glyph> {
  const glyphs = new Map<number, Glyph>();
  for (const [unit, code] of mappings(cmap)) {
    const width = Math.round(hmtx.readUInt16BE(4 * Math.min(code, metrics - 1)) * scale);
    glyphs.set(unit, { code, width, shown: shownAs(code) });
  }
  return glyphs;
}

function shownAs(code: number): string {
  if (code > 255) throw new Error('the font has more than 256 glyphs; one byte can not name them');
  const byte = String.fromCharCode(code);
  if (byte === '\r') return '\\r';
  return byte === '(' || byte === ')' || byte === '\\' ? `\\${byte}` : byte;
}

/** Characters and glyphs of the cmap subtable for the Basic Multilingual Plane, format 4. */
function mappings(cmap: Buffer): Map<number, number> {
  const found = new Map<number, number>();
  const subtable = formatFour(cmap);
  const segments = subtable.readUInt16BE(6) / 2;
  for (let segment = 0; segment < segments; segment++) {
    const at = 14 + 2 * segment;
    const [end, start] = [subtable.readUInt16BE(at), subtable.readUInt16BE(at + 2 * segments + 2)];
    const delta = subtable.readUInt16BE(at + 4 * segments + 2);
    const rangeAt = at + 6 * segments + 2;
    const range = subtable.readUInt16BE(rangeAt);
    for (let unit = start; unit <= end && unit !== 0xffff; unit++) {
      const code = range === 0 ? unit : subtable.readUInt16BE(rangeAt + range + 2 * (unit - start));
      if (code !== 0) found.set(unit, (code + delta) & 0xffff);
    }
  }
  return found;
}

function formatFour(cmap: Buffer): Buffer {
  for (let at = 4; at < 4 + 8 * cmap.readUInt16BE(2); at += 8) {
    const subtable = cmap.subarray(cmap.readUInt32BE(at + 4));
    if (subtable.readUInt16BE(0) === 4) return subtable;
  }
  throw new Error('the font has no character table of format 4');
}
