/** The CMS signature inside a PDF (PAdES baseline B-B, ETSI EN 319 142-1): it names its certificate and claims no time. */
import { oids } from '../der/oids.js';
import type { Signer } from '../shapes.js';
import { keyFacts } from '../signing-key.js';
import { certificateOf, requireOwnKey, signingCertificate, writeSignedMessage } from '../write-signed-message.js';

/** More than the attributes, algorithms and lengths of such a signature take: 300 to 400 bytes. */
const FRAME_BYTES = 512;

/** A P-384 signature in DER has up to 104. */
const ELLIPTIC_BYTES = 128;

/** `digest`: by the usual scheme of the key. Throws when the key does not belong to the certificate. */
export function signForPdf(digest: Buffer, signer: Signer): Buffer {
  requireOwnKey(signer);
  const attributes = [signingCertificate(signer.certificate)];
  const body = { contentType: oids.data, messageDigest: digest, attributes, isCertificateEnclosed: true };
  return writeSignedMessage(body, signer);
}

/** Enough bytes for any signature that `signForPdf` makes for this signer. */
export function signatureBytes(signer: Signer): number {
  const { modulusLength = ELLIPTIC_BYTES * 8 } = keyFacts(signer.key).asymmetricKeyDetails ?? {};
  return signer.certificate.length + certificateOf(signer).issuer.length + modulusLength / 8 + FRAME_BYTES;
}
