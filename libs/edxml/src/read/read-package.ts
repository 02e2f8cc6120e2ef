/** The first look at a package that arrives: bytes in, a document with its decoded attachments out, or a refusal. */
import { hash } from 'node:crypto';
import { contentDigest } from '../content-digest.js';
import type { Attachment, OfficialDocument, Package } from '../document.js';
import { isRefused } from '../outcome.js';
import type { Outcome } from '../outcome.js';
import { openEnvelope, type OpenedEnvelope } from './open-envelope.js';
import { pairAttachments, readAttachments, type NamedAttachment } from './read-attachments.js';
import { findHeaderSignature } from './find-header-signature.js';
import { readHeader } from './read-header.js';

/**
 * Reads by namespace and in any order what QCVN 102:2016 lays down for a document. It tells whether the package can be
 * read; whether the document keeps the rules is told by `checkDocument`.
 */
export function readPackage(bytes: Buffer): Outcome<Package> {
  const opened = openEnvelope(bytes, 'document');
  if (isRefused(opened)) return opened;
  const { document, attachments, named } = readContents(opened.value);
  const headerSignature = findHeaderSignature(opened.value, named);
  const { refusal } = opened.value.reading;
  if (refusal) return { refusal };
  const attachmentDigests = attachments.map((attachment) => hash('sha256', attachment.bytes, 'buffer'));
  const identity = contentDigest(document, attachmentDigests);
  return {
    value: {
      document,
      attachments,
      attachmentDigests,
      contentDigest: identity,
      ...(headerSignature && { headerSignature }),
    },
  };
}

/** The codes of a document's parties, each in the form that its package uses. */
export interface NamedParties {
  readonly from: string;
  readonly to: readonly string[];
}

/** Reads the header alone, of bytes that have been read as a package before: nothing is judged here. */
export function readParties(bytes: Buffer): NamedParties | undefined {
  const opened = openEnvelope(bytes, 'document');
  if (isRefused(opened)) return undefined;
  const { from, to } = readHeader(opened.value.header);
  return { from: from.organId, to: to.map(({ organId }) => organId) };
}

/** What an opened package holds; to be used only where no faults were noted. */
export interface PackageContents {
  readonly document: OfficialDocument;
  readonly attachments: readonly Attachment[];
  readonly named: readonly NamedAttachment[];
}

export function readContents({ root, envelope, header, encoded }: OpenedEnvelope): PackageContents {
  const document = readHeader(header);
  const named = pairAttachments(root, envelope.one('edXMLBody'), bringsDocument(document));
  return { document, named, attachments: readAttachments(named, encoded) };
}

/** A recall, and an update of the receivers alone, may come without the document. */
const bringsDocument = ({ business: { type, update } }: OfficialDocument): boolean =>
  type !== 1 && (type !== 2 || update?.contentChanged !== false);
