/** Numbers and dates of a document that have to lie within the standard's ranges. */
import type { OfficialDocument } from '../document.js';
import { isDate } from '../wire-dates.js';
import { faults, type Fault } from './faults.js';

const unsignedShort = 65_535;

export function checkValues(document: OfficialDocument, today: string): Fault[] {
  return [...checkNumbers(document), ...checkDates(document, today)];
}

function checkNumbers({ type, other, steeringType, business }: OfficialDocument): Fault[] {
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
  const found: Fault[] = [];
  for (const [where, value, from, to] of ranges) {
    // What could not be read is told by the reader.
    if (value === undefined || Number.isNaN(value) || (Number.isInteger(value) && value >= from && value <= to))
      continue;
    found.push(faults.outOfRange(where, value, from, to));
  }
  return found;
}

function checkDates({ promulgation, dueDate, responseFor = [] }: OfficialDocument, today: string): Fault[] {
  const dates: (readonly [where: string, value: string | undefined])[] = [
    ['MessageHeader.PromulgationInfo.PromulgationDate', promulgation.date],
    ['MessageHeader.DueDate', dueDate],
  ];
  for (const { promulgationDate } of responseFor) {
    dates.push(['MessageHeader.ResponseFor.PromulgationDate', promulgationDate]);
  }
  const found: Fault[] = [];
  for (const [where, value] of dates) {
    // A required date that is not there is told by the rules on texts.
    if (value !== undefined && value !== '' && !isDate(value)) found.push(faults.noSuchDay(where, value));
  }
  const [where] = dates[0]!;
  if (found.length === 0 && promulgation.date > today) found.push(faults.inFuture(where, promulgation.date, today));
  return found;
}
