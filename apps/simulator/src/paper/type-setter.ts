/** Measures and breaks Vietnamese text into lines, and writes lines as PDF text operators. */
import type { Font, Glyph } from './font.js';

interface Word {
  /** In thousandths of the font size. */
  readonly width: number;
  readonly shown: string;
}

export interface Line {
  readonly width: number;
  readonly shown: string;
}

/** How a line is drawn; bold is stroked and italic is slanted, so that one embedded font is enough. */
export interface Style {
  readonly size: number;
  readonly bold?: boolean;
  readonly italic?: boolean;
}

/** Words without digits and the lines of letterheads come back again and again: 4,000 of each are remembered. */
const MOST_REMEMBERED = 4000;

export class TypeSetter {
  private readonly words = new Map<string, Word>();
  private readonly heads = new Map<string, readonly Line[]>();
  private readonly fallback: Glyph;
  private readonly space: Word;

  constructor(private readonly font: Font) {
    const fallback = font.glyphs.get(0x3f) ?? [...font.glyphs.values()][0];
    if (!fallback) throw new Error('the font is empty');
    this.fallback = fallback;
    this.space = this.setWord(' ');
  }

  /** For texts that many documents share, such as names: the lines are kept. */
  sharedLines(text: string, room: number): readonly Line[] {
    const key = `${room} ${text}`;
    const known = this.heads.get(key);
    if (known) return known;
    const lines = this.lines(text, room);
    if (this.heads.size < MOST_REMEMBERED) this.heads.set(key, lines);
    return lines;
  }

  /** Breaks between words; `room` and `indent` (first line) are in thousandths of the font size. */
  lines(text: string, room: number, indent = 0): Line[] {
    const lines: Line[] = [];
    let [width, shown, left] = [0, '', room - indent];
    for (const part of text.split(' ')) {
      const word = this.word(part);
      if (width > 0 && width + this.space.width + word.width > left) {
        lines.push({ width, shown });
        [width, shown, left] = [0, '', room];
      }
      width += width > 0 ? this.space.width + word.width : word.width;
      shown += shown ? this.space.shown + word.shown : word.shown;
    }
    lines.push({ width, shown });
    return lines;
  }

  /** The operand of `Tj` that shows a text. */
  spell(text: string): string {
    return `(${this.lines(text, Infinity)[0]?.shown ?? ''})`;
  }

  private word(text: string): Word {
    const known = this.words.get(text);
    if (known) return known;
    const word = this.setWord(text);
    if (this.words.size < MOST_REMEMBERED && !/\d/.test(text)) this.words.set(text, word);
    return word;
  }

  private setWord(text: string): Word {
    let [width, shown] = [0, ''];
    for (let at = 0; at < text.length; at++) {
      const glyph = this.font.glyphs.get(text.charCodeAt(at)) ?? this.fallback;
      width += glyph.width;
      shown += glyph.shown;
    }
    return { width, shown };
  }
}

/** Operators that draw a line with its left end at (x, y), in points from the lower left corner. */
export function drawLine(line: Line, x: number, y: number, style: Style): string {
  const slant = style.italic ? '0.22' : '0';
  const shown = `/F ${style.size} Tf 1 0 ${slant} 1 ${round(x)} ${round(y)} Tm (${line.shown}) Tj`;
  return style.bold ? `BT 2 Tr ${round(style.size / 32)} w ${shown} 0 Tr ET\n` : `BT ${shown} ET\n`;
}

export function drawRule(x: number, y: number, length: number): string {
  return `0.6 w ${round(x)} ${round(y)} m ${round(x + length)} ${round(y)} l S\n`;
}

export function widthOf(line: Line, style: Style): number {
  return (line.width * style.size) / 1000;
}

function round(points: number): number {
  return Math.round(points * 10) / 10;
}
