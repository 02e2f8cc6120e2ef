/** What a request binds beside its fields: the operation, and the bytes of its body. */
import { hash } from 'node:crypto';
import { refusedError } from '@lienthong/edge';
import type { SignedFields } from './signed-fields.js';

/** The one operation whose body is a package. */
const sending = 'sendEdoc';

/**
 * Refuses what was signed for another operation, as far as the client signs what tells them apart: its name (`operation`, a field of
 * ours), or the media type of a package, which clients sign for `sendEdoc` only.
 */
export function checkOperation(fields: SignedFields, operation: string): void {
  const named = fields.signed('operation');
  if (named !== undefined && named !== operation)
    throw refusedError('key-wrong', `The request was signed for ${named.slice(0, 40)}`, 'XroadVnpt-operation');
  const type = fields.signed('Content-Type') ?? '';
  if (operation !== sending && /^(application\/octet-stream|multipart\/form-data)/i.test(type))
    throw refusedError('key-wrong', `A request with a package was signed, for ${sending}`, 'XroadVnpt-Content-Type');
}

/** The SDK's own form of a SHA-256: each byte in hexadecimal without its leading zero. */
export function oddDigest(bytes: Buffer): string {
  return [...hash('sha256', bytes, 'buffer')].map((byte) => byte.toString(16)).join('');
}

/** Which of these bytes have the digest, in the SDK's form or the usual one. */
function withDigest(digest: string, candidates: readonly Buffer[]): Buffer | undefined {
  return candidates.find((bytes) => digest === oddDigest(bytes) || digest === hash('sha256', bytes, 'hex'));
}

/** How a body came, and whether its digest must be signed. */
export interface Body {
  readonly mustSign: boolean;
  /** Plain bytes, so that a CR LF behind them can be the SDK's. */
  readonly isOctets: boolean;
}

const crLf = Buffer.from('\r\n');

/**
 * The file in a body: the SDK ends each with CR LF, which its digest leaves out. The signed digest decides where there is one; else
 * the two bytes belong to the body where the XML has ended before them. A digest that must be there, and is not (or is that of an
 * earlier package, among the SDK's leftover headers), is refused.
 */
export function fileIn(fields: SignedFields, body: Buffer, { mustSign, isOctets }: Body): Buffer {
  const given = fields.get('hash-file')?.toLowerCase();
  const ended = body.subarray(-2).equals(crLf) ? body.subarray(0, -2) : undefined;
  if (given === undefined) {
    if (mustSign) throw refusedError('request-invalid', `This system is hardened: ${wanted(body)}`, hashHeader);
    return isOctets && ended !== undefined && /[>]\s*$/.test(ended.toString('latin1', ended.length - 64))
      ? ended
      : body;
  }
  const file = withDigest(given, ended === undefined ? [body] : [body, ended]);
  if (file !== undefined) return file;
  const detail = `The body is not the one whose SHA-256 was signed: ${wanted(body)}`;
  throw refusedError('attachment-digest-mismatch', detail, hashHeader);
}

const hashHeader = 'XroadVnpt-hash-file';
const wanted = ({ length }: Buffer): string => `sign the SHA-256 of this request's ${length} bytes, in hexadecimal`;
