/** The package as an agency sends it: edXML in the order of the national axis' library, attachments as raw Base64. */
import type { Attachment, OfficialDocument } from '../document.js';
import { edxmlNamespace } from '../xml/wire.js';
import { escapeAttribute, textElement } from '../xml/xml-text.js';
import { writeBusiness, writeMessageHeader, writeTraceHeaderList } from './write-header.js';

export const envelopeStart =
  `<?xml version="1.0" encoding="UTF-8"?>\n<edXML xmlns="${edxmlNamespace}">` +
  `<edXML:edXMLEnvelope xmlns:edXML="${edxmlNamespace}"><edXML:edXMLHeader>`;

/**
 * @throws when a text holds a character XML can not carry: judge the document with `checkDocument` first.
 * Secrecy is never written: a document that has any may not travel.
 */
export function writePackage(document: OfficialDocument, attachments: readonly Attachment[]): Buffer {
  return joinPackage(
    {
      message: writeMessageHeader(document),
      traces: writeTraceHeaderList(document.trace, writeBusiness(document.business)),
      signature: document.claimsSignature ? writeSignatureClaim(attachments) : '',
      body: writeBody(attachments),
    },
    attachments.map((attachment) => ({ attachment })),
  );
}

/** The elements of an envelope, written. */
export interface EnvelopeTexts {
  readonly message: string;
  readonly traces: string;
  readonly signature: string;
  readonly body: string;
}

/** `id`: of the element with the encoded bytes, where something refers to it. */
export function joinPackage(
  { message, traces, signature, body }: EnvelopeTexts,
  attachments: readonly { readonly attachment: Attachment; readonly id?: string }[],
): Buffer {
  const header = `${message}${traces}${signature}</edXML:edXMLHeader>`;
  const parts = [Buffer.from(`${envelopeStart}${header}${body}</edXML:edXMLEnvelope><AttachmentEncoded>`)];
  for (const { attachment, id } of attachments) {
    parts.push(Buffer.from(attachmentStart(attachment, id)));
    parts.push(Buffer.from(attachment.bytes.toString('base64'), 'latin1'));
    parts.push(attachmentEnd);
  }
  parts.push(packageEnd);
  return Buffer.concat(parts);
}

export const writeBody = (attachments: readonly Attachment[]): string =>
  `<edXML:edXMLBody><edXML:edXMLManifest version="1.0">${attachments.map(writeReference).join('')}` +
  `</edXML:edXMLManifest></edXML:edXMLBody>`;

const attachmentEnd = Buffer.from('</edXML:ContentTransferEncoded></Attachment>');
const packageEnd = Buffer.from('</AttachmentEncoded></edXML>\n');

function writeReference({ contentId, name, contentType, description }: Attachment): string {
  return (
    `<edXML:Reference>${textElement('edXML:ContentId', `cid:${contentId}`)}` +
    `${textElement('edXML:ContentType', contentType)}${textElement('edXML:Description', description)}` +
    `${textElement('edXML:AttachmentName', name)}</edXML:Reference>`
  );
}

/** ContentTransferEncoded has a prefix although its siblings have none; outside the envelope it is declared anew. */
function attachmentStart({ contentId, name, contentType, description }: Attachment, id: string | undefined): string {
  return (
    `<Attachment>${textElement('ContentId', `cid:${contentId}`)}${textElement('AttachmentName', name)}` +
    `${textElement('Description', description)}${textElement('ContentType', contentType)}` +
    `<edXML:ContentTransferEncoded xmlns:edXML="${edxmlNamespace}"${id === undefined ? '' : ` Id="${id}"`}>`
  );
}

/** Points at the detached signatures in the package; without any it points at the document, which is then said to be signed. */
function writeSignatureClaim(attachments: readonly Attachment[]): string {
  const detached = attachments.filter(({ contentType }) => contentType === 'application/pkcs7-signature');
  const claimed = detached.length > 0 ? detached : attachments.slice(0, 1);
  const references = claimed.map(({ contentId }) => `<edXML:Reference URI="cid:${escapeAttribute(contentId)}"/>`);
  return `<edXML:Signature>${references.join('')}</edXML:Signature>`;
}
