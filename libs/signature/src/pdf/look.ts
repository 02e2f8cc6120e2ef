/** How a signature looks on its page: a drawing, lines of text, and where they stand. */
import { handDrawing, sealDrawing, type PdfDrawing } from './drawings.js';

/** A font of the PDF by its object number, and how it spells a text: the operand of `Tj`, one char a byte. */
export interface PdfTypeface {
  readonly object: number;
  readonly spell: (text: string) => string;
}

/** Left, bottom, right, top in points, from the lower left corner of the page. */
export type PdfRectangle = readonly [left: number, bottom: number, right: number, top: number];

/** The drawing fills the rectangle above the lines of text. */
export interface PdfLook {
  /** Counted from 1. */
  readonly page: number;
  readonly rectangle: PdfRectangle;
  readonly drawing?: PdfDrawing;
  readonly lines?: readonly string[];
  /** Without one, Helvetica, which has no Vietnamese letters: their marks are left out. */
  readonly typeface?: PdfTypeface;
}

const FONT_SIZE = 6;
const LINE_HEIGHT = 7.5;
const POINTS_A_MILLIMETRE = 72 / 25.4;

/** A person's signature: the blue image where one signs on paper, no text (Decree 30/2020/NĐ-CP, annex I). */
export function personLook(page: number, rectangle: PdfRectangle): PdfLook {
  return { page, rectangle, drawing: handDrawing };
}

/** What an agency's seal is set to; `diameterMm` is the seal's own, since it is shown in true size. */
export interface SealPlace {
  readonly page: number;
  /** Where the person's image stands. */
  readonly person: PdfRectangle;
  readonly diameterMm: number;
  readonly name: string;
  readonly signedAt: Date;
  readonly typeface?: PdfTypeface;
}

/**
 * An agency's signature: the red seal in true size over the left third of the person's image, with the agency's name and
 * the time below it (Decree 30/2020/NĐ-CP, annex I).
 */
export function agencyLook({ page, person, diameterMm, name, signedAt, typeface }: SealPlace): PdfLook {
  const [left, bottom, right, top] = person;
  const diameter = diameterMm * POINTS_A_MILLIMETRE;
  const lines = [name, vietnamTime(signedAt)];
  const sealRight = left + (right - left) / 3;
  const sealBottom = (bottom + top - diameter) / 2;
  const rectangle = [sealRight - diameter, sealBottom - lines.length * LINE_HEIGHT, sealRight, sealBottom + diameter];
  const [x0 = 0, y0 = 0, x1 = 0, y1 = 0] = rectangle.map((one) => Math.round(one * 100) / 100);
  const look = { page, rectangle: [x0, y0, x1, y1] as const, drawing: sealDrawing, lines };
  return typeface === undefined ? look : { ...look, typeface };
}

/** ISO 8601 with the zone of Vietnam, as the decree asks for: 2020-03-16T10:20:00+07:00. */
export function vietnamTime(time: Date): string {
  return `${new Date(time.getTime() + 7 * 3_600_000).toISOString().slice(0, 19)}+07:00`;
}

/** The appearance stream (ISO 32000-1, 12.5.5): a form of the rectangle's size. */
export function appearance(look: PdfLook): Buffer {
  const [left, bottom, right, top] = look.rectangle;
  const [width, height] = [right - left, top - bottom];
  const lines = look.lines ?? [];
  const textHeight = lines.length * LINE_HEIGHT;
  const content = `${drawn(look.drawing, width, height - textHeight, textHeight)}${written(lines, textHeight, look)}`;
  const font = look.typeface === undefined ? HELVETICA : `${look.typeface.object} 0 R`;
  const resources = lines.length === 0 ? '' : `/Font<</F ${font}>>`;
  const box = `/BBox[0 0 ${points(width)} ${points(height)}]/Resources<<${resources}>>`;
  const body = Buffer.from(content, 'latin1');
  return Buffer.concat([
    Buffer.from(`<</Type/XObject/Subtype/Form${box}/Length ${body.length}>>\nstream\n`),
    body,
    Buffer.from('\nendstream'),
  ]);
}

const HELVETICA = '<</Type/Font/Subtype/Type1/BaseFont/Helvetica/Encoding/WinAnsiEncoding>>';

const points = (value: number): string => String(Math.round(value * 100) / 100);

/** In its own proportions, in the middle. */
function drawn(drawing: PdfDrawing | undefined, width: number, height: number, above: number): string {
  if (drawing === undefined) return '';
  const scale = Math.min(width / drawing.width, height / drawing.height);
  const left = (width - drawing.width * scale) / 2;
  const bottom = above + (height - drawing.height * scale) / 2;
  return `q ${scale.toFixed(4)} 0 0 ${scale.toFixed(4)} ${points(left)} ${points(bottom)} cm ${drawing.operators} Q\n`;
}

function written(lines: readonly string[], textHeight: number, { typeface }: PdfLook): string {
  if (lines.length === 0) return '';
  const spell = typeface?.spell ?? spellInHelvetica;
  const shown = lines.map((line) => `${spell(line)} Tj T*`).join(' ');
  return `BT 0.85 0 0 rg /F ${FONT_SIZE} Tf ${LINE_HEIGHT} TL 1 ${points(textHeight - FONT_SIZE)} Td ${shown} ET`;
}

function spellInHelvetica(text: string): string {
  const plain = text.normalize('NFD').replace(/\p{M}/gu, '').replaceAll('đ', 'd').replaceAll('Đ', 'D');
  return `(${plain.replace(/[^\x20-\x7e]/g, '?').replace(/[\\()]/g, '\\$&')})`;
}
