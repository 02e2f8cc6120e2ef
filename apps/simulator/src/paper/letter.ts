/** Sets a document on A4 pages after Decree 30/2020, annex I: letterhead, number, date, abstract, body, recipients, signer. */
import { drawLine, drawRule, widthOf, type Style, type TypeSetter } from './type-setter.js';
import type { Wording } from './wording.js';
import { closing, fixed } from './words.js';

/** What is printed beside the wording. */
export interface LetterFacts {
  readonly wording: Wording;
  readonly agency: string;
  /** The agency above the issuing one; printed over it. */
  readonly above?: string;
  /** Name of the kind of document; empty for a letter, which has none in its head. */
  readonly title: string;
  readonly place: string;
  /** `yyyy-MM-dd`. */
  readonly date: string;
  readonly addressees: readonly string[];
}

/** Points. Left 30 mm, right 18 mm, top and bottom 20 mm, within the ranges of the annex. */
const PAGE = { left: 85, right: 544, top: 785, bottom: 60 };
const BODY: Style = { size: 11 };
const LINE = 16.5;
const INDENT = 28;

/** A pen that moves down the page and turns it when it reaches the bottom. */
class Pen {
  readonly pages: string[] = [''];
  y = PAGE.top;

  constructor(private readonly setter: TypeSetter) {}

  /** Turns the page when fewer than `height` points are left. */
  need(height: number): void {
    if (this.y - height >= PAGE.bottom) return;
    this.pages.push('');
    this.y = PAGE.top;
  }

  draw(operators: string): void {
    this.pages[this.pages.length - 1] += operators;
  }

  /** Lines centred around `middle`, from the pen downwards; returns the height used. */
  centred(text: string, middle: number, room: number, style: Style, from = this.y): number {
    const step = style.size * 1.25;
    const lines = this.setter.sharedLines(text, Math.floor((room * 1000) / style.size));
    lines.forEach((line, at) => this.draw(drawLine(line, middle - widthOf(line, style) / 2, from - at * step, style)));
    return lines.length * step;
  }

  paragraph(text: string, style: Style): void {
    const room = ((PAGE.right - PAGE.left) * 1000) / style.size;
    this.setter.lines(text, room, (INDENT * 1000) / style.size).forEach((line, at) => {
      this.need(LINE);
      this.draw(drawLine(line, at === 0 ? PAGE.left + INDENT : PAGE.left, this.y, style));
      this.y -= LINE;
    });
    this.y -= 4;
  }

  left(text: string, style: Style, from: number): void {
    for (const line of this.setter.sharedLines(text, 40_000).slice(0, 1))
      this.draw(drawLine(line, PAGE.left, from, style));
  }
}

export interface Letter {
  /** The drawing operators of each page. */
  readonly pages: readonly string[];
  readonly signature: SignaturePlace;
}

/** Where the competent person signs on paper: a page, counted from 1, and left, bottom, right, top in points. */
export interface SignaturePlace {
  readonly page: number;
  readonly rectangle: readonly [left: number, bottom: number, right: number, top: number];
}

export function setLetter(setter: TypeSetter, facts: LetterFacts): Letter {
  const pen = new Pen(setter);
  head(pen, facts);
  if (facts.title) titled(pen, facts);
  else addressed(pen, facts);
  for (const text of facts.wording.body) pen.paragraph(text, BODY);
  pen.paragraph(closing, BODY);
  const signature = foot(pen, facts);
  return { pages: pen.pages, signature };
}

function head(pen: Pen, { agency, above, wording, place, date, title }: LetterFacts): void {
  const [leftMiddle, rightMiddle, room] = [175, 420, 185];
  let left = above ? pen.centred(above.replace(committee, 'UBND ').toUpperCase(), leftMiddle, room, { size: 9.5 }) : 0;
  for (const line of agency.replace(committee, `${committee.trim()}\n`).toUpperCase().split('\n')) {
    left += pen.centred(line, leftMiddle, room, { size: 9.5, bold: true }, pen.y - left);
  }
  pen.draw(drawRule(leftMiddle - 30, pen.y - left + 4, 60));
  const right = pen.centred(fixed.state, rightMiddle, 260, { size: 9.5, bold: true });
  pen.centred(fixed.motto, rightMiddle, 260, { size: 10, bold: true }, pen.y - right);
  pen.draw(drawRule(rightMiddle - 62, pen.y - right - 5, 124));
  pen.y -= Math.max(left + 14, 44);
  const [year, month, day] = date.split('-');
  pen.centred(`${place}, ngày ${day} tháng ${month} năm ${year}`, rightMiddle, 260, { size: 10, italic: true });
  pen.y -= pen.centred(`${fixed.numberIs} ${wording.number}/${wording.notation}`, leftMiddle, room, { size: 10 });
  if (!title) pen.y -= pen.centred(wording.subject, leftMiddle, room, { size: 9 });
  pen.y -= 20;
}

/** Stands on a line of its own in the head of a committee, and is shortened over another agency's name. */
const committee = 'Ủy ban nhân dân ';

/** Kinds with a name: the name and the abstract in the middle. */
function titled(pen: Pen, { title, wording }: LetterFacts): void {
  const middle = (PAGE.left + PAGE.right) / 2;
  pen.y -= pen.centred(title.toUpperCase(), middle, 400, { size: 12.5, bold: true });
  pen.y -= pen.centred(wording.subject, middle, 400, { size: 11, bold: true });
  pen.draw(drawRule(middle - 40, pen.y + 4, 80));
  pen.y -= 18;
}

/** A letter names whom it is for; with many recipients the first four stand for all. */
function addressed(pen: Pen, { addressees }: LetterFacts): void {
  const named = addressees.slice(0, 4);
  const others = addressees.length > named.length ? `; ${fixed.others}` : '';
  pen.paragraph(`${fixed.to} ${named.join('; ')}${others}.`, BODY);
  pen.y -= 6;
}

/** Recipients on the left, the signer on the right, and between position and name the room for the signature. */
function foot(pen: Pen, { wording, addressees }: LetterFacts): SignaturePlace {
  pen.need(150);
  const top = pen.y - 14;
  pen.left(fixed.recipients, { size: 9, bold: true, italic: true }, top);
  pen.left(fixed.asAbove, { size: 8.5 }, top - 12);
  addressees.slice(0, 3).forEach((name, at) => pen.left(`- ${name};`.slice(0, 48), { size: 8.5 }, top - 24 - 12 * at));
  pen.left(fixed.filed, { size: 8.5 }, top - 24 - 12 * Math.min(3, addressees.length));
  const { competence, position, fullName } = wording.signer;
  const middle = 430;
  if (competence) pen.centred(competence, middle, 220, { size: 10.5, bold: true }, top);
  pen.centred(position.toUpperCase(), middle, 220, { size: 10.5, bold: true }, top - (competence ? 14 : 0));
  pen.centred(fullName, middle, 220, { size: 11, bold: true }, top - 95);
  return { page: pen.pages.length, rectangle: [middle - 55, top - 84, middle + 55, top - 22] };
}
