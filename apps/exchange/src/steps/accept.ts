/** First step: is this a package, is the sender who it says, do all its recipients exist? Touches nothing but memory. */
import { hash } from 'node:crypto';
import {
  checkDocument,
  effectsOf,
  isRefused,
  refuse,
  type DocumentHop,
  type OfficialDocument,
  type Outcome,
  type Package,
  type Refusal,
} from '@lienthong/edxml';
import { codesAbove, mergerOf, type Directory } from '@lienthong/directory';
import { newId } from '../values/ids.js';
import type { PackageAct } from './arrival.js';

/** What a client hands in: the bytes, the agency that its key belongs to and its place, and the request's correlation id for the log. */
export interface Submitted {
  readonly place: string;
  readonly bytes: Buffer;
  /** The bytes as they were read when they came: that needs no turn. */
  readonly read: Outcome<Package>;
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

/** Checks and addresses one package that was read. `today` is the official date, yyyy-MM-dd in Vietnam time. */
export function accept(
  directory: Directory,
  submitted: Submitted,
  when: { at: string; today: string },
): Outcome<AcceptedPackage> {
  const { read } = submitted;
  if (isRefused(read)) return read;
  const { document, attachments, contentDigest } = read.value;
  const refusal =
    checkDocument(document, when.today, attachments) ??
    checkSender(directory, document, submitted.agency) ??
    checkRecipients(directory, document, when.today);
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

/** Why an agency takes no documents on a day, and who does in its place; undefined for one that does. */
function whyNotTo(directory: Directory, code: string, today: string, where: string): Refusal | undefined {
  const found = directory.find(code, today);
  if (found === undefined)
    return refuse('recipient-unknown', `${unknown(code, today)}; the directory lists all`, where).refusal;
  const { agency, state, successor } = found;
  if (state === 'active') return undefined;
  if (state === 'not-yet')
    return refuse('recipient-locked', `${code} takes documents from ${agency.validFrom} on`, where).refusal;
  const over = directory.agency(code) === undefined ? 'was taken off the directory' : `acted until ${agency.validTo}`;
  const instead =
    successor === undefined
      ? 'the directory names no successor'
      : `write to its successor ${successor.code}, ${successor.name}`;
  return refuse('recipient-locked', `${code} ${over}; ${instead}`, where).refusal;
}

/** Somebody may write by the codes of before a merger. */
function unknown(code: string, today: string): string {
  const [top = ''] = codesAbove(code);
  const merger = mergerOf(top);
  const isOver = merger !== undefined && merger.since <= today;
  return `No agency has the code ${code}${isOver ? ` (${top} went into ${merger.into} on ${merger.since})` : ''}`;
}

function checkRecipients(directory: Directory, document: OfficialDocument, today: string): Refusal | undefined {
  const seen = new Set<string>();
  for (const [index, to] of document.to.entries()) {
    const where = `MessageHeader.To[${index}].OrganId`;
    const refusal = whyNotTo(directory, to.organId, today, where);
    if (refusal !== undefined) return refusal;
    const { code } = directory.agency(to.organId)!;
    if (seen.has(code))
      return refuse('recipient-repeated', `${code} is named twice among the recipients`, where).refusal;
    seen.add(code);
  }
  return undefined;
}
