/** First step: is this a package, is the sender who it says, do all its recipients exist, do they act today? Touches nothing but memory. */
import { hash } from 'node:crypto';
import {
  checkDocument,
  effectsOf,
  isRefused,
  type DocumentHop,
  type OfficialDocument,
  type Outcome,
  type Package,
} from '@lienthong/edxml';
import type { Directory } from '@lienthong/directory';
import { newId } from '../values/ids.js';
import type { PackageAct } from './arrival.js';
import { checkParties } from './check-parties.js';
import { answersOf } from './note-answers.js';

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
    checkDocument(document, when.today, attachments) ?? checkParties(directory, document, submitted.agency, when.today);
  if (refusal !== undefined) return { refusal };
  return {
    value: {
      submitted,
      package: read.value,
      header: {
        ...headerOf(document),
        ...answersOf(directory, document, when.today),
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
