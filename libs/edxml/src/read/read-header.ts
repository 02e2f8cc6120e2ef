/** From a header's elements to the document every step sees; absent texts become empty and are judged later. */
import type { OfficialDocument, OtherInfo, ReportedError } from '../document.js';
import { faults } from '../judge/faults.js';
import { edxmlNamespace, edxmlLimits, xmldsigNamespace } from '../xml/wire.js';
import { listed, unlessEmpty } from './fields.js';
import type { Fields } from './fields.js';
import { readBusiness, readTrace, readTraceMarks } from './read-business.js';
import { readOrganization, readResponseFor, readSigner } from './read-parties.js';

/** Not in the standard; builders that carry a secrecy level at all put it into OtherInfo under one of these names. */
const secrecyNames = ['Secrecy', 'SecrecyLevel', 'SecurityLevel', 'Security', 'Confidential', 'ConfidentialLevel'];

export function readHeader(header: Fields): OfficialDocument {
  const message = header.one('MessageHeader');
  const traces = header.one('TraceHeaderList');
  return {
    from: readOrganization(message.one('From')),
    to: readRecipients(message),
    documentId: message.text('DocumentId') ?? '',
    ...readIdentity(message),
    subject: message.text('Subject') ?? '',
    content: message.text('Content'),
    signer: readSigner(message.one('SignerInfo')),
    dueDate: message.date('DueDate'),
    toPlaces: listed(message.one('ToPlaces').texts('Place')),
    ...readOther(message.one('OtherInfo')),
    responseFor: listed(message.many('ResponseFor').flatMap((fields) => readResponseFor(fields) ?? [])),
    steeringType: message.integer('SteeringType'),
    taskCodes: listed(message.many('ResponseForTask').flatMap((fields) => fields.texts('TaskCode'))),
    applicationType: message.text('ApplicationType'),
    trace: traces.many('TraceHeader').map(readTrace),
    traceMarks: readTraceMarks(traces),
    business: readBusiness(traces),
    errors: listed(header.one('ErrorList').many('Error').map(readError)),
    claimsSignature: claimsSignature(header),
  };
}

function readRecipients(message: Fields): OfficialDocument['to'] {
  const recipients = message.many('To');
  if (recipients.length > edxmlLimits.recipients) {
    message.reading.note(faults.tooMany('MessageHeader.To', edxmlLimits.recipients));
    return [];
  }
  return recipients.map(readOrganization);
}

function readIdentity(message: Fields): Pick<OfficialDocument, 'code' | 'promulgation' | 'type'> {
  const code = message.one('Code');
  const promulgation = message.one('PromulgationInfo');
  const type = message.one('DocumentType');
  return {
    code: { number: code.text('CodeNumber') ?? '', notation: code.text('CodeNotation') ?? '' },
    promulgation: { place: promulgation.text('Place'), date: promulgation.date('PromulgationDate') ?? '' },
    type: { type: type.required('Type'), detail: type.integer('TypeDetail'), name: type.text('TypeName') ?? '' },
  };
}

function readError(fields: Fields): ReportedError {
  return { code: fields.text('Code') ?? '', description: fields.text('Description') };
}

function readOther(fields: Fields): { other?: OtherInfo; secrecy?: string } {
  return {
    other: unlessEmpty({
      priority: fields.integer('Priority'),
      sphere: fields.text('SphereOfPromulgation'),
      typer: fields.text('TyperNotation'),
      amount: fields.integer('PromulgationAmount'),
      pages: fields.integer('PageAmount'),
      appendixes: listed(fields.one('Appendixes').texts('Appendix')),
      direction: fields.truth('Direction'),
      replyFors: listed(fields.one('ReplyFors').texts('ReplyFor')),
      referenceCodes: listed(fields.one('ReferenceCodes').texts('ReferenceCode')),
    }),
    secrecy: fields.text(...secrecyNames),
  };
}

/** Three shapes are in use: Signature in the edXML namespace, in that of XML-DSig, and DigitalSignature (often empty). */
function claimsSignature(header: Fields): boolean {
  return (header.element?.children ?? []).some(({ name, namespace, children, text }) => {
    const isSignature =
      (name === 'Signature' && (namespace === edxmlNamespace || namespace === xmldsigNamespace)) ||
      (name === 'DigitalSignature' && namespace === edxmlNamespace);
    return isSignature && (children.length > 0 || text.trim() !== '');
  });
}
