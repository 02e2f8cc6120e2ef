/** Reads one certificate revocation list (RFC 5280 section 5) strictly: version 2, numbered, complete, direct. */
import { hash } from 'node:crypto';
import { readSignatureAlgorithm, type DigestName } from '../der/algorithms.js';
import { requireDer } from '../der/check-der.js';
import { DerFault } from '../der/der-fault.js';
import { DerReader } from '../der/der-reader.js';
import { oids } from '../der/oids.js';
import { tags } from '../der/tags.js';
import { readRawExtensions } from './read-extensions.js';

/** Times in milliseconds; `digest` lower-case hex. */
export interface RevocationList {
  readonly digest: string;
  readonly number: bigint;
  readonly issuer: Buffer;
  readonly thisUpdate: number;
  readonly nextUpdate: number;
  /** Revocation time by serial number (hex, as `ParsedCertificate.serial`). */
  readonly revoked: ReadonlyMap<string, number>;
  readonly signed: Buffer;
  readonly signatureDigest: DigestName;
  readonly signature: Buffer;
}

// Delta, indirect and partial lists carry critical extensions that are not in these sets, and so are refused.
const listExtensions: ReadonlySet<string> = new Set([oids.crlNumber, oids.authorityKeyIdentifier]);
const entryExtensions: ReadonlySet<string> = new Set([oids.reasonCode]);

/** Throws DerFault. */
export function readRevocationList(source: Buffer): RevocationList {
  const der = Buffer.from(source);
  requireDer(der);
  const list = new DerReader(der).enter(tags.sequence);
  const signed = list.whole(tags.sequence);
  const signatureDigest = readSignatureAlgorithm(list);
  const signature = list.readBits();
  list.finish('a revocation list');

  const body = new DerReader(signed).enter(tags.sequence);
  if (body.readSmallInteger() !== 1) throw new DerFault('only version 2 revocation lists are accepted');
  if (readSignatureAlgorithm(body) !== signatureDigest) throw new DerFault('two signature algorithms are named');
  const issuer = body.whole(tags.sequence);
  const [thisUpdate, nextUpdate] = [body.readTime(), body.readTime()];
  const revoked = body.sees(tags.sequence) ? readEntries(body.enter(tags.sequence)) : new Map<string, number>();
  const number = readNumber(body.enter(tags.context(0)).enter(tags.sequence));
  body.finish('the signed part of a revocation list');
  return {
    digest: hash('sha256', der, 'hex'),
    number,
    issuer,
    thisUpdate,
    nextUpdate,
    revoked,
    signed,
    signatureDigest,
    signature,
  };
}

function readEntries(list: DerReader): Map<string, number> {
  const revoked = new Map<string, number>();
  while (!list.isAtEnd) {
    const entry = list.enter(tags.sequence);
    const serial = entry.read(tags.integer).toString('hex');
    revoked.set(serial, Math.min(entry.readTime(), revoked.get(serial) ?? Infinity));
    if (!entry.isAtEnd) readRawExtensions(entry.enter(tags.sequence), entryExtensions);
    entry.finish('a revocation entry');
  }
  return revoked;
}

function readNumber(list: DerReader): bigint {
  const extension = readRawExtensions(list, listExtensions).get(oids.crlNumber);
  if (extension === undefined) throw new DerFault('the revocation list has no number');
  const content = new DerReader(extension.value).read(tags.integer);
  if ((content[0] ?? 0x80) >= 0x80 || content.length > 21) throw new DerFault('the number breaks RFC 5280 5.2.3');
  return BigInt(`0x${content.toString('hex')}`);
}
