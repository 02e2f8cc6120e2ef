/** What a request of the axis' API says and signs: fields in headers, a JSON text of them, and an HMAC over that text as it came. */
import { createHmac } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';
import { refusedError, sameDigest } from '@lienthong/edge';
import { parseJson } from '../values/parse-json.js';

const prefix = 'xroadvnpt-';

export function fieldHeader(headers: IncomingHttpHeaders, name: string): string | undefined {
  const value = headers[prefix + name.toLowerCase()];
  return typeof value === 'string' ? value : undefined;
}

/** The fields of one request, after its HMAC was found good. Clients send fields of earlier calls again: nobody asks for these. */
export class SignedFields {
  constructor(
    private readonly headers: IncomingHttpHeaders,
    private readonly values: ReadonlyMap<string, string>,
  ) {}

  /** What was signed under a name, whatever its header says. */
  signed(name: string): string | undefined {
    return this.values.get(prefix + name.toLowerCase());
  }

  /** A field that is signed; undefined for one that is absent or stands outside the signed text. Throws when it is not what was signed. */
  get(name: string): string | undefined {
    const signed = this.signed(name);
    if (signed === undefined || signed === fieldHeader(this.headers, name)) return signed;
    throw refusedError('key-wrong', 'The header differs from what was signed', `XroadVnpt-${name}`);
  }

  /** A field that the operation can not do without. */
  needed(name: string): string {
    const value = this.get(name);
    if (value !== undefined && value !== '') return value;
    const where = `XroadVnpt-${name}`;
    if (fieldHeader(this.headers, name) === undefined || value === '')
      throw refusedError('request-invalid', 'This operation needs the header', where);
    throw refusedError('key-wrong', 'The header is not in the signed text', where);
  }
}

/** Reads the fields of a request whose HMAC-SHA256 fits the secret. Throws RefusedError when it does not. */
export function verifyFields(headers: IncomingHttpHeaders, secret: string): SignedFields {
  const text = fieldHeader(headers, 'sign-header');
  const mac = fieldHeader(headers, 'hash-header');
  if (text === undefined || mac === undefined)
    throw refusedError('key-missing', 'The request carries no signed text and HMAC of it', 'XroadVnpt-hash-header');
  if (!/^[0-9a-f]{64}$/i.test(mac) || !fits(text, Buffer.from(mac, 'hex'), secret))
    throw refusedError('key-wrong', 'The HMAC does not fit: wrong system id or secret', 'XroadVnpt-hash-header');
  return new SignedFields(headers, readSigned(text));
}

/** Headers arrive as bytes that Node reads as Latin-1: the client signed these bytes, or their UTF-8 form where it sent Latin-1. */
function fits(text: string, mac: Buffer, secret: string): boolean {
  const encodings: readonly BufferEncoding[] = ['latin1', 'utf8'];
  return encodings.some((encoding) =>
    sameDigest(createHmac('sha256', secret).update(Buffer.from(text, encoding)).digest(), mac),
  );
}

/** Some clients leave the quotes of a value out; what follows is read again as a whole, so nothing but a flat object comes of it. */
function quoteBareValues(text: string): string {
  return text.replace(
    /("(?:[^"\\]|\\.)*"\s*:\s*)([\w.+:/-]+)(?=\s*[,}])|"(?:[^"\\]|\\.)*"/g,
    (all, name?: string, bare?: string) => (name === undefined ? all : `${name}"${bare}"`),
  );
}

/** Names of headers know no case; one that is signed twice with two values would be read differently by two readers. */
function readSigned(text: string): ReadonlyMap<string, string> {
  const parsed = parseJson(text) ?? parseJson(quoteBareValues(text));
  if (typeof parsed !== 'object' || parsed === null || Array.isArray(parsed))
    throw refusedError('request-invalid', 'The signed text is not a JSON object', 'XroadVnpt-sign-header');
  const signed = new Map<string, string>();
  for (const [name, value] of Object.entries(parsed)) {
    const key = name.toLowerCase();
    if (signed.has(key))
      throw refusedError('request-invalid', `${name.slice(0, 60)} is signed twice`, 'XroadVnpt-sign-header');
    if (typeof value === 'string' || typeof value === 'number') signed.set(key, String(value));
  }
  return signed;
}
