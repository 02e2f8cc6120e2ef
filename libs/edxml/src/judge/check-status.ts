/** The rules a status message must keep: what it has to name, codes the axis knows, and a reason where something is refused. */
import { needsReason, reasonLimit, statusNames, type StatusMessage } from '../status.js';
import { faults, type Fault } from './faults.js';

/** The first is the refusal. */
export function checkStatus(message: StatusMessage): Fault[] {
  const required: readonly (readonly [string, string])[] = [
    ['From.OrganId', message.from.organId],
    ['ResponseFor.OrganId', message.responseFor.organId],
    ['ResponseFor.DocumentId', message.responseFor.documentId],
    ['Timestamp', message.timestamp],
  ];
  const found = required.filter(([, value]) => value === '').map(([name]) => faults.missing(`MessageHeader.${name}`));
  // One that could not be read is told by the reader.
  if (!Number.isNaN(message.statusCode) && statusNames[message.statusCode] === undefined)
    found.push(unknownCode(message.statusCode));
  return found;
}

/** Rules of practice, told by a judgement: a clerk can do nothing with a refusal that says no reason. */
export function statusReasons({ statusCode, description }: StatusMessage): Fault[] {
  const where = 'MessageHeader.Description';
  if (description === undefined) return needsReason(statusCode) ? [faults.missing(where)] : [];
  return description.length > reasonLimit ? [faults.tooLong(where, description, reasonLimit)] : [];
}

const unknownCode = (code: number): Fault => ({
  ...faults.other('M', 'status-code', 'MessageHeader.StatusCode', [
    `${code} is not a status of the national axis`,
    `${code} không phải trạng thái của Trục liên thông văn bản quốc gia`,
  ]),
  value: String(code),
});
