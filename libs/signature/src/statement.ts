/** How places sign what they say to each other (batches, receipts, checkpoints): a signature over a context label and the bytes. */
import { hash, sign, verify } from 'node:crypto';
import { parsedCertificate } from './trust/parsed-certificates.js';
import type { Signer } from './shapes.js';
import { schemes } from './der/algorithms.js';
import { isDeviceKey } from './signing-key.js';
import { signBy, usualScheme } from './schemes.js';

/**
 * Signs context, NUL and bytes with SHA-256: ECDSA for an elliptic key, at once (it takes a third of the way to the thread
 * pool and back), RSASSA-PKCS1-v1_5 for an RSA key, in the pool. The context keeps a signature made for one use from serving
 * another (`lienthong/acceptance`, …).
 */
export async function signStatement(context: string, bytes: Buffer, signer: Signer): Promise<Buffer> {
  const statement = withContext(context, bytes);
  const { key } = signer;
  if (isDeviceKey(key)) return signBy(schemes[usualScheme(key).kind].sha256, statement, key);
  if (key.asymmetricKeyType === 'ec') return sign('sha256', statement, key);
  return new Promise((resolve, reject) => {
    sign('sha256', statement, key, (fault, signature) => (fault ? reject(fault) : resolve(signature)));
  });
}

/** A place signs many things at once, and each of them brings the one signature: good ones are not computed again. */
const verified = new Set<string>();
const MOST_VERIFIED = 1_000;

/** Whether this certificate's key signed the statement. Says nothing of trust: see `judgeCertificate`. */
export function verifyStatement(context: string, bytes: Buffer, signature: Buffer, certificate: Buffer): boolean {
  const statement = withContext(context, bytes);
  const parts = [statement, signature, certificate];
  const key = parts.map((part) => hash('sha256', part, 'base64')).join('');
  if (verified.has(key)) return true;
  const parsed = parsedCertificate(certificate);
  if (!('value' in parsed) || !verify('sha256', statement, parsed.value.publicKey, signature)) return false;
  if (verified.size === MOST_VERIFIED) verified.clear();
  verified.add(key);
  return true;
}

// A letter first: CMS signed attributes begin with 0x31, the digit one, so neither can pass as the other.
function withContext(context: string, bytes: Buffer): Buffer {
  if (!/^[a-z][a-z0-9/-]*$/.test(context)) throw new RangeError(`"${context}" is not a context label`);
  return Buffer.concat([Buffer.from(context, 'latin1'), Buffer.of(0), bytes]);
}
