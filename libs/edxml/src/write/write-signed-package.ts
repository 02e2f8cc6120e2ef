/** A package with a signature in its header: what is to be signed is handed out as it is written, already in canonical form. */
import type { Attachment, OfficialDocument } from '../document.js';
import { edxmlNamespace } from '../xml/wire.js';
import type { PackageOrder } from './orders.js';
import { writeBody } from './write-attachments.js';
import { writeBusiness, writeErrors, writeMessageHeader, writeTraceHeaderList } from './write-header.js';
import { joinPackage } from './write-package.js';

/** An element in canonical form, or the bytes of an attachment, by the Id of the element that holds it. */
export type PartToSign =
  { readonly id: string; readonly canonical: string } | { readonly id: string; readonly attachment: Buffer };

/**
 * `order`: whose habits; the signature stands where each leaves a place for it, and covers the same parts by the same Ids.
 * `sign` gives the ds:Signature element over all parts. Relays may add entries to the trace afterwards, and nothing else.
 * @throws as `writePackage` does.
 */
export function writeSignedPackage(
  document: OfficialDocument,
  attachments: readonly Attachment[],
  sign: (parts: readonly PartToSign[]) => string,
  order: PackageOrder = 'vnpt',
): Buffer {
  const message = withId(writeMessageHeader(document, order), 'MessageHeader');
  const business = withId(writeBusiness(document.business, order), 'Bussiness');
  const reported = writeErrors(document.errors);
  const errors = reported === '' ? [] : [withId(reported, 'ErrorList')];
  const body = withId(writeBody(attachments, order), 'Body');
  const carried = attachments.map((attachment, index) => ({ attachment, id: `Attachment-${index + 1}` }));
  const signature = sign([
    ...[message, business, ...errors, body].map(({ id, canonical }) => ({ id, canonical })),
    ...carried.map(({ id, attachment: { bytes } }) => ({ id, attachment: bytes })),
  ]);
  const traces = writeTraceHeaderList(document, business.text, order);
  const reports = errors.map(({ text }) => text).join('');
  return joinPackage({ message: message.text, traces, errors: reports, signature, body: body.text }, carried, order);
}

/** Alone, an element declares the prefix that in the package stands on the envelope. */
function withId(
  element: string,
  id: string,
): { readonly id: string; readonly text: string; readonly canonical: string } {
  const name = /^<[^\s>]+/.exec(element)?.[0] ?? '';
  const rest = ` Id="${id}"${element.slice(name.length)}`;
  return { id, text: `${name}${rest}`, canonical: `${name} xmlns:edXML="${edxmlNamespace}"${rest}` };
}
