/** Finds the XML-DSig signature in a header, and every element that the reader reads and that it therefore has to cover. */
import type { HeaderSignature, SignablePart } from '../document.js';
import { faults } from '../judge/faults.js';
import { canonicalizationMethod } from '../xml/canonical-form.js';
import { xmldsigNamespace } from '../xml/wire.js';
import { attributeOf, childrenOf, everyElement, isElement, type XmlElement } from '../xml/xml-element.js';
import type { XmlView } from '../xml/xml-tree.js';
import type { OpenedEnvelope } from './open-envelope.js';
import { fieldBesideManifest, type NamedAttachment } from './read-attachments.js';

/**
 * Undefined for what stands in a header instead of a signature, or is one of another form: references alone, elements of the
 * edXML namespace, another canonicalization, as the samples of the national axis' library have them.
 */
export function findHeaderSignature(
  { root, envelope, header, reading }: OpenedEnvelope,
  attachments: readonly NamedAttachment[],
): HeaderSignature | undefined {
  const element = header.element?.children.find(isSignature)?.whole;
  const whole = root.element?.whole;
  if (element === undefined || whole === undefined || !isExclusive(element)) return undefined;
  const read = [
    header.one('MessageHeader'),
    header.one('TraceHeaderList').one('Bussiness', 'Business'),
    header.one('ErrorList'),
    envelope.one('edXMLBody'),
  ];
  const parts = read.flatMap((fields) => partOf(fields.element));
  for (const { element: part } of parts) if (holdsInstruction(part)) reading.note(faults.instruction(part.name));
  return { element, root: whole, parts: [...parts, ...attachments.flatMap(attachmentPart)] };
}

/** Readers differ in whether such an instruction belongs to a text: what is signed must not be read in two ways. */
const holdsInstruction = (part: XmlElement): boolean =>
  everyElement(part).some(({ nodes }) => nodes.some((node) => typeof node !== 'string' && !isElement(node)));

const encodedBytes = 'ContentTransferEncoded';

const isSignature = ({ name, namespace }: XmlView): boolean => name === 'Signature' && namespace === xmldsigNamespace;

/** The form of a signature is named by how its SignedInfo is made canonical. */
function isExclusive(signature: XmlElement): boolean {
  const info = childrenOf(signature).find(({ name }) => name === 'SignedInfo');
  const method = info && childrenOf(info).find(({ name }) => name === 'CanonicalizationMethod');
  return method !== undefined && attributeOf(method, 'Algorithm') === canonicalizationMethod;
}

function partOf(view: XmlView | undefined): SignablePart[] {
  const element = view?.whole;
  if (element === undefined) return [];
  const hidesBytes = everyElement(element).some(({ name }) => name === encodedBytes);
  return [{ element, hidesBytes }];
}

function attachmentPart(named: NamedAttachment, attachment: number): SignablePart[] {
  const element = named.element.one(encodedBytes).element?.whole;
  const unsignedField = fieldBesideManifest(named);
  return element === undefined ? [] : [{ element, attachment, ...(unsignedField !== undefined && { unsignedField }) }];
}
