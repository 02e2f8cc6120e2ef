/** What a hardened system has to prove beside its HMAC: that the request is of now, and that the body is the one it signed. */
import { hash } from 'node:crypto';
import { refusedError } from '@lienthong/edge';
import type { SignedFields } from './signed-fields.js';

/** How far a client's clock may be off, in milliseconds. */
const windowMs = 5 * 60_000;
const vietnamMs = 7 * 3_600_000;
const stamp = /^(\d{2})(\d{2})(\d{4})T(\d{2})(\d{2})(\d{2})\+(\d{1,4})$/;

/** `ddMMyyyy'T'HHmmss+SSSS` without a zone, taken as Vietnam time; undefined when it is none. */
export function readTimestamp(text: string): number | undefined {
  const parts = stamp.exec(text)?.slice(1).map(Number);
  if (parts === undefined) return undefined;
  const [day = 0, month = 0, year = 0, hour = 0, minute = 0, second = 0, ms = 0] = parts;
  return Date.UTC(year, month - 1, day, hour, minute, second, ms) - vietnamMs;
}

/** By the machine's clock, also in a rehearsal: clients live by theirs. A timestamp can repeat, so it is no nonce. */
export function checkTimestamp(fields: SignedFields, nowMs: number): void {
  const at = readTimestamp(fields.needed('timestamp'));
  if (at !== undefined && Math.abs(at - nowMs) <= windowMs) return;
  const detail = `The time is not within ${windowMs / 60_000} minutes of ours: ddMMyyyy'T'HHmmss+SSSS in Vietnam time`;
  throw refusedError('key-wrong', detail, 'XroadVnpt-timestamp');
}

/** The SDK's own form of a SHA-256: each byte in hexadecimal without its leading zero. */
export function oddDigest(bytes: Buffer): string {
  return [...hash('sha256', bytes, 'buffer')].map((byte) => byte.toString(16)).join('');
}

/**
 * The signed digest of a body, in the SDK's form or in the usual one, where it is given; a hardened system must give it, also where
 * the SDK gives none (or, among its leftover headers, that of an earlier package).
 */
export function checkBody(fields: SignedFields, bytes: Buffer, isHardened: boolean): void {
  const given = fields.get('hash-file')?.toLowerCase();
  if (given === undefined && !isHardened) return;
  if (given === oddDigest(bytes) || given === hash('sha256', bytes, 'hex')) return;
  const wanted = `sign the SHA-256 of this request's ${bytes.length} bytes, in hexadecimal`;
  if (given !== undefined)
    throw refusedError(
      'attachment-digest-mismatch',
      `The body is not the one whose SHA-256 was signed: ${wanted}`,
      'XroadVnpt-hash-file',
    );
  throw refusedError('request-invalid', `This system is hardened: ${wanted}`, 'XroadVnpt-hash-file');
}
