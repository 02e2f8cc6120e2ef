/** How a document is called and numbered, held against the decree on records: its kind, its notation, its number. */
import type { OfficialDocument } from '../document.js';
import { isKindName, kindNamed, kindOfNotation } from '../life/document-kinds.js';
import { faults, type Fault } from './faults.js';

/** Decree 30/2020, Article 7 (the kinds) and Annexes I and III (number and notation). Nothing here leads to a refusal. */
export function numberingFaults({ type, code }: OfficialDocument): Fault[] {
  return [kindFault(type.name), notationFault(type.name, code.notation), numberFault(code.number)].flatMap(
    (one) => one ?? [],
  );
}

const odd = (where: string, value: string, english: string, vietnamese: string): Fault => ({
  ...faults.other('M', 'element-invalid', where, [english, vietnamese]),
  value,
});

function kindFault(name: string): Fault | undefined {
  if (name === '' || isKindName(name)) return undefined;
  return odd(
    'MessageHeader.DocumentType.TypeName',
    name,
    `${name} is none of the 29 kinds of documents, nor a normative one`,
    `${name} không thuộc 29 loại văn bản hành chính, cũng không phải loại văn bản quy phạm pháp luật`,
  );
}

/** Letters and public letters have no abbreviation: their notation begins with the agency. */
function notationFault(name: string, notation: string): Fault | undefined {
  const said = notation === '' ? undefined : kindOfNotation(notation);
  const named = kindNamed(name);
  if (said === undefined || said.abbreviation === named?.abbreviation) return undefined;
  const where = 'MessageHeader.Code.CodeNotation';
  const { abbreviation } = said;
  if (abbreviation !== undefined)
    return odd(
      where,
      notation,
      `${notation} begins with ${abbreviation}, which is a ${said.name}, while the type is named ${name}`,
      `${notation} bắt đầu bằng ${abbreviation} của loại ${said.name}, trong khi tên loại là ${name}`,
    );
  const expected = `${named?.abbreviation}-`;
  return odd(
    where,
    notation,
    `${notation} does not begin with ${expected}, as that of a ${name} does`,
    `${notation} không bắt đầu bằng ${expected} như ký hiệu của ${name}`,
  );
}

/** Only plain numbers are looked at: real ones hold letters too (`15a`). */
function numberFault(number: string): Fault | undefined {
  const written = String(Number(number)).padStart(2, '0');
  if (!/^0*[1-9]\d*$/.test(number) || number === written) return undefined;
  return odd(
    'MessageHeader.Code.CodeNumber',
    number,
    `${number} is written ${written}: a number below 10 has one zero before it, others have none`,
    `${number} phải viết là ${written}: số dưới 10 thêm một số 0 ở trước, các số khác không thêm`,
  );
}
