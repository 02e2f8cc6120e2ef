/**
 * Secrets of systems as the store keeps them. HMAC needs the secret itself, so a digest is not enough: it is sealed (AES-256-GCM) under
 * a key made from the place's own, which lies in a file outside the database. Who reads the database alone learns nothing.
 */
import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import type { ServedPlace } from '../exchange.js';

const algorithm = 'aes-256-gcm';
const nonceBytes = 12;
const tagBytes = 16;

/** Bound to the place: the secret of one does not open at another. */
export function sealSecret({ code, sealingKey }: ServedPlace, secret: string): Buffer {
  const nonce = randomBytes(nonceBytes);
  const cipher = createCipheriv(algorithm, sealingKey, nonce).setAAD(Buffer.from(code));
  const sealed = Buffer.concat([cipher.update(secret, 'utf8'), cipher.final()]);
  return Buffer.concat([nonce, cipher.getAuthTag(), sealed]);
}

/** @throws Error when it does not open: the place's key was replaced since, and the system has to be added again */
export function openSecret({ code, sealingKey }: ServedPlace, sealed: Buffer): string {
  const decipher = createDecipheriv(algorithm, sealingKey, sealed.subarray(0, nonceBytes))
    .setAAD(Buffer.from(code))
    .setAuthTag(sealed.subarray(nonceBytes, nonceBytes + tagBytes));
  return Buffer.concat([decipher.update(sealed.subarray(nonceBytes + tagBytes)), decipher.final()]).toString('utf8');
}
