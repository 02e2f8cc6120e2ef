/** What is asked of a time-stamping authority: TimeStampReq (RFC 3161 2.4.1), the digest of something and a number used once. */
import { hash, randomBytes } from 'node:crypto';
import { digestBytes, readDigestAlgorithm, type DigestName } from '../der/algorithms.js';
import { requireDer } from '../der/check-der.js';
import { DerFault } from '../der/der-fault.js';
import { DerReader } from '../der/der-reader.js';
import { tags } from '../der/tags.js';
import { encode, integer, octets, oid, sequence, yes, type DerNode } from '../der/write-der.js';
import { digestAlgorithm } from '../schemes.js';

/** The digest that a stamp speaks of. */
export interface Imprint {
  readonly digest: DigestName;
  readonly hash: Buffer;
}

/** `nonce` is lower-case hex, without leading zeros; `policy` a dotted object identifier. */
export interface StampRequest {
  readonly imprint: Imprint;
  readonly policy?: string;
  readonly nonce?: string;
  /** Whether the authority's certificate is to be enclosed. */
  readonly wantsCertificate: boolean;
}

export const sha256Imprint = (bytes: Buffer): Imprint => ({ digest: 'sha256', hash: hash('sha256', bytes, 'buffer') });

/** 64 random bits in hex, the first of them set, as RFC 3161 2.4.1 asks of a nonce. */
export function makeNonce(): string {
  const nonce = randomBytes(8);
  nonce[0] = ((nonce[0] ?? 0) & 0x7f) | 0x40;
  return nonce.toString('hex');
}

/** DER. The certificate is asked for: a token is judged by what it encloses. */
export function writeStampRequest(imprint: Imprint, nonce?: string, policy?: string): Buffer {
  return encode(
    sequence(
      integer(1),
      imprintNode(imprint),
      ...(policy === undefined ? [] : [oid(policy)]),
      ...(nonce === undefined ? [] : [integer(Buffer.from(nonce, 'hex'))]),
      yes(),
    ),
  );
}

export const imprintNode = ({ digest, hash: value }: Imprint): DerNode =>
  sequence(digestAlgorithm(digest), octets(value));

/** Throws DerFault: `algorithm-refused` for a digest that is not accepted. */
export function readStampRequest(der: Buffer): StampRequest {
  requireDer(der);
  const request = new DerReader(der).enter(tags.sequence);
  if (request.readSmallInteger() !== 1) throw new DerFault('only version 1 requests are accepted');
  const imprint = readImprint(request);
  const policy = request.sees(tags.oid) ? request.readOid() : undefined;
  const nonce = request.sees(tags.integer) ? readNonce(request) : undefined;
  const wantsCertificate = request.readFlag();
  request.finish('a time stamp request (extensions are not understood)');
  return { imprint, wantsCertificate, ...(policy !== undefined && { policy }), ...(nonce !== undefined && { nonce }) };
}

export function readImprint(from: DerReader): Imprint {
  const imprint = from.enter(tags.sequence);
  const digest = readDigestAlgorithm(imprint);
  const value = imprint.read(tags.octetString);
  imprint.finish('an imprint');
  if (value.length !== digestBytes[digest]) throw new DerFault(`an imprint by ${digest} has ${value.length} bytes`);
  return { digest, hash: value };
}

/** A positive INTEGER of up to 20 bytes in hex, without leading zeros. */
export function readNonce(from: DerReader): string {
  const content = from.read(tags.integer);
  if ((content[0] ?? 0x80) >= 0x80 || content.length > 21) throw new DerFault('a positive number of up to 20 bytes');
  return content.toString('hex').replace(/^(?:00)+(?=.)/, '');
}
