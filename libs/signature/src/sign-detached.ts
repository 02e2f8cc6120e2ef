/** Signs a document: a detached CMS signature over the main attachment, its second attachment `<main>.p7s`. */
import { hash, type KeyObject } from 'node:crypto';
import { schemes, type SignatureScheme } from './der/algorithms.js';
import { oids } from './der/oids.js';
import { time, type DerNode } from './der/write-der.js';
import { EMPTY_TIME, keepTemplates, makeTemplate, requireSigningTime } from './message-template.js';
import { usualScheme } from './schemes.js';
import type { SignedContent, Signer } from './shapes.js';
import { isDeviceKey } from './signing-key.js';
import { addTimeStamp, stampedBytes } from './stamps/add-time-stamp.js';
import { attribute, requireOwnKey, writeSignedMessage } from './write-signed-message.js';

/** `scheme`: where it is not the usual one of the key. `stamp`: asks a time-stamping authority for a token over these bytes. */
export interface SigningOptions {
  readonly scheme?: SignatureScheme;
  readonly stamp?: (signature: Buffer) => Buffer;
}

/**
 * CMS SignedData in DER with the certificate enclosed, by the key's usual scheme (RSASSA-PKCS1-v1_5 or ECDSA) and SHA-256,
 * with a time stamp (CAdES-T) where one is asked for. `signingTime` is cut to whole seconds. Throws when the key does not
 * belong to the certificate, and RangeError where the scheme needs another digest than the one given.
 */
export function signDetached(
  content: Buffer | Pick<SignedContent, 'sha256'>,
  signer: Signer,
  signingTime: Date,
  { scheme = usualScheme(signer.key), stamp }: SigningOptions = {},
): Buffer {
  const { certificate, key } = signer;
  const cms =
    scheme === schemes.rsa.sha256 && !isDeviceKey(key) && key.asymmetricKeyType === 'rsa'
      ? templateOf({ certificate, key }).fill(digestOf(content, scheme), signingTime)
      : signAnew(digestOf(content, scheme), signer, signingTime, scheme);
  return stamp === undefined ? cms : addTimeStamp(cms, stamp(stampedBytes(cms)));
}

function digestOf(content: Buffer | Pick<SignedContent, 'sha256'>, { digest }: SignatureScheme): Buffer {
  if (Buffer.isBuffer(content)) return hash(digest, content, 'buffer');
  if (digest !== 'sha256') throw new RangeError(`${digest} needs the bytes, not their SHA-256`);
  return content.sha256;
}

// ECDSA signatures differ in length, other schemes and keys in devices are rare: no template.
function signAnew(messageDigest: Buffer, signer: Signer, signingTime: Date, scheme: SignatureScheme): Buffer {
  requireOwnKey(signer);
  requireSigningTime(signingTime);
  const attributes = [attribute(oids.signingTime, time(signingTime))];
  const body = { contentType: oids.data, messageDigest, attributes, isCertificateEnclosed: true };
  return writeSignedMessage(body, signer, scheme);
}

/** Like `signDetached`, with a key that is not the certificate's: only to plant flaws. */
export function signWithForeignKey(sha256: Buffer, certificate: Buffer, key: KeyObject, signingTime: Date): Buffer {
  return makeTemplate({ certificate, key }, claimOf()).fill(sha256, signingTime);
}

const claimOf = (): DerNode[] => [attribute(oids.signingTime, time(EMPTY_TIME))];

const templateOf = keepTemplates(claimOf);
