/** Who made a CMS signature: the certificate it names among those at hand, and whether that certificate's key really made it. */
import type { Refusal } from '@lienthong/edxml';
import { attempt } from './der/der-fault.js';
import { DerReader } from './der/der-reader.js';
import { tags } from './der/tags.js';
import { fitsSigningCertificate, type SignedMessage } from './read-signed-message.js';
import { messageRules, type MessageRules } from './message-rules.js';
import { verifies } from './schemes.js';
import { keyRules, type PathRules } from './trust/path-rules.js';
import { parsedCertificate } from './trust/parsed-certificates.js';
import type { ParsedCertificate } from './trust/read-certificate.js';

/** `der` is the certificate as enclosed. `unfit`: its key can be used, but by the rules for paths it can not be trusted. */
export interface FoundSigner {
  readonly certificate: ParsedCertificate;
  readonly der: Buffer;
  readonly unfit?: Refusal;
}

type Found = { readonly value: FoundSigner } | { readonly refusal: Refusal };

/** Several with one name: the one that the signing-certificate attribute means, or else the first. */
const MOST_OF_ONE_NAME = 4;

/** The certificate that the signature names. */
export function findNamed(message: SignedMessage, paths: PathRules): Found {
  const named = message.certificates.filter((der) => mayBeNamed(message, der)).slice(0, MOST_OF_ONE_NAME);
  const der = named.find((one) => fitsSigningCertificate(message, one)) ?? named[0];
  if (der === undefined) return { refusal: malformed('the signer’s certificate is not enclosed') };
  const fit = parsedCertificate(der, paths);
  const parsed = 'refusal' in fit ? parsedCertificate(der, keyRules) : fit;
  // The first refusal says what the rules for paths want.
  if ('refusal' in parsed) return 'refusal' in fit ? fit : parsed;
  const certificate = parsed.value;
  if (!isNamed(message, certificate)) return { refusal: malformed('the signer’s certificate is not enclosed') };
  return { value: { certificate, der, ...('refusal' in fit && { unfit: fit.refusal }) } };
}

const isNamed = ({ name }: SignedMessage, certificate: ParsedCertificate): boolean =>
  'keyId' in name
    ? certificate.extensions.subjectKeyId?.equals(name.keyId) === true
    : certificate.serial === name.serial && certificate.issuer.equals(name.issuer);

/** Without reading its key: most of what is enclosed are authorities, and a message may hold many. */
function mayBeNamed({ name }: SignedMessage, der: Buffer): boolean {
  if ('keyId' in name) return der.includes(name.keyId);
  const peeked = attempt('certificate-profile', () => {
    const body = new DerReader(der).enter(tags.sequence).enter(tags.sequence);
    if (body.sees(tags.context(0))) body.skip();
    const serial = body.read(tags.integer).toString('hex');
    body.skip();
    return { serial, issuer: body.whole(tags.sequence) };
  });
  return 'value' in peeked && peeked.value.serial === name.serial && peeked.value.issuer.equals(name.issuer);
}

/** As `findNamed`; a signing-certificate attribute (RFC 5035), where there is one, must name the same certificate. */
export function findSigner(message: SignedMessage, book: MessageRules, paths: PathRules): Found {
  const found = findNamed(message, paths);
  if ('refusal' in found) return found;
  const isMeant =
    !book.asks('the signed certificate is the signer’s') || fitsSigningCertificate(message, found.value.der);
  return isMeant ? found : { refusal: malformed('the signing-certificate attribute names another certificate') };
}

const malformed = (detail: string): Refusal => ({ code: 'signature-malformed', detail });

/** Why the message is not the signer's: RFC 6211 protection, or the signature itself. */
export function keyFault(
  message: SignedMessage,
  signer: ParsedCertificate,
  book: MessageRules = messageRules,
): Refusal | undefined {
  const { attributes, digest } = message;
  const { protectedDigest = digest } = attributes;
  if (protectedDigest !== digest && book.asks('the protected digest is the one used')) {
    return malformed('the protected algorithm is not the one used (RFC 6211)');
  }
  return verifies(message, signer.publicKey) || !book.asks('the certificate’s key made it')
    ? undefined
    : { code: 'signature-invalid', detail: 'the certificate’s key did not make this signature' };
}
