/** Makes the PDF of a planned document: the words, the letter, the file. One press a process, because the font is cut once. */
import type { Agency } from '@lienthong/directory';
import type { PdfTypeface } from '@lienthong/signature';
import { vietnamTime } from '../scenario/calendar.js';
import type { Plan, PlannedDocument } from '../plan/planned-document.js';
import { cutFont } from './font.js';
import { setLetter, type SignaturePlace } from './letter.js';
import { FONT, PdfWriter } from './pdf.js';
import { TypeSetter } from './type-setter.js';
import { wordingOf, type Wording } from './wording.js';
import { closing, familyNames, fixed, givenNames, middleNames, sentences, topics } from './words.js';

export interface Printed {
  readonly wording: Wording;
  readonly pdf: Buffer;
  readonly pages: number;
  readonly signature: SignaturePlace;
  readonly typeface: PdfTypeface;
}

const LETTER = 18;

export class Press {
  private readonly names: ReadonlyMap<string, Agency>;
  /** Where documents are issued: the province's name. */
  readonly place: string;
  private readonly typeface: PdfTypeface;

  private constructor(
    private readonly plan: Plan,
    private readonly setter: TypeSetter,
    private readonly writer: PdfWriter,
  ) {
    this.names = new Map(plan.nation.agencies.map((agency) => [agency.code, agency]));
    this.typeface = { object: FONT, spell: (text) => setter.spell(text) };
    this.place = nameOf(this.names.get(plan.scenario.province)).replace(/^Ủy ban nhân dân (tỉnh|thành phố) /, '');
  }

  static async open(plan: Plan): Promise<Press> {
    const font = await cutFont(repertoire(plan));
    return new Press(plan, new TypeSetter(font), new PdfWriter(font));
  }

  print(document: PlannedDocument, signedAt: Date): Printed {
    const { sender, kind, recipients, day } = document;
    const addressees = recipients.slice(0, 5).map((code) => nameOf(this.names.get(code)));
    const wording = wordingOf(document, addressees[0] ?? '', this.plan.seed);
    const above = sender.parent ? nameOf(this.names.get(sender.parent)) : undefined;
    const { pages, signature } = setLetter(this.setter, {
      wording,
      addressees,
      agency: sender.name,
      ...(above && { above }),
      title: kind.type === LETTER ? '' : kind.name,
      place: this.place,
      date: this.plan.days[day] ?? '',
    });
    const pdf = this.writer.write({
      pages,
      title: `${wording.number}/${wording.notation} ${wording.subject}`,
      author: sender.name,
      created: vietnamTime(signedAt),
    });
    return { wording, pdf, pages: pages.length, signature, typeface: this.typeface };
  }
}

/** Every character a document of this plan can show; names of agencies, kinds and positions are printed in capitals as well. */
function repertoire(plan: Plan): string {
  const capitals = [
    ...plan.nation.agencies.map(({ name }) => name),
    ...plan.scenario.kinds.flatMap(({ name, abbreviation }) => [name, abbreviation]),
    'UBND Chủ tịch Giám đốc',
  ].join('');
  const texts = [
    ...[...topics, ...sentences, ...familyNames, ...middleNames, ...givenNames],
    ...[...Object.values(fixed), closing, 'TM. ỦY BAN NHÂN DÂN Về việc ngày tháng năm 0123456789 .,;:/-+()?'],
  ].join('');
  return [...new Set(capitals + capitals.toUpperCase() + texts)].join('');
}

function nameOf(agency: Agency | undefined): string {
  return agency?.name ?? '';
}
