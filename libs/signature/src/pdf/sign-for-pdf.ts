/** The CMS signature inside a PDF (PAdES baseline B-B, ETSI EN 319 142-1): it names its certificate and claims no time. */
import { digestBytes } from '../der/algorithms.js';
import { oids } from '../der/oids.js';
import { keepTemplates } from '../message-template.js';
import { usualScheme } from '../schemes.js';
import type { Signer } from '../shapes.js';
import { isDeviceKey, keyFacts, type SigningKey } from '../signing-key.js';
import { frameMessage, requireOwnKey, signingCertificate, writeSignedMessage } from '../write-signed-message.js';

/** `digest`: by the usual scheme of the key. Throws when the key does not belong to the certificate. */
export function signForPdf(digest: Buffer, signer: Signer): Buffer {
  const { certificate, key } = signer;
  if (!isDeviceKey(key) && key.asymmetricKeyType === 'rsa') return templateOf({ certificate, key }).fill(digest);
  requireOwnKey(signer);
  return writeSignedMessage(bodyOf(digest, certificate), signer);
}

const othersOf = (certificate: Buffer) => [signingCertificate(certificate)];

const templateOf = keepTemplates(othersOf);

const bodyOf = (messageDigest: Buffer, certificate: Buffer) => ({
  ...{ contentType: oids.data, messageDigest, isCertificateEnclosed: true },
  attributes: othersOf(certificate),
});

interface Room {
  readonly certificate: Buffer;
  readonly bytes: number;
}

const rooms = new WeakMap<SigningKey, Room>();

/** How long a signature by `signForPdf` can get: an RSA one always is, an ECDSA one may be a few bytes shorter. */
export function signatureBytes({ certificate, key }: Signer): number {
  const known = rooms.get(key);
  if (known?.certificate.equals(certificate) === true) return known.bytes;
  const scheme = usualScheme(key);
  const body = bodyOf(Buffer.alloc(digestBytes[scheme.digest]), certificate);
  const { length: bytes } = frameMessage(body, certificate, scheme, () => Buffer.alloc(longestSignature(key)));
  rooms.set(key, { certificate, bytes });
  return bytes;
}

/** ECDSA in DER: two integers of up to one byte more than the order, P-256 or P-384, with their frame. */
function longestSignature(key: SigningKey): number {
  const { modulusLength, namedCurve } = keyFacts(key).asymmetricKeyDetails ?? {};
  if (modulusLength !== undefined) return modulusLength / 8;
  return namedCurve === 'prime256v1' ? 72 : 104;
}
