/** Soft rules: what one implementation or remembered table asks beyond what leads to a refusal. Each says whose rule it is. */
import { judgeCode } from '@lienthong/directory';
import type { OfficialDocument, Organization } from '../document.js';
import type { Fields } from '../read/fields.js';
import { typeLeftOut, type NamedAttachment } from '../read/read-attachments.js';
import { attachmentFaults } from './attachment-faults.js';
import { missingByPractice } from './check-operation.js';
import { faults, type Fault } from './faults.js';
import { numberingFaults } from './numbering.js';

/** `of`: whose rule it is. */
export interface Warning extends Fault {
  readonly of: string;
}

/** Bkav's provincial axis: its checker and the columns of its database. */
const bkav = 'Bkav';
/** The ministry's metadata tables as remembered; nobody could show the page. */
const ministry = 'Bộ TT&TT (nhớ lại)';
/** How agency codes are made: the regulation for the old form, the decision for the new one. */
const codeRules = 'QĐ 20/2020, QCVN 102:2016';
/** How the kinds of bytes are named. */
const mediaTypes = 'RFC 9110';
/** Kinds, abbreviations and numbers of documents. */
const records = 'NĐ 30/2020';
/** The regulation's tables; packages of the real axis and of local builders go without. */
const qcvn = 'QCVN 102:2016';
const tracePlace = 'TraceHeaderList.TraceHeader.OrganId';
/** What the national axis' library always writes. */
const vnpt = 'VNPT';

const by = (of: string, fault: Fault | undefined): Warning[] => (fault === undefined ? [] : [{ ...fault, of }]);

const longer = (where: string, value: string | undefined, longest: number): Fault | undefined =>
  value !== undefined && value.length > longest ? faults.tooLong(where, value, longest) : undefined;

/** `header` and `named`: the elements that the document and its attachments were read from. */
export function findWarnings(document: OfficialDocument, header: Fields, named: readonly NamedAttachment[]): Warning[] {
  const { type, code, signer, trace, promulgation } = document;
  const traces = header.one('TraceHeaderList');
  const isListed = type.type === 1 || type.type === 2 || Number.isNaN(type.type);
  return [
    ...partyWarnings('From', document.from, promulgation.date),
    ...document.to.flatMap((recipient) => partyWarnings('To', recipient, promulgation.date)),
    ...by(bkav, isListed ? undefined : faults.notAllowed('MessageHeader.DocumentType.Type', type.type, [1, 2])),
    ...numberingFaults(document).flatMap((fault) => by(records, fault)),
    ...by(qcvn, nameless('From', [document.from])),
    ...by(qcvn, nameless('To', document.to)),
    ...by(qcvn, longer('MessageHeader.Code.CodeNumber', code.number, 11)),
    ...by(ministry, longer('MessageHeader.SignerInfo.FullName', signer?.fullName, 50)),
    ...by(qcvn, trace.every(({ organId }) => organId !== '') ? undefined : faults.missing(tracePlace)),
    ...by(vnpt, trace.length > 0 ? undefined : faults.missing('TraceHeaderList.TraceHeader')),
    ...by(
      vnpt,
      traces.one('Bussiness', 'Business').isPresent ? undefined : faults.missing('TraceHeaderList.Bussiness'),
    ),
    ...missingByPractice(document).flatMap((where) => by(vnpt, faults.missing(where))),
    ...by(vnpt, spelledOtherwise(traces)),
    ...signatureWarnings(header),
    ...named.flatMap((one, index) => by(mediaTypes, typeFault(one, index))),
  ];
}

const nameless = (name: 'From' | 'To', all: readonly Organization[]): Fault | undefined =>
  all.some(({ organName }) => organName === '') ? faults.missing(`MessageHeader.${name}.OrganName`) : undefined;

/** `day`: of the document; a merger after it does not concern it. */
function partyWarnings(name: 'From' | 'To', organization: Organization, day: string): Warning[] {
  const at = `MessageHeader.${name}`;
  const { organId, email, website } = organization;
  return [
    ...codeWarnings(`${at}.OrganId`, organId, day),
    ...by(ministry, longer(`${at}.OrganizationInCharge`, organization.organizationInCharge, 200)),
    ...by(ministry, longer(`${at}.OrganAdd`, organization.address, 250)),
    ...by(bkav, email === undefined || /^[^\s@]+@[^\s@]+$/.test(email) ? undefined : noAddress(at, email)),
    ...by(bkav, longer(`${at}.Website`, website, 20)),
  ];
}

function codeWarnings(where: string, organId: string, day: string): Warning[] {
  if (organId === '') return [];
  return judgeCode(organId, day).warnings.flatMap(({ english, vietnamese }) => {
    const fault = faults.other('M', 'element-invalid', where, [english, vietnamese]);
    return by(codeRules, { ...fault, value: organId });
  });
}

const noAddress = (at: string, email: string): Fault => ({
  ...faults.other('T', 'element-invalid', `${at}.Email`, [
    `${email} is not a mail address`,
    `${email} không phải địa chỉ thư điện tử`,
  ]),
  value: email,
});

function typeFault(named: NamedAttachment, index: number): Fault | undefined {
  const text = typeLeftOut(named);
  const line = named.element.one('ContentType').element?.line;
  if (text === undefined) return undefined;
  const fault = attachmentFaults.noMediaType(`AttachmentEncoded.Attachment[${index + 1}]`, text);
  return line === undefined ? fault : { ...fault, line };
}

/** Read here as well; readers that go by the standard's spelling see no operation at all. */
function spelledOtherwise(traces: Fields): Fault | undefined {
  if (!traces.one('Business').isPresent) return undefined;
  return faults.other('M', 'element-invalid', 'TraceHeaderList.Business', [
    'is spelled correctly; the standard spells it Bussiness, and other readers know only that',
    'viết đúng chính tả, nhưng quy chuẩn viết là Bussiness và bên đọc khác chỉ biết tên đó',
  ]);
}

/** A signature that is there and is no XML-DSig of the kind that is judged, as the samples of the national axis have it. */
function signatureWarnings(header: Fields): Warning[] {
  const held = [header.one('Signature'), header.one('DigitalSignature')];
  const placeholder = held.find(({ element }) => element !== undefined && element.children.length > 0);
  if (placeholder === undefined) return [];
  const fault = faults.other('M', 'signature-malformed', 'Signature', [
    'is a placeholder: it is there, and can not be verified',
    'chỉ là chữ ký giữ chỗ: có mặt nhưng không kiểm tra được',
  ]);
  return by('Liên Thông', { ...fault, ...(placeholder.element?.line && { line: placeholder.element.line }) });
}
