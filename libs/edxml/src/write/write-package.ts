/** The package as an agency sends it: by default in the order of the national axis' library, with attachments as raw Base64. */
import { contentUri } from '../content-id.js';
import type { Attachment, OfficialDocument } from '../document.js';
import { edxmlNamespace } from '../xml/wire.js';
import { escapeAttribute } from '../xml/xml-text.js';
import { zipOne } from '../xml/write-zip.js';
import type { PackageOrder } from './orders.js';
import { attachmentTexts, writeBody } from './write-attachments.js';
import { writeBusiness, writeErrors, writeMessageHeader, writeTraceHeaderList } from './write-header.js';

export const envelopeStart =
  `<?xml version="1.0" encoding="UTF-8"?>\n<edXML xmlns="${edxmlNamespace}">` +
  `<edXML:edXMLEnvelope xmlns:edXML="${edxmlNamespace}"><edXML:edXMLHeader>`;

/** `order`: whose habits (VNPT's). `zipped`: attachments as archives of one entry, as the national axis' library makes them. */
export interface PackageForm {
  readonly order?: PackageOrder;
  readonly zipped?: boolean;
}

/**
 * @throws when a text holds a character XML can not carry: judge the document with `checkDocument` first.
 * Secrecy is never written: a document that has any may not travel.
 */
export function writePackage(
  document: OfficialDocument,
  attachments: readonly Attachment[],
  { order = 'vnpt', zipped = false }: PackageForm = {},
): Buffer {
  const carried = zipped ? attachments.map(zippedForTransport) : attachments;
  return joinPackage(
    {
      message: writeMessageHeader(document, order),
      traces: writeTraceHeaderList(document, writeBusiness(document.business, order), order),
      errors: writeErrors(document.errors),
      signature: document.claimsSignature ? writeSignatureClaim(attachments) : noSignature[order],
      body: writeBody(carried, order),
    },
    carried.map((attachment) => ({ attachment })),
    order,
  );
}

const zippedForTransport = (attachment: Attachment): Attachment => ({
  ...attachment,
  contentType: 'application/zip',
  bytes: attachment.zipped ?? zipOne(attachment.name, attachment.bytes),
});

/** The .NET kit leaves the place of a signature open. */
const noSignature = { vnpt: '', dotnet: '<edXML:DigitalSignature/>' } as const;

/** The elements of an envelope, written. */
export interface EnvelopeTexts {
  readonly message: string;
  readonly traces: string;
  readonly errors: string;
  readonly signature: string;
  readonly body: string;
}

/** `id`: of the element with the encoded bytes, where something refers to it. Nothing is held twice: packages are large. */
export function joinPackage(
  { message, traces, errors, signature, body }: EnvelopeTexts,
  attachments: readonly { readonly attachment: Attachment; readonly id?: string }[],
  order: PackageOrder = 'vnpt',
): Buffer {
  const header = `${message}${traces}${errors}${signature}</edXML:edXMLHeader>`;
  const texts = [`${envelopeStart}${header}${body}</edXML:edXMLEnvelope><AttachmentEncoded>`];
  for (const { attachment, id } of attachments) {
    const [before, after] = attachmentTexts(attachment, id, order);
    texts[texts.length - 1] += before;
    texts.push(after);
  }
  texts[texts.length - 1] += '</AttachmentEncoded></edXML>\n';
  return joined(
    texts,
    attachments.map(({ attachment: { bytes } }) => bytes),
  );
}

/** Texts with the Base64 of each file between two of them. */
function joined(texts: readonly string[], files: readonly Buffer[]): Buffer {
  if (files.length === 0) return Buffer.from(texts[0] ?? '');
  const encodedLengths = files.map(({ length }) => Math.ceil(length / 3) * 4);
  const textLengths = texts.map((text) => Buffer.byteLength(text));
  const whole = Buffer.allocUnsafe([...textLengths, ...encodedLengths].reduce((sum, length) => sum + length, 0));
  let at = 0;
  for (const [index, text] of texts.entries()) {
    at += whole.write(text, at);
    const file = files[index];
    if (file !== undefined) at += encodeInto(whole, at, file);
  }
  return whole;
}

/** A multiple of three bytes at a time, so that only the last piece is padded. */
const encodedAtOnce = 192 * 1024;

function encodeInto(whole: Buffer, at: number, file: Buffer): number {
  let written = 0;
  for (let from = 0; from < file.length; from += encodedAtOnce) {
    written += whole.write(file.toString('base64', from, from + encodedAtOnce), at + written, 'latin1');
  }
  return written;
}

/** Points at the detached signatures in the package; without any it points at the document, which is then said to be signed. */
function writeSignatureClaim(attachments: readonly Attachment[]): string {
  const detached = attachments.filter(({ contentType }) => contentType === 'application/pkcs7-signature');
  const claimed = detached.length > 0 ? detached : attachments.slice(0, 1);
  const references = claimed.map(
    ({ contentId }) => `<edXML:Reference URI="${escapeAttribute(contentUri(contentId))}"/>`,
  );
  return `<edXML:Signature>${references.join('')}</edXML:Signature>`;
}
