/** The attachments of a package in the order of its manifest, decoded once; the first is the document itself. */
import type { Attachment } from '../document.js';
import { edxmlLimits } from '../xml/wire.js';
import { decodeBase64 } from '../xml/xml-text.js';
import type { Fields, Reading } from './fields.js';

/** An attachment and the line of the manifest that names it. */
export interface NamedAttachment {
  readonly id: string;
  readonly element: Fields;
  readonly reference: Fields;
}

/** In the order of the manifest. `root` holds AttachmentEncoded, `body` the manifest; faults are noted. */
export function pairAttachments(root: Fields, body: Fields): NamedAttachment[] {
  const elements = root.one('AttachmentEncoded').many('Attachment');
  const references = body.one('edXMLManifest').many('Reference');
  const { reading } = root;
  if (elements.length > edxmlLimits.attachments || references.length > edxmlLimits.attachments) {
    reading.note('xml-too-complex', `more than ${edxmlLimits.attachments} attachments`, 'AttachmentEncoded');
    return [];
  }
  const byId = unique(elements, 'AttachmentEncoded.Attachment');
  const named = unique(references, 'edXMLManifest.Reference');
  checkNaming(reading, byId, named);
  return [...named].flatMap(([id, reference]) => {
    const element = byId.get(id);
    return element ? [{ id, element, reference }] : [];
  });
}

/** Faults are noted; the list is then not to be used. */
export function readAttachments(named: readonly NamedAttachment[], encoded: readonly Buffer[]): Attachment[] {
  return named.flatMap((one, index) => readAttachment({ ...one, index, encoded }));
}

const describedBy = ['AttachmentName', 'Description', 'ContentType'] as const;

/** A field that is read from beside the attachment's bytes, where the manifest does not say the same. */
export function fieldBesideManifest({ element, reference }: NamedAttachment): string | undefined {
  return describedBy.find((name) => {
    const beside = element.text(name);
    return beside !== undefined && beside !== reference.text(name);
  });
}

/** Ids are written with or without `cid:`, as a child ContentId or as the attribute xlink:href. */
function idOf(fields: Fields): string {
  const id = fields.text('ContentId') ?? fields.element?.href?.trim() ?? '';
  return id.replace(/^cid:/i, '');
}

function unique(list: readonly Fields[], where: string): Map<string, Fields> {
  const found = new Map<string, Fields>();
  for (const fields of list) {
    const id = idOf(fields);
    if (id === '' || id.length > 200)
      fields.reading.note('element-invalid', 'has no ContentId of 1 to 200 characters', where);
    if (found.has(id)) fields.reading.note('element-invalid', `ContentId ${JSON.stringify(id)} is used twice`, where);
    found.set(id, fields);
  }
  return found;
}

function checkNaming(reading: Reading, byId: ReadonlyMap<string, Fields>, named: ReadonlyMap<string, Fields>): void {
  for (const id of named.keys()) {
    if (byId.has(id)) continue;
    reading.note(
      'attachment-missing',
      `the manifest names ${JSON.stringify(id)}, which is not in the package`,
      'edXMLManifest',
    );
  }
  for (const id of byId.keys()) {
    if (named.has(id)) continue;
    reading.note(
      'attachment-missing',
      `${JSON.stringify(id)} is in the package, but the manifest does not name it`,
      'edXMLManifest',
    );
  }
  if (byId.size > 0) return;
  reading.note(
    'attachment-missing',
    'a package holds at least one attachment: the document itself',
    'AttachmentEncoded',
  );
}

interface Found extends NamedAttachment {
  readonly index: number;
  readonly encoded: readonly Buffer[];
}

function readAttachment({ id, element, reference, index, encoded }: Found): Attachment[] {
  const field = (name: string) => element.text(name) ?? reference.text(name);
  const name = displayName(field('AttachmentName') ?? '') || `attachment-${index + 1}`;
  const contentType = mediaType(field('ContentType'));
  const text = element.text('ContentTransferEncoded') ?? '';
  const slot = /^#(\d+)$/.exec(text)?.[1];
  const bytes = slot === undefined ? undefined : decodeBase64(encoded[Number(slot)] ?? Buffer.alloc(0));
  const fault = faultOf(name, contentType, bytes, text !== '');
  if (fault) element.reading.note(...fault, `AttachmentEncoded.Attachment[${index + 1}]`);
  if (bytes === undefined) return [];
  return [{ contentId: id, name, contentType, description: field('Description'), bytes }];
}

function faultOf(
  name: string,
  contentType: string,
  bytes: Buffer | undefined,
  hasText: boolean,
): ['attachment-missing' | 'attachment-encoding', string] | undefined {
  const quoted = JSON.stringify(name);
  if (!hasText || bytes?.length === 0) return ['attachment-missing', `${quoted} has no bytes`];
  if (bytes === undefined) return ['attachment-encoding', `${quoted} is not plain Base64 (RFC 4648) with padding`];
  if (!isZippedForTransport(name, contentType, bytes)) return undefined;
  return [
    'attachment-encoding',
    `${quoted} was zipped for the transport; read are files as they are, in Base64, with their own content type`,
  ];
}

/** File kinds that are ZIP archives themselves. */
const zipKinds = /\.(?:zip|docx|xlsx|pptx|docm|xlsm|pptm|odt|ods|odp|odg|jar|epub|asice|asics)$/i;

/** The national axis' own library zips every attachment (one entry) under its own name; a real archive names itself so. */
function isZippedForTransport(name: string, contentType: string, bytes: Buffer): boolean {
  if (bytes.length < 4 || bytes.readUInt32BE(0) !== 0x504b0304) return false;
  const saysZip = /^application\/(?:x-)?zip/i.test(contentType);
  return saysZip ? !/\.zip$/i.test(name) : !zipKinds.test(name);
}

/** Display text only: no control or direction characters, no path separators, at most 255 characters, never only dots. */
function displayName(name: string): string {
  const clean = name
    .normalize('NFC')
    .replace(/[\p{Cc}\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069/\\]/gu, '')
    .trim()
    .slice(0, 255)
    // Half of a character cut in two could not be written again.
    .replace(/[\uD800-\uDBFF]$/, '');
  return /^\.*$/.test(clean) ? '' : clean;
}

/** RFC 9110 section 8.3.1; anything else is bytes of an unknown kind, so that no header can be smuggled in. */
function mediaType(text: string | undefined): string {
  const isMediaType =
    text !== undefined && /^[\w!#$&^.+-]{1,80}\/[\w!#$&^.+-]{1,80}(?:; ?[\w-]+=[\w."-]+)*$/.test(text);
  return isMediaType ? text : 'application/octet-stream';
}
