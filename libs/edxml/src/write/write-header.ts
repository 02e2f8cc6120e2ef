/** The parts of a header as the two vendors order and spell them; without a wish as the national axis' library does. */
import { hash } from 'node:crypto';
import type { Business, DocumentUpdate, OfficialDocument, OtherInfo, Replacement, Signer } from '../document.js';
import { timeToWire } from '../wire-dates.js';
import { escapeAttribute } from '../xml/xml-text.js';
import { ordered, type PackageOrder } from './orders.js';
import {
  date,
  each,
  element,
  flag,
  group,
  list,
  writeOrganization,
  writeResponseFor,
  writeStaff,
} from './write-parts.js';

export function writeMessageHeader(document: OfficialDocument, order: PackageOrder = 'vnpt'): string {
  const { code, promulgation, type, taskCodes } = document;
  const parts = {
    from: writeOrganization('From', document.from),
    to: each(document.to, (recipient) => writeOrganization('To', recipient)),
    documentId: element('DocumentId', document.documentId),
    code: group('Code', element('CodeNumber', code.number) + element('CodeNotation', code.notation)),
    promulgation: group(
      'PromulgationInfo',
      element('Place', promulgation.place) + date('PromulgationDate', promulgation.date),
    ),
    type: group(
      'DocumentType',
      element('Type', type.type) + element('TypeDetail', type.detail) + element('TypeName', type.name),
    ),
    subject: element('Subject', document.subject),
    content: element('Content', document.content),
    signer: writeSigner(document.signer),
    dueDate: date('DueDate', document.dueDate),
    other: writeOther(document.other),
    responseFor: each(document.responseFor, writeResponseFor),
    steering: element('SteeringType', document.steeringType),
    toPlaces: list('ToPlaces', 'Place', document.toPlaces),
    tasks: list('ResponseForTask', 'TaskCode', taskCodes),
    application: element('ApplicationType', document.applicationType),
  };
  return group('MessageHeader', ordered('message', order, parts));
}

function writeSigner(signer: Signer | undefined): string {
  if (signer === undefined) return '';
  return group(
    'SignerInfo',
    element('Competence', signer.competence) +
      element('Position', signer.position) +
      element('FullName', signer.fullName),
  );
}

function writeOther(other: OtherInfo | undefined): string {
  if (other === undefined) return '';
  return group(
    'OtherInfo',
    element('Priority', other.priority) +
      element('SphereOfPromulgation', other.sphere) +
      element('TyperNotation', other.typer) +
      element('PromulgationAmount', other.amount) +
      element('PageAmount', other.pages) +
      list('Appendixes', 'Appendix', other.appendixes) +
      element('Direction', other.direction === undefined ? undefined : String(other.direction)) +
      list('ReplyFors', 'ReplyFor', other.replyFors) +
      list('ReferenceCodes', 'ReferenceCode', other.referenceCodes),
  );
}

type Traced = Pick<OfficialDocument, 'trace' | 'traceMarks' | 'documentId'>;

/** `business` as `writeBusiness` gives it. */
export function writeTraceHeaderList(traced: Traced, business: string, order: PackageOrder = 'vnpt'): string {
  const entries = each(traced.trace, ({ organId, timestamp }) =>
    group('TraceHeader', element('OrganId', organId) + element('Timestamp', timeToWire(timestamp))),
  );
  const inner = entries + business;
  return inner === '' ? '' : `<edXML:TraceHeaderList${marksOf(traced, order)}>${inner}</edXML:TraceHeaderList>`;
}

/** The .NET kit puts four attributes there; its id has eight characters, here of a hash of the document's own. */
function marksOf({ traceMarks, documentId }: Traced, order: PackageOrder): string {
  if (traceMarks === undefined && order === 'vnpt') return '';
  const usual = {
    id: hash('sha256', documentId, 'hex').slice(0, 8),
    version: '1.0',
    mustUnderstand: '1',
    actor: 'http://schemas.xmlsoap.org/soap/actor/next',
  };
  const { id, version, mustUnderstand, actor } = traceMarks ?? usual;
  return Object.entries({ id, version, mustUnderstand, actor })
    .map(([name, value]) => (value === undefined ? '' : ` ${name}="${escapeAttribute(value)}"`))
    .join('');
}

/** The double s is the standard's. */
export function writeBusiness(business: Business, order: PackageOrder = 'vnpt'): string {
  const parts = {
    documentId: element('DocumentId', business.documentId),
    type: element('BussinessDocType', business.type),
    reason: element('BussinessDocReason', business.reason),
    paper: flag('Paper', business.paper),
    update: writeUpdate(business.update),
    replacements: group('ReplacementInfoList', each(business.replacements, writeReplacement)),
    staff: writeStaff(business.staff),
  };
  return group('Bussiness', ordered('business', order, parts));
}

function writeUpdate(update: DocumentUpdate | undefined): string {
  if (update === undefined) return '';
  return group(
    'BussinessDocumentInfo',
    flag('DocumentInfo', update.contentChanged) +
      flag('DocumentReceiver', update.receiversChanged) +
      group(
        'ReceiverList',
        each(update.receivers, ({ organId, type }) =>
          group('Receiver', element('OrganId', organId) + element('ReceiverType', type)),
        ),
      ),
  );
}

const writeReplacement = ({ documentId, organIds }: Replacement): string =>
  group('ReplacementInfo', element('DocumentId', documentId) + list('OrganIdList', 'OrganId', organIds));

/** What a system of the older form reports; nothing where it reports nothing. */
export function writeErrors(errors: OfficialDocument['errors']): string {
  return group(
    'ErrorList',
    each(errors, ({ code, description }) =>
      group('Error', element('Code', code) + element('Description', description)),
    ),
  );
}
