/** The first look at a package that arrives: bytes in, a document with its decoded attachments out, or a refusal. */
import { hash } from 'node:crypto';
import { contentDigest } from '../content-digest.js';
import type { Package } from '../document.js';
import { isRefused } from '../outcome.js';
import type { Outcome } from '../outcome.js';
import { openEnvelope } from './open-envelope.js';
import { pairAttachments, readAttachments } from './read-attachments.js';
import { findHeaderSignature } from './find-header-signature.js';
import { readHeader } from './read-header.js';

/**
 * Reads by namespace and in any order what QCVN 102:2016 lays down for a document. It tells whether the package can be
 * read; whether the document keeps the rules is told by `checkDocument`.
 */
export function readPackage(bytes: Buffer): Outcome<Package> {
  const opened = openEnvelope(bytes, 'document');
  if (isRefused(opened)) return opened;
  const { reading, root, envelope, header, encoded } = opened.value;
  const document = readHeader(header);
  const named = pairAttachments(root, envelope.one('edXMLBody'));
  const attachments = readAttachments(named, encoded);
  if (reading.refusal) return { refusal: reading.refusal };
  const attachmentDigests = attachments.map((attachment) => hash('sha256', attachment.bytes, 'buffer'));
  const identity = contentDigest(document, attachmentDigests);
  const headerSignature = findHeaderSignature(opened.value, named);
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
