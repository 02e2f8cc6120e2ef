/**
 * Secrets of systems and webhooks as the store keeps them. HMAC needs the secret itself, so a digest is not enough: it is sealed
 * (AES-256-GCM) under a key made from the place's own, which lies in a file outside the database. Who reads the database alone learns
 * nothing.
 */
import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import type { ServedPlace } from '../exchange.js';

const algorithm = 'aes-256-gcm';
const nonceBytes = 12;
const tagBytes = 16;

/** Whose secret it is; one that was sealed for another does not open. */
export type SecretOwner = 'system' | `webhook ${string}`;

/** Bound to the place as well: the secret of one does not open at another. */
export function sealSecret({ code, sealingKey }: ServedPlace, owner: SecretOwner, secret: Buffer): Buffer {
  const nonce = randomBytes(nonceBytes);
  const cipher = createCipheriv(algorithm, sealingKey, nonce).setAAD(boundTo(code, owner));
  const sealed = Buffer.concat([cipher.update(secret), cipher.final()]);
  return Buffer.concat([nonce, cipher.getAuthTag(), sealed]);
}

/** @throws Error when it does not open: the place's key was replaced since, and the secret has to be made anew */
export function openSecret({ code, sealingKey }: ServedPlace, owner: SecretOwner, sealed: Buffer): Buffer {
  const decipher = createDecipheriv(algorithm, sealingKey, sealed.subarray(0, nonceBytes))
    .setAAD(boundTo(code, owner))
    .setAuthTag(sealed.subarray(nonceBytes, nonceBytes + tagBytes));
  try {
    return Buffer.concat([decipher.update(sealed.subarray(nonceBytes + tagBytes)), decipher.final()]);
  } catch (cause) {
    throw new Error(`the secret does not open, as the key of ${code} was replaced: have a new one made`, { cause });
  }
}

const boundTo = (code: string, owner: SecretOwner): Buffer => Buffer.from(`${code} ${owner}`);
