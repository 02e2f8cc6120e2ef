/** The status message (gói tin trạng thái) as it arrives: a header alone, told to the agency in ResponseFor. */
import { isRefused, refuse } from '../outcome.js';
import type { Outcome } from '../outcome.js';
import { statusNames } from '../status.js';
import type { StatusMessage } from '../status.js';
import { openEnvelope } from './open-envelope.js';
import { readOrganization, readResponseFor, readStaff } from './read-parties.js';

export function readStatus(bytes: Buffer): Outcome<StatusMessage> {
  const opened = openEnvelope(bytes, 'status');
  if (isRefused(opened)) return opened;
  const { reading, header } = opened.value;
  const fields = header.one('MessageHeader');
  const { organId = '', code = '', documentId = '', ...date } = readResponseFor(fields.one('ResponseFor')) ?? {};
  const message: StatusMessage = {
    from: readOrganization(fields.one('From')),
    responseFor: { organId, code, documentId, ...date },
    staff: readStaff(fields.one('StaffInfo')),
    // Written with two digits; one is taken as well.
    statusCode: fields.integer('StatusCode') ?? 0,
    description: fields.text('Description'),
    timestamp: fields.time('Timestamp') ?? '',
  };
  return reading.refusal ? { refusal: reading.refusal } : checkStatus(message);
}

function checkStatus(message: StatusMessage): Outcome<StatusMessage> {
  const required: readonly (readonly [string, string])[] = [
    ['From.OrganId', message.from.organId],
    ['ResponseFor.OrganId', message.responseFor.organId],
    ['ResponseFor.DocumentId', message.responseFor.documentId],
    ['Timestamp', message.timestamp],
  ];
  const missing = required.find(([, value]) => value === '');
  if (missing) return refuse('element-missing', 'is required', `MessageHeader.${missing[0]}`);
  if (statusNames[message.statusCode] === undefined) {
    return refuse(
      'status-code',
      `${message.statusCode} is not a status of the national axis`,
      'MessageHeader.StatusCode',
    );
  }
  return { value: message };
}
