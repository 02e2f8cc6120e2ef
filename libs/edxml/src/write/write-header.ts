/** The parts of a header as the national axis' library orders and spells them. */
import type { Business, OfficialDocument, Organization, OtherInfo, ResponseFor, Signer, Staff } from '../document.js';
import { dateToWire, timeToWire } from '../wire-dates.js';
import { textElement } from '../xml/xml-text.js';

const element = (name: string, value: string | number | undefined) => textElement(`edXML:${name}`, value);
const date = (name: string, value: string | undefined) => element(name, value && dateToWire(value));
/** A group that is left out when nothing is in it. */
const group = (name: string, ...parts: readonly string[]) => {
  const inner = parts.join('');
  return inner === '' ? '' : `<edXML:${name}>${inner}</edXML:${name}>`;
};
const each = <T>(items: readonly T[] | undefined, write: (item: T) => string) => (items ?? []).map(write).join('');

export function writeOrganization(name: string, organization: Organization): string {
  return group(
    name,
    element('OrganId', organization.organId),
    element('OrganizationInCharge', organization.organizationInCharge),
    element('OrganName', organization.organName),
    element('OrganAdd', organization.address),
    element('Email', organization.email),
    element('Telephone', organization.telephone),
    element('Fax', organization.fax),
    element('Website', organization.website),
  );
}

export function writeResponseFor(response: ResponseFor): string {
  return group(
    'ResponseFor',
    element('OrganId', response.organId),
    element('Code', response.code),
    element('DocumentId', response.documentId),
    date('PromulgationDate', response.promulgationDate),
  );
}

export function writeStaff(staff: Staff | undefined): string {
  return group(
    'StaffInfo',
    element('Department', staff?.department),
    element('Staff', staff?.staff),
    element('Mobile', staff?.mobile),
    element('Email', staff?.email),
  );
}

export function writeMessageHeader(document: OfficialDocument): string {
  const { code, promulgation, type } = document;
  return group(
    'MessageHeader',
    writeOrganization('From', document.from),
    each(document.to, (recipient) => writeOrganization('To', recipient)),
    element('DocumentId', document.documentId),
    group('Code', element('CodeNumber', code.number), element('CodeNotation', code.notation)),
    group('PromulgationInfo', element('Place', promulgation.place), date('PromulgationDate', promulgation.date)),
    group(
      'DocumentType',
      element('Type', type.type),
      element('TypeDetail', type.detail),
      element('TypeName', type.name),
    ),
    element('Subject', document.subject),
    element('Content', document.content),
    writeSigner(document.signer),
    date('DueDate', document.dueDate),
    writeOther(document.other),
    each(document.responseFor, writeResponseFor),
    element('SteeringType', document.steeringType),
    group(
      'ToPlaces',
      each(document.toPlaces, (place) => element('Place', place)),
    ),
  );
}

/** `business` as `writeBusiness` gives it. */
export function writeTraceHeaderList(trace: OfficialDocument['trace'], business: string): string {
  return group(
    'TraceHeaderList',
    each(trace, ({ organId, timestamp }) =>
      group('TraceHeader', element('OrganId', organId), element('Timestamp', timeToWire(timestamp))),
    ),
    business,
  );
}

function writeSigner(signer: Signer | undefined): string {
  return group(
    'SignerInfo',
    element('Competence', signer?.competence),
    element('Position', signer?.position),
    element('FullName', signer?.fullName),
  );
}

function writeOther(other: OtherInfo | undefined): string {
  return group(
    'OtherInfo',
    element('Priority', other?.priority),
    element('SphereOfPromulgation', other?.sphere),
    element('TyperNotation', other?.typer),
    element('PromulgationAmount', other?.amount),
    element('PageAmount', other?.pages),
    group(
      'Appendixes',
      each(other?.appendixes, (appendix) => element('Appendix', appendix)),
    ),
  );
}

/** The double s is the standard's. */
export function writeBusiness(business: Business): string {
  return group(
    'Bussiness',
    element('DocumentId', business.documentId),
    element('BussinessDocType', business.type),
    element('BussinessDocReason', business.reason),
    element('Paper', business.paper === undefined ? undefined : Number(business.paper)),
    writeStaff(business.staff),
  );
}
