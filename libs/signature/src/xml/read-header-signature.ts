/** Reads a ds:Signature (XML Signature 1.1) as we write it: SignedInfo, SignatureValue and one certificate, nothing to choose from. */
import {
  attributeOf,
  canonicalForm,
  childrenOf,
  decodeBase64,
  xmldsigNamespace,
  type XmlElement,
} from '@lienthong/edxml';
import { DerFault } from '../der/der-fault.js';

/** What the signature does that the strict reader does not take; becomes a refusal like the faults of DER. */
export class XmlFault extends DerFault {}

/** `isBare`: without parameters. */
export interface XmlMethod {
  readonly address: string;
  readonly isBare: boolean;
}

export interface XmlReference {
  readonly uri: string;
  readonly transforms: readonly XmlMethod[];
  readonly digest: XmlMethod;
  readonly value: Buffer;
}

export interface XmlSignature {
  readonly canonicalization: XmlMethod;
  readonly method: XmlMethod;
  readonly references: readonly XmlReference[];
  /** SignedInfo in canonical form: what the key signed. */
  readonly signed: Buffer;
  readonly signature: Buffer;
  readonly keyInfo: XmlElement;
  /** DER. */
  readonly certificate: Buffer;
}

/** A message has three parts and up to 100 attachments. */
const MOST_REFERENCES = 110;

/** Throws XmlFault. */
export function readHeaderSignature(element: XmlElement): XmlSignature {
  const [info, value, keyInfo] = exactly(element, 'SignedInfo', 'SignatureValue', 'KeyInfo');
  const [canonicalization, method, ...references] = childrenOf(info);
  if (canonicalization === undefined || method === undefined) throw new XmlFault('SignedInfo names no methods');
  if (references.length === 0 || references.length > MOST_REFERENCES) {
    throw new XmlFault(`${references.length} references are signed`);
  }
  const [data] = exactly(keyInfo, 'X509Data');
  const [certificate] = exactly(data, 'X509Certificate');
  return {
    canonicalization: methodOf(canonicalization, 'CanonicalizationMethod'),
    method: methodOf(method, 'SignatureMethod'),
    references: references.map(readReference),
    signed: Buffer.from(canonicalForm(info)),
    signature: bytesIn(value),
    keyInfo,
    certificate: bytesIn(certificate),
  };
}

function readReference(element: XmlElement): XmlReference {
  requireName(element, 'Reference');
  const [list, digest, value] = exactly(element, 'Transforms', 'DigestMethod', 'DigestValue');
  return {
    uri: attributeOf(element, 'URI') ?? '',
    transforms: childrenOf(list).map((one) => methodOf(one, 'Transform')),
    digest: methodOf(digest, 'DigestMethod'),
    value: bytesIn(value),
  };
}

function methodOf(element: XmlElement, name: string): XmlMethod {
  requireName(element, name);
  return { address: attributeOf(element, 'Algorithm') ?? '', isBare: element.nodes.every(isBlank) };
}

/** The children of these names, in this order and no others. */
function exactly<Names extends readonly string[]>(
  element: XmlElement,
  ...names: Names
): { readonly [Index in keyof Names]: XmlElement } {
  const children = childrenOf(element);
  names.forEach((name, index) => requireName(children[index], name));
  if (children.length > names.length || !element.nodes.every((node) => isBlank(node) || typeof node === 'object')) {
    throw new XmlFault(`${element.name} holds more than it may`);
  }
  return children as unknown as { readonly [Index in keyof Names]: XmlElement };
}

function requireName(element: XmlElement | undefined, name: string): void {
  if (element?.name === name && element.namespace === xmldsigNamespace) return;
  throw new XmlFault(`${name} was expected, ${element?.name ?? 'the end'} was found`);
}

const isBlank = (node: XmlElement['nodes'][number]): boolean => typeof node === 'string' && node.trim() === '';

function bytesIn(element: XmlElement): Buffer {
  if (!element.nodes.every((node) => typeof node === 'string')) throw new XmlFault(`${element.name} is not a text`);
  const bytes = decodeBase64(Buffer.from(element.nodes.join('')));
  if (bytes === undefined || bytes.length === 0) throw new XmlFault(`${element.name} is not Base64`);
  return bytes;
}
