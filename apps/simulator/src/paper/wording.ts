/** What a planned document says: number, notation, abstract, body and signer, drawn from the invented words. */
import type { Agency } from '@lienthong/directory';
import { draw, drawIndex } from '../plan/draw.js';
import { documentKey, type Plan, type PlannedDocument } from '../plan/planned-document.js';
import type { Scenario } from '../scenario/scenario.js';
import { familyNames, givenNames, middleNames, sentences, topics } from './words.js';

export interface Wording {
  /** As printed: numbers below ten have a leading zero (Decree 30/2020, annex I). */
  readonly number: string;
  readonly notation: string;
  /** Also the trích yếu of the envelope. */
  readonly subject: string;
  readonly body: readonly string[];
  readonly signer: { readonly competence?: string; readonly position: string; readonly fullName: string };
}

/** A letter (công văn) shows its agency and unit, every other kind its abbreviation and agency. */
const LETTER = 18;

/** `15/UBND-VP`: number and notation as the document shows them. */
export function codeOf({ sender, number, kind }: PlannedDocument): {
  readonly number: string;
  readonly notation: string;
} {
  const short = abbreviationOf(sender);
  const isPlain = kind.type === LETTER || kind.abbreviation === '';
  return {
    number: String(number).padStart(2, '0'),
    notation: isPlain ? `${short}-VP` : `${kind.abbreviation}-${short}`,
  };
}

/** The sender's identifier of the document as software of the national axis writes it: code, date, number and notation. */
export function documentIdOf(plan: Plan, document: PlannedDocument): string {
  const { number, notation } = codeOf(document);
  const date = (plan.days[document.day] ?? '').replaceAll('-', '/');
  return `${codeSpelling(plan.scenario, document.sender)(document.sender)},${date},${number}/${notation}`;
}

/** Some office software still writes the codes of QCVN 102:2016; an agency's software is the same all the time. */
export function codeSpelling(scenario: Scenario, sender: Agency): (agency: Agency) => string {
  const isOld = draw(scenario.name, 'old codes', sender.code) < scenario.oldCodes;
  return isOld ? ({ oldCode }) => oldCode : ({ code }) => code;
}

export function wordingOf(document: PlannedDocument, addressee: string, seed: number): Wording {
  const { sender, number, paragraphs } = document;
  const key = documentKey(sender.code, number);
  const topic = pick(topics, seed, key, 'topic');
  return {
    ...codeOf(document),
    subject: `Về việc ${topic}`,
    body: Array.from({ length: paragraphs }, (_, at) => sentenceOf(document, addressee, topic, [seed, key, at])),
    signer: signerOf(sender),
  };
}

function sentenceOf(document: PlannedDocument, addressee: string, topic: string, from: (string | number)[]): string {
  const about = draw(...from, 'own topic') < 0.6 ? topic : pick(topics, ...from, 'topic');
  const day = 1 + drawIndex(28, ...from, 'day');
  const month = 1 + drawIndex(12, ...from, 'month');
  return pick(sentences, ...from, 'sentence')
    .replace('{topic}', about)
    .replace('{agency}', addressee)
    .replace('{sender}', document.sender.name)
    .replace('{date}', `${String(day).padStart(2, '0')}/${String(month).padStart(2, '0')}/2020`)
    .replace('{number}', String(3 + drawIndex(900, ...from, 'number')));
}

/** The same person signs for an agency all through the half-year. */
export function signerOf({ code, tier }: Agency): Wording['signer'] {
  const fullName = [familyNames, middleNames, givenNames].map((names, at) => pick(names, code, 'name', at)).join(' ');
  if (tier === 'department') return { position: 'Giám đốc', fullName };
  return { competence: 'TM. ỦY BAN NHÂN DÂN', position: 'Chủ tịch', fullName };
}

/** UBND for committees; departments by the first letters of their names, `SNV` for Sở Nội vụ. */
function abbreviationOf({ tier, name }: Agency): string {
  if (tier !== 'department') return 'UBND';
  const words = name.split(/[\s,-]+/).filter((word) => word !== 'và' && word !== 'các');
  return words
    .map((word) => word.charAt(0).toUpperCase())
    .join('')
    .slice(0, 8);
}

function pick(list: readonly string[], ...from: (string | number)[]): string {
  return list[drawIndex(list.length, ...from)] ?? '';
}
