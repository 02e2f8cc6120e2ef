/** The rules a status message must keep: what it has to name, codes the axis knows, how long its texts may be, and a reason where something is refused. */
import { needsReason, reasonLimit, statusNames, type StatusMessage } from '../status.js';
import { checkText, staffTexts, type TextRule } from './check-texts.js';
import { faults, type Fault } from './faults.js';

/** The first is the refusal. */
export function checkStatus(message: StatusMessage): Fault[] {
  const required: readonly (readonly [string, string])[] = [
    ['From.OrganId', message.from.organId],
    ['ResponseFor.OrganId', message.responseFor.organId],
    // The axis matches by number and notation as well (QCVN 102:2016, group ResponseFor): either names the document.
    ['ResponseFor.DocumentId', message.responseFor.documentId + message.responseFor.code.trim()],
    ['Timestamp', message.timestamp],
  ];
  const found = required.filter(([, value]) => value === '').map(([name]) => faults.missing(`MessageHeader.${name}`));
  // One that could not be read is told by the reader.
  if (!Number.isNaN(message.statusCode) && statusNames[message.statusCode] === undefined)
    found.push(unknownCode(message.statusCode));
  const texts: TextRule[] = [
    ['MessageHeader.Description', message.description, reasonLimit],
    ...staffTexts('MessageHeader.StaffInfo', message.staff),
  ];
  return [...found, ...texts.flatMap((rule) => checkText(rule) ?? [])];
}

/** Rules of practice, told by a judgement: a clerk can do nothing with a refusal that says no reason. */
export function statusReasons({ statusCode, description }: StatusMessage): Fault[] {
  return description === undefined && needsReason(statusCode) ? [faults.missing('MessageHeader.Description')] : [];
}

const unknownCode = (code: number): Fault => ({
  ...faults.other('M', 'status-code', 'MessageHeader.StatusCode', [
    `${code} is not a status of the national axis`,
    `${code} không phải trạng thái của Trục liên thông văn bản quốc gia`,
  ]),
  value: String(code),
});
