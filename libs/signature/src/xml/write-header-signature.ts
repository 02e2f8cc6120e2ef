/** Writes an XML signature (XML Signature 1.1) over parts of a package, each by its Id, and over the certificate it brings. */
import { hash } from 'node:crypto';
import { canonicalizationMethod, xmldsigNamespace, type PartToSign } from '@lienthong/edxml';
import type { SignatureScheme } from '../der/algorithms.js';
import { signBy } from '../schemes.js';
import type { Signer } from '../shapes.js';
import { base64Transform, digestAddress, schemeAddress } from './algorithms.js';

const declared = ` xmlns:ds="${xmldsigNamespace}"`;

/**
 * The ds:Signature element. Empty elements are written with both tags and attributes by name, so that the text itself is the
 * canonical form once the element declares its prefix.
 */
export function writeHeaderSignature(parts: readonly PartToSign[], signer: Signer, scheme: SignatureScheme): string {
  const [keyInfo, signedKeyInfo] = withAndWithoutPrefix('KeyInfo Id="KeyInfo"', certificateText(signer), 'KeyInfo');
  const signed = [...parts, { id: 'KeyInfo', canonical: signedKeyInfo }];
  const references = signed.map((part) => reference(part, scheme)).join('');
  const methods =
    method('CanonicalizationMethod', canonicalizationMethod) + method('SignatureMethod', schemeAddress(scheme));
  const [info, signedInfo] = withAndWithoutPrefix('SignedInfo', methods + references, 'SignedInfo');
  const value = signBy(scheme, Buffer.from(signedInfo), signer.key, 'ieee-p1363').toString('base64');
  return `<ds:Signature${declared}>${info}<ds:SignatureValue>${value}</ds:SignatureValue>${keyInfo}</ds:Signature>`;
}

const certificateText = ({ certificate }: Signer): string =>
  `<ds:X509Data><ds:X509Certificate>${certificate.toString('base64')}</ds:X509Certificate></ds:X509Data>`;

/** The element as it stands in the signature, and alone. */
function withAndWithoutPrefix(start: string, content: string, name: string): readonly [inside: string, alone: string] {
  const rest = `${start.slice(name.length)}>${content}</ds:${name}>`;
  return [`<ds:${name}${rest}`, `<ds:${name}${declared}${rest}`];
}

function reference(part: PartToSign, { digest }: SignatureScheme): string {
  const [bytes, transform] =
    'canonical' in part ? [part.canonical, canonicalizationMethod] : [part.attachment, base64Transform];
  return (
    `<ds:Reference URI="#${part.id}"><ds:Transforms>${method('Transform', transform)}</ds:Transforms>` +
    `${method('DigestMethod', digestAddress(digest))}` +
    `<ds:DigestValue>${hash(digest, bytes, 'base64')}</ds:DigestValue></ds:Reference>`
  );
}

const method = (name: string, address: string): string => `<ds:${name} Algorithm="${address}"></ds:${name}>`;
