/** The operation a package asks for (Bussiness, with the standard's double s), and the way it went: the trace list of a header. */
import type { Business, DocumentUpdate, Replacement, TraceHeader, TraceMarks } from '../document.js';
import { faults } from '../judge/faults.js';
import { listed, unlessEmpty, type Fields } from './fields.js';
import { readStaff } from './read-parties.js';

export function readTrace(fields: Fields): TraceHeader {
  return { organId: fields.text('OrganId') ?? '', timestamp: fields.time('Timestamp') ?? '' };
}

export function readTraceMarks(traces: Fields): TraceMarks | undefined {
  return unlessEmpty({
    id: traces.attribute('id'),
    version: traces.attribute('version'),
    mustUnderstand: traces.attribute('mustUnderstand'),
    actor: traces.attribute('actor'),
  });
}

/** Writers spell `Bussiness`; the correct spelling is taken as well. No block at all means a new document. */
export function readBusiness(traces: Fields): Business {
  const fields = traces.one('Bussiness', 'Business');
  const paper = fields.integer('Paper');
  return {
    type: fields.integer('BussinessDocType', 'BusinessDocType') ?? 0,
    reason: fields.text('BussinessDocReason', 'BusinessDocReason'),
    documentId: fields.text('DocumentId'),
    paper: paper === undefined ? undefined : paper !== 0,
    staff: readStaff(fields.one('StaffInfo')),
    update: readUpdate(fields.one('BussinessDocumentInfo', 'BusinessDocumentInfo')),
    replacements: listed(fields.one('ReplacementInfoList').many('ReplacementInfo').map(readReplacement)),
  };
}

function readUpdate(fields: Fields): DocumentUpdate | undefined {
  if (!fields.isPresent) return undefined;
  const receivers = fields.one('ReceiverList').many('Receiver');
  return unlessEmpty({
    contentChanged: readFlag(fields, 'DocumentInfo'),
    receiversChanged: readFlag(fields, 'DocumentReceiver'),
    receivers: listed(receivers.map((one) => ({ organId: requiredText(one, 'OrganId'), type: receiverType(one) }))),
  });
}

/** 0 or 1. */
function readFlag(fields: Fields, name: string): boolean | undefined {
  const value = fields.integer(name);
  if (value !== undefined && value !== 0 && value !== 1) {
    fields.reading.note(faults.notAllowed(`${fields.path}.${name}`, value, [0, 1]));
  }
  return value === undefined ? undefined : value === 1;
}

function receiverType(fields: Fields): number {
  const type = fields.integer('ReceiverType');
  if (type === undefined) fields.reading.note(faults.missing(`${fields.path}.ReceiverType`), fields.element?.line);
  return type ?? 0;
}

function readReplacement(fields: Fields): Replacement {
  return {
    documentId: requiredText(fields, 'DocumentId'),
    organIds: listed(fields.one('OrganIdList').texts('OrganId')),
  };
}

function requiredText(fields: Fields, name: string): string {
  const text = fields.text(name);
  if (text === undefined) fields.reading.note(faults.missing(`${fields.path}.${name}`), fields.element?.line);
  return text ?? '';
}
