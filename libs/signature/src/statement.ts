/** How places sign what they say to each other (batches, receipts, checkpoints): a signature over a context label and the bytes. */
import { sign, verify } from 'node:crypto';
import { parsedCertificate } from './trust/parsed-certificates.js';
import type { Signer } from './shapes.js';
import { schemes } from './der/algorithms.js';
import { isDeviceKey } from './signing-key.js';
import { signBy, usualScheme } from './schemes.js';

/**
 * Signs context, NUL and bytes with RSASSA-PKCS1-v1_5 (ECDSA for an elliptic key) and SHA-256, in the thread pool. The
 * context keeps a signature made for one use from serving another (`lienthong/acceptance`, …).
 */
export function signStatement(context: string, bytes: Buffer, signer: Signer): Promise<Buffer> {
  const statement = withContext(context, bytes);
  const { key } = signer;
  if (isDeviceKey(key)) {
    const { kind } = usualScheme(key);
    return Promise.resolve().then(() => signBy(schemes[kind].sha256, statement, key));
  }
  return new Promise((resolve, reject) => {
    sign('sha256', statement, key, (fault, signature) => (fault ? reject(fault) : resolve(signature)));
  });
}

/** Whether this certificate's key signed the statement. Says nothing of trust: see `judgeCertificate`. */
export function verifyStatement(context: string, bytes: Buffer, signature: Buffer, certificate: Buffer): boolean {
  const parsed = parsedCertificate(certificate);
  if (!('value' in parsed)) return false;
  return verify('sha256', withContext(context, bytes), parsed.value.publicKey, signature);
}

// A letter first: CMS signed attributes begin with 0x31, the digit one, so neither can pass as the other.
function withContext(context: string, bytes: Buffer): Buffer {
  if (!/^[a-z][a-z0-9/-]*$/.test(context)) throw new RangeError(`"${context}" is not a context label`);
  return Buffer.concat([Buffer.from(context, 'latin1'), Buffer.of(0), bytes]);
}
