/** The manifest of a package and the elements around the encoded bytes, in both vendors' shapes. */
import { bareContentId, contentUri } from '../content-id.js';
import type { Attachment } from '../document.js';
import { edxmlNamespace, xlinkNamespace } from '../xml/wire.js';
import { escapeAttribute, textElement } from '../xml/xml-text.js';
import { ordered, type PackageOrder } from './orders.js';

export function writeBody(attachments: readonly Attachment[], order: PackageOrder = 'vnpt'): string {
  const references = attachments.map((attachment) => writeReference(attachment, order)).join('');
  return `<edXML:edXMLBody><edXML:edXMLManifest version="1.0">${references}</edXML:edXMLManifest></edXML:edXMLBody>`;
}

function writeReference({ contentId, name, contentType, description }: Attachment, order: PackageOrder): string {
  const parts = {
    id: textElement('edXML:ContentId', contentUri(contentId)),
    type: textElement('edXML:ContentType', contentType),
    description: textElement('edXML:Description', description),
    name: textElement('edXML:AttachmentName', name),
  };
  return `<edXML:Reference${linkTo(contentId, order)}>${ordered('reference', order, parts)}</edXML:Reference>`;
}

const linkTo = (contentId: string, order: PackageOrder): string =>
  order === 'vnpt'
    ? ''
    : ` xmlns:xlink="${xlinkNamespace}" xlink:href="${escapeAttribute(contentUri(contentId))}"` +
      ' xlink:role="XLinkRole" xlink:type="simple"';

/** Before and behind the Base64. */
export function attachmentTexts(
  { contentId, name, contentType, description }: Attachment,
  id: string | undefined,
  order: PackageOrder,
): readonly [before: string, after: string] {
  const parts = {
    id: textElement('ContentId', order === 'vnpt' ? contentUri(contentId) : bareContentId(contentId)),
    name: textElement('AttachmentName', name),
    description: textElement('Description', description),
    type: textElement('ContentType', contentType),
    bytes: encodedMark,
  };
  const [before = '', after = ''] = ordered('attachment', order, parts).split(encodedMark);
  return [`<Attachment>${before}${encodedStart(id)}`, `</edXML:ContentTransferEncoded>${after}</Attachment>`];
}

/** Can stand in no text of XML. */
const encodedMark = '\0';

/** It has a prefix although its siblings have none; outside the envelope the prefix is declared anew. */
const encodedStart = (id: string | undefined): string =>
  `<edXML:ContentTransferEncoded xmlns:edXML="${edxmlNamespace}"${id === undefined ? '' : ` Id="${id}"`}>`;
