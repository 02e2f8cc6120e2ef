/** Aligned columns for a terminal and lines of CSV: the one place where strangers' cells become safe to show. */
import { shownText } from './shown-text.js';

export type Alignment = 'left' | 'right';

/** Lines of equal columns, two spaces apart; cells are made fit for a terminal. Columns without an alignment stand left. */
export function alignedLines(given: readonly (readonly string[])[], alignments: readonly Alignment[]): string[] {
  const rows = given.map((row) => row.map(shownText));
  const widths: number[] = [];
  for (const row of rows) row.forEach((cell, at) => (widths[at] = Math.max(widths[at] ?? 0, widthOf(cell))));
  return rows.map((row) =>
    row
      .map((cell, at) => {
        const gap = ' '.repeat((widths[at] ?? 0) - widthOf(cell));
        return alignments[at] === 'right' ? gap + cell : cell + gap;
      })
      .join('  ')
      .trimEnd(),
  );
}

/** A row as several, so that no cell is wider than `most`; broken between words, a longer word stays whole. */
export function foldedRow(cells: readonly string[], most: number): string[][] {
  const folded = cells.map((cell) => foldedCell(cell, most));
  const height = Math.max(...folded.map((lines) => lines.length));
  return Array.from({ length: height }, (_, at) => folded.map((lines) => lines[at] ?? ''));
}

function foldedCell(text: string, most: number): string[] {
  const lines: string[] = [];
  for (const word of text.split(' ')) {
    const last = lines.at(-1);
    if (last !== undefined && widthOf(`${last} ${word}`) <= most) lines.splice(-1, 1, `${last} ${word}`);
    else lines.push(word);
  }
  return lines;
}

/** Vietnamese letters may come as letter and combining marks; composed, one code point is one column. */
function widthOf(text: string): number {
  return [...text.normalize('NFC')].length;
}

/** `43,953`. */
export function count(value: number): string {
  return value.toLocaleString('en-US', { maximumFractionDigits: 0 });
}

/** `12.3`; `digits` after the point. */
export function decimal(value: number, digits: number): string {
  return value.toLocaleString('en-US', { minimumFractionDigits: digits, maximumFractionDigits: digits });
}

/** `58.23 %` of a share from 0 to 1; a dash where there is none. */
export function percent(share: number | null | undefined): string {
  return share === null || share === undefined ? '–' : `${decimal(share * 100, 2)} %`;
}

/** Spreadsheets take a cell that begins so for a formula, also behind white space; the apostrophe says that it is text (OWASP, CSV injection). */
const formula = /^\s*[=+\-@\t\r]|^[\t\r\n]/;

/** One CSV line (RFC 4180). Numbers stay numbers; texts are no formulas and hold no control characters. */
export function csvLine(cells: readonly (string | number | null | undefined)[]): string {
  return cells
    .map((cell) => {
      if (typeof cell === 'number') return String(cell);
      const text = plainCell(cell ?? '');
      return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
    })
    .join(',');
}

/** A CSV file is shown on terminals as well; line ends and tabs stay, and begin no cell. */
function plainCell(text: string): string {
  const safe = text.replace(/[^\t\r\n]+/g, shownText);
  return formula.test(safe) ? `'${safe}` : safe;
}
