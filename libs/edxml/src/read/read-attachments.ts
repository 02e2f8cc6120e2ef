/** The attachments of a package in the order of its manifest, decoded once; the first is the document itself. */
import { bareContentId } from '../content-id.js';
import type { Attachment } from '../document.js';
import { attachmentFaults } from '../judge/attachment-faults.js';
import { faults, type Fault } from '../judge/faults.js';
import type { InflateLimits } from '../xml/read-zip.js';
import { edxmlLimits } from '../xml/wire.js';
import { decodeBase64 } from '../xml/xml-text.js';
import type { Fields, Reading } from './fields.js';
import { unpackAttachment, type UnpackedFile, type UnpackFault } from './unpack-attachment.js';

/** An attachment and the line of the manifest that names it. */
export interface NamedAttachment {
  readonly id: string;
  readonly element: Fields;
  readonly reference: Fields;
}

/**
 * In the order of the manifest. `root` holds AttachmentEncoded, `body` the manifest; faults are noted. `areNeeded`: the package
 * brings a document and not only news about one.
 */
export function pairAttachments(root: Fields, body: Fields, areNeeded: boolean): NamedAttachment[] {
  const elements = root.one('AttachmentEncoded').many('Attachment');
  const references = body.one('edXMLManifest').many('Reference');
  const { reading } = root;
  if (elements.length > edxmlLimits.attachments || references.length > edxmlLimits.attachments) {
    reading.note(faults.tooMany('AttachmentEncoded.Attachment', edxmlLimits.attachments));
    return [];
  }
  const byId = unique(elements, 'AttachmentEncoded.Attachment');
  const named = unique(references, 'edXMLManifest.Reference');
  checkNaming(reading, byId, named);
  if (areNeeded && byId.size === 0) reading.note(attachmentFaults.none());
  return [...named].flatMap(([id, reference]) => {
    const element = byId.get(id);
    return element ? [{ id, element, reference }] : [];
  });
}

/** Faults are noted; the list is then not to be used. */
export function readAttachments(named: readonly NamedAttachment[], encoded: readonly Buffer[]): Attachment[] {
  const attachments: Attachment[] = [];
  let left: number = edxmlLimits.inflatedBytes;
  for (const [index, one] of named.entries()) {
    const attachment = readAttachment(one, index, encoded, { bytes: left, ratio: edxmlLimits.inflatedRatio });
    if (attachment?.zipped !== undefined) left -= attachment.bytes.length;
    if (attachment !== undefined) attachments.push(attachment);
  }
  return attachments;
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
  return bareContentId(id);
}

function unique(list: readonly Fields[], where: string): Map<string, Fields> {
  const found = new Map<string, Fields>();
  for (const fields of list) {
    const id = idOf(fields);
    if (id === '' || id.length > 200) fields.reading.note(attachmentFaults.noId(where), fields.element?.line);
    if (found.has(id))
      fields.reading.note(attachmentFaults.repeatedId(where, JSON.stringify(id)), fields.element?.line);
    found.set(id, fields);
  }
  return found;
}

function checkNaming(reading: Reading, byId: ReadonlyMap<string, Fields>, named: ReadonlyMap<string, Fields>): void {
  for (const [id, reference] of named) {
    if (!byId.has(id)) reading.note(attachmentFaults.notInPackage(JSON.stringify(id)), reference.element?.line);
  }
  for (const [id, element] of byId) {
    if (!named.has(id)) reading.note(attachmentFaults.notInManifest(JSON.stringify(id)), element.element?.line);
  }
}

function readAttachment(named: NamedAttachment, index: number, encoded: readonly Buffer[], limits: InflateLimits) {
  const { id, element, reference } = named;
  const field = (name: string) => element.text(name) ?? reference.text(name);
  const name = displayName(field('AttachmentName') ?? '') || `attachment-${index + 1}`;
  const text = element.text('ContentTransferEncoded') ?? '';
  const slot = /^#(\d+)$/.exec(text)?.[1];
  const bytes = slot === undefined ? undefined : decodeBase64(encoded[Number(slot)] ?? Buffer.alloc(0));
  const file = bytes && unpackAttachment(name, mediaType(field('ContentType')), bytes, limits);
  const fault = faultOf(file, text !== '', { where: `AttachmentEncoded.Attachment[${index + 1}]`, name, limits });
  if (fault) element.reading.note(fault, element.element?.line);
  if (fault !== undefined || file === undefined || typeof file === 'string') return undefined;
  return { contentId: id, name, description: field('Description'), ...file };
}

function faultOf(
  file: UnpackedFile | UnpackFault | undefined,
  hasText: boolean,
  { where, name, limits }: { readonly where: string; readonly name: string; readonly limits: InflateLimits },
): Fault | undefined {
  const quoted = JSON.stringify(name);
  if (!hasText || (typeof file === 'object' && file.bytes.length === 0)) {
    return attachmentFaults.empty(where, quoted);
  }
  if (file === undefined) return attachmentFaults.notBase64(where, quoted);
  if (file === 'no-archive') return attachmentFaults.noArchive(where, quoted);
  return file === 'too-large' ? attachmentFaults.inflated(where, quoted, limits) : undefined;
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

/** RFC 9110 section 8.3.1. */
const mediaTypes = /^[\w!#$&^.+-]{1,80}\/[\w!#$&^.+-]{1,80}(?:; ?[\w-]+=[\w."-]+)*$/;

/** Anything else is bytes of an unknown kind, so that no header can be smuggled in. */
function mediaType(text: string | undefined): string {
  return text !== undefined && mediaTypes.test(text) ? text : 'application/octet-stream';
}

/** What a package calls the kind of an attachment where that is no media type. */
export function typeLeftOut({ element, reference }: NamedAttachment): string | undefined {
  const text = element.text('ContentType') ?? reference.text('ContentType');
  return text === undefined || mediaTypes.test(text) ? undefined : text;
}
