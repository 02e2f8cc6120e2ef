/** What a signature in the header must be to count (XML Signature best practices; wrapping attacks), rule by rule as they are asked. */
import { hash } from 'node:crypto';
import {
  attributeOf,
  canonicalForm,
  canonicalizationMethod,
  everyElement,
  xmldsigNamespace,
  type HeaderSignature,
  type RefusalCode,
  type SignablePart,
  type XmlElement,
} from '@lienthong/edxml';
import { verifies } from '../schemes.js';
import type { ParsedCertificate } from '../trust/read-certificate.js';
import { base64Transform, digestAt, schemeAt } from './algorithms.js';
import type { XmlReference, XmlSignature } from './read-header-signature.js';

/** A reference with the element that has its Id; `part` where this is one that is read. */
export interface FollowedReference extends XmlReference {
  readonly element: XmlElement | undefined;
  readonly part: SignablePart | undefined;
}

export interface HeaderCase {
  readonly signature: XmlSignature;
  readonly references: readonly FollowedReference[];
  readonly header: HeaderSignature;
  /** Bytes of the attachments in the order of the manifest, and their SHA-256. */
  readonly attachments: readonly { readonly bytes: Buffer; readonly sha256: Buffer }[];
  readonly signer: ParsedCertificate;
}

/** `fault` in a sentence. */
export interface HeaderRule {
  readonly name: string;
  readonly code: RefusalCode;
  readonly fault: (one: HeaderCase) => string | undefined;
}

/** Each stops a forgery that all others let through. */
export const headerRules: readonly HeaderRule[] = [
  { name: 'one signature in the package', code: 'signature-malformed', fault: countFault },
  { name: 'every Id is given once', code: 'signature-malformed', fault: repeatedFault },
  { name: 'methods have no parameters', code: 'signature-malformed', fault: parameterFault },
  { name: 'an accepted signature algorithm', code: 'algorithm-refused', fault: schemeFault },
  { name: 'accepted digest algorithms', code: 'algorithm-refused', fault: digestAlgorithmFault },
  { name: 'a reference is an Id', code: 'signature-malformed', fault: addressFault },
  { name: 'a reference leads to what is read', code: 'signature-malformed', fault: targetFault },
  { name: 'nothing is signed twice', code: 'signature-malformed', fault: twiceFault },
  { name: 'transforms that change no meaning', code: 'signature-malformed', fault: transformFault },
  { name: 'all that is read is signed', code: 'signature-altered', fault: coverageFault },
  { name: 'attachments in the order of the manifest', code: 'signature-altered', fault: orderFault },
  { name: 'only the manifest describes attachments', code: 'signature-altered', fault: descriptionFault },
  { name: 'no encoded bytes inside a signed element', code: 'signature-malformed', fault: hiddenBytesFault },
  { name: 'every digest is its part’s', code: 'signature-altered', fault: digestFault },
  { name: 'the certificate’s key made it', code: 'signature-invalid', fault: keyFault },
];

function countFault({ header }: HeaderCase): string | undefined {
  const { length } = everyElement(header.root).filter(
    ({ name, namespace }) => name === 'Signature' && namespace === xmldsigNamespace,
  );
  return length === 1 ? undefined : `the package holds ${length} XML signatures`;
}

/** By every name that some reader takes for an Id. */
const idNames = ['Id', 'ID', 'id'];

function repeatedFault({ header }: HeaderCase): string | undefined {
  const seen = new Set<string>();
  for (const { attributes } of everyElement(header.root)) {
    for (const { name, value } of attributes) {
      if (!idNames.includes(name)) continue;
      if (seen.has(value)) return `the Id ${JSON.stringify(value.slice(0, 40))} is given twice`;
      seen.add(value);
    }
  }
  return undefined;
}

function parameterFault({ signature, references }: HeaderCase): string | undefined {
  const { canonicalization, method } = signature;
  const methods = [
    canonicalization,
    method,
    ...references.flatMap(({ digest, transforms }) => [digest, ...transforms]),
  ];
  const odd = methods.find(({ isBare }) => !isBare);
  return odd && `parameters of ${odd.address} are not accepted`;
}

function schemeFault({ signature: { method } }: HeaderCase): string | undefined {
  return schemeAt(method.address) === undefined ? `signature algorithm ${method.address} is not accepted` : undefined;
}

function digestAlgorithmFault({ references }: HeaderCase): string | undefined {
  const odd = references.find(({ digest }) => digestAt(digest.address) === undefined);
  return odd && `digest algorithm ${odd.digest.address} is not accepted`;
}

/** No addresses elsewhere, no XPointer, not the whole message. */
function addressFault({ references }: HeaderCase): string | undefined {
  const odd = references.find(({ uri }) => !/^#[\p{L}_][\p{L}\p{N}._-]*$/u.test(uri));
  return odd && `the reference ${JSON.stringify(odd.uri.slice(0, 80))} is not the Id of an element`;
}

function targetFault({ references, signature }: HeaderCase): string | undefined {
  const odd = references.find(({ part, element }) => part === undefined && element !== signature.keyInfo);
  return odd && `the reference ${odd.uri} leads to nothing that is read`;
}

/** Else a large element could be made canonical a hundred times over, before any key is asked. */
function twiceFault({ references }: HeaderCase): string | undefined {
  const elements = references.flatMap(({ element }) => element ?? []);
  return new Set(elements).size === elements.length ? undefined : 'an element is signed twice';
}

/** An element is signed in canonical form, an attachment by its bytes; XPath and XSLT could leave out what is read. */
function transformFault({ references }: HeaderCase): string | undefined {
  const odd = references.find(({ transforms, part }) => {
    const expected = part?.attachment === undefined ? canonicalizationMethod : base64Transform;
    return transforms.length !== 1 || transforms[0]?.address !== expected;
  });
  return odd && `the transforms of ${odd.uri} are not those of the profile`;
}

function coverageFault({ header, references }: HeaderCase): string | undefined {
  const missing = header.parts.find((part) => !references.some((reference) => reference.part === part));
  return missing && `${missing.element.name} is not signed`;
}

/** Which bytes are the main attachment is told by the order alone: identifiers beside the bytes are not signed. */
function orderFault({ references }: HeaderCase): string | undefined {
  const order = references.flatMap(({ part }) => part?.attachment ?? []);
  return order.every((attachment, index) => index === 0 || attachment > (order[index - 1] ?? 0))
    ? undefined
    : 'the attachments are not signed in the order of the manifest';
}

function descriptionFault({ header }: HeaderCase): string | undefined {
  const odd = header.parts.find(({ unsignedField }) => unsignedField !== undefined);
  return odd && `${odd.unsignedField} of attachment ${(odd.attachment ?? 0) + 1} is not what the signed manifest says`;
}

/** Encoded bytes are taken out before the message is parsed, wherever they stand: they are not in the canonical form. */
function hiddenBytesFault({ header }: HeaderCase): string | undefined {
  return header.parts.some(({ hidesBytes }) => hidesBytes === true)
    ? 'a signed element holds encoded bytes'
    : undefined;
}

function digestFault({ references, attachments }: HeaderCase): string | undefined {
  const odd = references.find(({ element, part, digest, value }) => {
    const name = digestAt(digest.address);
    // What can not be compared is stopped by the rules on algorithms and targets.
    if (name === undefined || element === undefined) return false;
    const attachment = part?.attachment === undefined ? undefined : attachments[part.attachment];
    if (attachment !== undefined && name === 'sha256') return !attachment.sha256.equals(value);
    return !hash(name, attachment?.bytes ?? canonicalForm(element), 'buffer').equals(value);
  });
  return odd && `${odd.uri} is not what was signed: its digest differs`;
}

function keyFault({ signature, signer }: HeaderCase): string | undefined {
  const scheme = schemeAt(signature.method.address);
  const isGood = scheme === undefined || verifies({ ...signature, scheme }, signer.publicKey, 'ieee-p1363');
  return isGood ? undefined : 'the certificate’s key did not make this signature';
}

/** Each reference with the element it leads to; those that are read come first. */
export function followReferences(
  { references, keyInfo }: XmlSignature,
  { root, parts }: HeaderSignature,
): FollowedReference[] {
  const others = [keyInfo, ...everyElement(root)];
  return references.map((reference) => {
    const id = reference.uri.slice(reference.uri.lastIndexOf('#') + 1);
    const part = parts.find(({ element }) => attributeOf(element, 'Id') === id);
    const element = part?.element ?? others.find((one) => attributeOf(one, 'Id') === id);
    return { ...reference, element, part };
  });
}
