/** First step: is this a package, is the sender who it says, do all its recipients exist? Touches nothing but memory. */
import { hash } from 'node:crypto';
import {
  checkDocument,
  effectsOf,
  isRefused,
  readPackage,
  refuse,
  type DocumentHop,
  type OfficialDocument,
  type Outcome,
  type Package,
  type Refusal,
} from '@lienthong/edxml';
import type { Directory } from '@lienthong/directory';
import { newId } from '../values/ids.js';
import type { PackageAct } from './arrival.js';

/** What a client hands in: the bytes, the agency that its key belongs to and its place, and the request's correlation id for the log. */
export interface Submitted {
  readonly place: string;
  readonly bytes: Buffer;
  readonly agency: string;
  readonly correlation?: string;
}

export interface AcceptedPackage {
  readonly submitted: Submitted;
  readonly package: Package;
  /** Header for the way; its facts are filled in by the next step. */
  readonly header: Omit<DocumentHop, 'facts'>;
  readonly acts: readonly PackageAct[];
}

/** Reads, checks and addresses one package. `today` is the official date, yyyy-MM-dd in Vietnam time. */
export function accept(
  directory: Directory,
  submitted: Submitted,
  when: { at: string; today: string },
): Outcome<AcceptedPackage> {
  const read = readPackage(submitted.bytes);
  if (isRefused(read)) return read;
  const { document, contentDigest } = read.value;
  const refusal =
    checkDocument(document, when.today) ??
    checkSender(directory, document, submitted.agency) ??
    checkRecipients(directory, document);
  if (refusal !== undefined) return { refusal };
  return {
    value: {
      submitted,
      package: read.value,
      header: {
        ...headerOf(document),
        document: newId(),
        sender: submitted.agency,
        packageDigest: hash('sha256', submitted.bytes, 'hex'),
        packageSize: submitted.bytes.length,
        contentDigest: contentDigest.toString('hex'),
        recipients: document.to.map((to) => directory.agency(to.organId)!.code).sort(),
        trace: [{ place: submitted.place, at: when.at }],
      },
      acts: document.business.type === 0 ? [] : actsOf(directory, document),
    },
  };
}

function actsOf(directory: Directory, document: OfficialDocument): PackageAct[] {
  const { reason } = document.business;
  return effectsOf(document).flatMap(({ recipient, documentId, act }) =>
    act === 'deliver'
      ? []
      : [
          {
            ...{ recipient: directory.agency(recipient)?.code ?? recipient, documentId, act },
            ...(reason === undefined ? {} : { reason }),
          },
        ],
  );
}

/** What a document's header says of itself on the way. */
export function headerOf(document: OfficialDocument) {
  return {
    kind: 'document' as const,
    documentId: document.documentId,
    operation: document.business.type,
    urgency: document.other?.priority ?? 0,
    code: `${document.code.number}/${document.code.notation}`,
    subject: document.subject,
    type: document.type.type,
    typeName: document.type.name,
    promulgated: document.promulgation.date,
    ...(document.dueDate === undefined ? {} : { dueDate: document.dueDate }),
  };
}

function checkSender(directory: Directory, document: OfficialDocument, agency: string): Refusal | undefined {
  const sender = directory.agency(document.from.organId);
  if (sender?.code === agency) return undefined;
  return refuse(
    'sender-mismatch',
    `The package is from ${document.from.organId}, the key belongs to ${agency}: submit with the sender's own key`,
    'MessageHeader.From.OrganId',
  ).refusal;
}

function unreachable(directory: Directory, code: string, where: string): Refusal {
  if (directory.homeOf(code) === undefined)
    return refuse('recipient-unknown', `No agency has the code ${code}; the directory lists all`, where).refusal;
  return refuse('recipient-locked', `${code} was taken off the directory; write to its successor`, where).refusal;
}

function checkRecipients(directory: Directory, document: OfficialDocument): Refusal | undefined {
  const seen = new Set<string>();
  for (const [index, to] of document.to.entries()) {
    const where = `MessageHeader.To[${index}].OrganId`;
    const agency = directory.agency(to.organId);
    if (agency === undefined) return unreachable(directory, to.organId, where);
    if (seen.has(agency.code))
      return refuse('recipient-repeated', `${agency.code} is named twice among the recipients`, where).refusal;
    seen.add(agency.code);
  }
  return undefined;
}
