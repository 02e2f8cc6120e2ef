/** API keys: made once and shown once, kept as a digest, read from the Authorization header of every request. */
import { hash, randomBytes, timingSafeEqual } from 'node:crypto';
import type { Refusal } from '@lienthong/edxml';

/** A key at the moment it is made; only `keyId` and `digest` may be stored. */
export interface NewKey {
  readonly keyId: string;
  /** `edx_<keyId>_<base64url of 32 random bytes>`; shown to its agency once. */
  readonly key: string;
  /** SHA-256 of the whole key, 32 bytes. */
  readonly digest: Buffer;
}

export type PresentedKey = Omit<NewKey, 'key'>;

// Lower-case hex has no '_', so the two parts can not run into each other.
const keyPattern = /^Bearer +(edx_([0-9a-f]{16})_[A-Za-z0-9_-]{43}) *$/i;

// 256 random bits need no slow hash: there is nothing to guess.
const digestOf = (key: string): Buffer => hash('sha256', key, 'buffer');

export function mintKey(): NewKey {
  const keyId = randomBytes(8).toString('hex');
  const key = `edx_${keyId}_${randomBytes(32).toString('base64url')}`;
  return { keyId, key, digest: digestOf(key) };
}

/** What the Authorization header presents, or why it presents nothing; the caller looks `keyId` up and compares with {@link sameDigest}. */
export function readKey(header: string | undefined): PresentedKey | Refusal {
  if (header === undefined || header.trim() === '') {
    return { code: 'key-missing', detail: 'Send your key as "Authorization: Bearer edx_..."', where: 'Authorization' };
  }
  const [, key, keyId] = keyPattern.exec(header) ?? [];
  if (key === undefined || keyId === undefined) {
    return { code: 'key-wrong', detail: 'This is not a key of the form edx_<id>_<secret>', where: 'Authorization' };
  }
  return { keyId, digest: digestOf(key) };
}

/** True for what {@link readKey} could read. */
export function isPresentedKey(read: PresentedKey | Refusal): read is PresentedKey {
  return 'keyId' in read;
}

/** Compares in a time that does not tell how many bytes agree. */
export function sameDigest(one: Uint8Array, other: Uint8Array): boolean {
  return one.length === other.length && timingSafeEqual(one, other);
}
