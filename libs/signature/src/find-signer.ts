/** Who made a CMS signature: the enclosed certificate it names, and whether that certificate's key really made it. */
import type { Refusal } from '@lienthong/edxml';
import { fitsSigningCertificate, type SignedMessage } from './read-signed-message.js';
import { messageRules, type MessageRule } from './message-rules.js';
import type { Rulebook } from './rulebook.js';
import { verifies } from './schemes.js';
import type { PathRules } from './trust/path-rules.js';
import { parsedCertificate } from './trust/parsed-certificates.js';
import type { ParsedCertificate } from './trust/read-certificate.js';

/** `der` is the certificate as enclosed. */
export interface FoundSigner {
  readonly certificate: ParsedCertificate;
  readonly der: Buffer;
}

/** The enclosed certificate with the issuer and serial number that the signature names. */
export function findNamed(
  message: SignedMessage,
  paths: PathRules,
): { readonly value: FoundSigner } | { readonly refusal: Refusal } {
  let fault: Refusal | undefined;
  for (const der of message.certificates) {
    const parsed = parsedCertificate(der, paths);
    if ('refusal' in parsed) {
      fault ??= parsed.refusal;
      continue;
    }
    const certificate = parsed.value;
    if (certificate.serial === message.serial && certificate.issuer.equals(message.issuer)) {
      return { value: { certificate, der } };
    }
  }
  return { refusal: fault ?? { code: 'signature-malformed', detail: 'the signer’s certificate is not enclosed' } };
}

/** As `findNamed`; a signing-certificate attribute (RFC 5035), where there is one, must name the same certificate. */
export function findSigner(
  message: SignedMessage,
  book: Rulebook<MessageRule>,
  paths: PathRules,
): { readonly value: ParsedCertificate } | { readonly refusal: Refusal } {
  const found = findNamed(message, paths);
  if ('refusal' in found) return found;
  const detail = 'the signing-certificate attribute names another certificate';
  const isMeant =
    !book.asks('the signed certificate is the signer’s') || fitsSigningCertificate(message, found.value.der);
  return isMeant ? { value: found.value.certificate } : { refusal: { code: 'signature-malformed', detail } };
}

/** Why the message is not the signer's: RFC 6211 protection, or the signature itself. */
export function keyFault(
  message: SignedMessage,
  signer: ParsedCertificate,
  book: Rulebook<MessageRule> = messageRules,
): Refusal | undefined {
  const { attributes, digest } = message;
  const { protectedDigest = digest } = attributes;
  if (protectedDigest !== digest && book.asks('the protected digest is the one used')) {
    return { code: 'signature-malformed', detail: 'the protected algorithm is not the one used (RFC 6211)' };
  }
  return verifies(message, signer.publicKey) || !book.asks('the certificate’s key made it')
    ? undefined
    : { code: 'signature-invalid', detail: 'the certificate’s key did not make this signature' };
}
