/** The status message (gói tin trạng thái) as it arrives: a header alone, told to the agency in ResponseFor. */
import { checkStatus } from '../judge/check-status.js';
import { refusalOf } from '../judge/faults.js';
import { isRefused } from '../outcome.js';
import type { Outcome } from '../outcome.js';
import type { StatusMessage } from '../status.js';
import { Fields } from './fields.js';
import { messageIn, openEnvelope } from './open-envelope.js';
import { readOrganization, readResponseFor, readStaff } from './read-parties.js';

export function readStatus(bytes: Buffer): Outcome<StatusMessage> {
  const opened = openEnvelope(bytes, 'status');
  if (isRefused(opened)) return opened;
  const { reading, header } = opened.value;
  const message = readStatusFields(header);
  const [fault] = [...reading.faults, ...checkStatus(message)];
  return fault ? { refusal: refusalOf(fault) } : { value: message };
}

/** Faults are noted; absent texts are empty. */
export function readStatusFields(header: Fields): StatusMessage {
  const message = messageIn(header);
  // Whatever it is called, its elements are told by the standard's paths.
  const fields = new Fields(message.reading, message.element, 'MessageHeader');
  const { organId = '', code = '', documentId = '', ...date } = readResponseFor(fields.one('ResponseFor')) ?? {};
  return {
    from: readOrganization(fields.one('From')),
    responseFor: { organId, code, documentId, ...date },
    staff: readStaff(fields.one('StaffInfo')),
    // Written with two digits; one is taken as well.
    statusCode: fields.required('StatusCode'),
    description: fields.text('Description'),
    timestamp: fields.time('Timestamp') ?? '',
  };
}
