/** The identity of a package's content: what makes "the same package again" the same at every place. */
import { hash } from 'node:crypto';
import type {
  Business,
  DocumentUpdate,
  OfficialDocument,
  Organization,
  OtherInfo,
  ResponseFor,
  Signer,
  Staff,
} from './document.js';

/**
 * SHA-256 over the header in a fixed order as compact JSON arrays (absent values are null), without the trace, which grows
 * on the way, followed by the attachments' SHA-256 in hex. Changing this form changes every stored identity.
 */
export function contentDigest(document: OfficialDocument, attachmentDigests: readonly Buffer[]): Buffer {
  const { code, promulgation, type } = document;
  const content = [
    organization(document.from),
    document.to.map(organization),
    [document.documentId, code.number, code.notation, promulgation.place, promulgation.date],
    [type.type, type.detail, type.name],
    [document.subject, document.content, signer(document.signer), document.dueDate],
    document.toPlaces,
    other(document.other),
    document.responseFor?.map(responseFor),
    [document.steeringType, document.secrecy, document.claimsSignature],
    business(document.business),
    attachmentDigests.map((digest) => digest.toString('hex')),
    ...extras(document),
  ];
  return hash('sha256', JSON.stringify(content), 'buffer');
}

/** Values that came into this form later: one more array, and only where there is one of them, so that all others keep their identity. */
function extras({ other: info, business: about, taskCodes, applicationType, errors }: OfficialDocument): unknown[] {
  const values = [
    [taskCodes, applicationType, errors?.map(({ code, description }) => [code, description])],
    [info?.direction, info?.replyFors, info?.referenceCodes],
    [about.staff?.departmentId, about.staff?.staffId],
    update(about.update),
    [about.replacements?.map(({ documentId, organIds }) => [documentId, organIds])],
  ];
  return values.flat().every((value) => value === undefined) ? [] : [values];
}

const update = (change: DocumentUpdate | undefined) => [
  change?.contentChanged,
  change?.receiversChanged,
  change?.receivers?.map(({ organId, type }) => [organId, type]),
];

const organization = (from: Organization) => [
  from.organId,
  from.organName,
  from.organizationInCharge,
  from.address,
  from.email,
  from.telephone,
  from.fax,
  from.website,
];

const signer = (one: Signer | undefined) => one && [one.competence, one.position, one.fullName];

const other = (info: OtherInfo | undefined) =>
  info && [info.priority, info.sphere, info.typer, info.amount, info.pages, info.appendixes];

const responseFor = (to: ResponseFor) => [to.organId, to.code, to.documentId, to.promulgationDate];

const staff = (one: Staff | undefined) => one && [one.department, one.staff, one.mobile, one.email];

const business = (about: Business) => [about.type, about.reason, about.documentId, about.paper, staff(about.staff)];
