/** Numbers and dates of a document that have to lie within the standard's ranges. */
import type { OfficialDocument } from '../document.js';
import type { Refusal } from '../refusals.js';
import { isDate } from '../wire-dates.js';

const unsignedShort = 65_535;

export function checkValues(document: OfficialDocument, today: string): Refusal | undefined {
  return checkNumbers(document) ?? checkDates(document, today);
}

function checkNumbers({ type, other, steeringType, business }: OfficialDocument): Refusal | undefined {
  const ranges: readonly (readonly [where: string, value: number | undefined, from: number, to: number])[] = [
    // Implementations disagree whether Type is the group (1, 2) or the kind (18 = công văn), so both are taken.
    ['MessageHeader.DocumentType.Type', type.type, 0, 99],
    // The national axis' library writes -1 for "no detail".
    ['MessageHeader.DocumentType.TypeDetail', type.detail, -1, unsignedShort],
    ['MessageHeader.OtherInfo.Priority', other?.priority, 0, 4],
    ['MessageHeader.OtherInfo.PromulgationAmount', other?.amount, 0, unsignedShort],
    ['MessageHeader.OtherInfo.PageAmount', other?.pages, 0, unsignedShort],
    ['MessageHeader.SteeringType', steeringType, 0, 2],
    ['TraceHeaderList.Bussiness.BussinessDocType', business.type, 0, 3],
  ];
  for (const [where, value, from, to] of ranges) {
    if (value === undefined || (Number.isInteger(value) && value >= from && value <= to)) continue;
    return { code: 'element-invalid', detail: `${value} is not a whole number from ${from} to ${to}`, where };
  }
  return undefined;
}

function checkDates({ promulgation, dueDate, responseFor = [] }: OfficialDocument, today: string): Refusal | undefined {
  const dates: (readonly [where: string, value: string | undefined])[] = [
    ['MessageHeader.PromulgationInfo.PromulgationDate', promulgation.date],
    ['MessageHeader.DueDate', dueDate],
  ];
  for (const { promulgationDate } of responseFor) {
    dates.push(['MessageHeader.ResponseFor.PromulgationDate', promulgationDate]);
  }
  const wrong = dates.find(([, value]) => value !== undefined && !isDate(value));
  if (wrong) {
    return {
      code: 'element-invalid',
      detail: `${JSON.stringify(wrong[1])} is not a day of the calendar`,
      where: wrong[0],
    };
  }
  if (promulgation.date <= today) return undefined;
  const detail = `${promulgation.date} lies after today, ${today}`;
  return { code: 'date-in-future', detail, where: 'MessageHeader.PromulgationInfo.PromulgationDate' };
}
