/** Reads one certificate revocation list (RFC 5280 section 5) strictly: version 2, numbered, complete, direct, no delta. */
import { hash } from 'node:crypto';
import { readSignatureAlgorithm, type SignatureScheme } from '../der/algorithms.js';
import { requireDer } from '../der/check-der.js';
import { DerFault } from '../der/der-fault.js';
import { DerReader } from '../der/der-reader.js';
import { oids } from '../der/oids.js';
import { tags } from '../der/tags.js';
import type { ParsedCertificate } from './read-certificate.js';
import { readRawExtensions, type RawExtension } from './read-extensions.js';
import { readListScope, type ListScope } from './read-list-scope.js';
import { reasonNumbers, type Revoked } from './revocation-reasons.js';

/** Times in milliseconds; `digest` lower-case hex. */
export interface RevocationList {
  readonly digest: string;
  readonly number: bigint;
  readonly issuer: Buffer;
  readonly scope: ListScope;
  readonly thisUpdate: number;
  readonly nextUpdate: number;
  /** By serial number (hex, as `ParsedCertificate.serial`). */
  readonly revoked: ReadonlyMap<string, Revoked>;
  /** Certificates that expired since then stay on the list (X.509 expiredCertsOnCRL). */
  readonly expiredKeptSince?: number;
  readonly signed: Buffer;
  readonly scheme: SignatureScheme;
  readonly signature: Buffer;
}

// Others that are critical are refused: they would change what the list says in ways that are not read here.
const listExtensions: ReadonlySet<string> = new Set([
  oids.crlNumber,
  oids.authorityKeyIdentifier,
  oids.issuingDistributionPoint,
  oids.expiredCertificatesOnList,
]);
const entryExtensions: ReadonlySet<string> = new Set([oids.reasonCode]);

/** Throws DerFault. */
export function readRevocationList(source: Buffer): RevocationList {
  const der = Buffer.from(source);
  requireDer(der);
  const list = new DerReader(der).enter(tags.sequence);
  const signed = list.whole(tags.sequence);
  const scheme = readSignatureAlgorithm(list);
  const signature = list.readBits();
  list.finish('a revocation list');

  const body = new DerReader(signed).enter(tags.sequence);
  if (body.readSmallInteger() !== 1) throw new DerFault('only version 2 revocation lists are accepted');
  if (readSignatureAlgorithm(body) !== scheme) throw new DerFault('two signature algorithms are named');
  const issuer = body.whole(tags.sequence);
  const [thisUpdate, nextUpdate] = [body.readTime(), body.readTime()];
  const revoked = body.sees(tags.sequence) ? readEntries(body.enter(tags.sequence)) : new Map<string, Revoked>();
  const extensions = readListExtensions(body.enter(tags.context(0)).enter(tags.sequence));
  body.finish('the signed part of a revocation list');
  return {
    digest: hash('sha256', der, 'hex'),
    ...extensions,
    issuer,
    thisUpdate,
    nextUpdate,
    revoked,
    signed,
    scheme,
    signature,
  };
}

/** Whether the list speaks for this certificate at all. */
export const covers = ({ scope }: RevocationList, { extensions }: ParsedCertificate): boolean =>
  scope === 'all' || scope === (extensions.isAuthority ? 'authorities' : 'signers');

function readEntries(list: DerReader): Map<string, Revoked> {
  const revoked = new Map<string, Revoked>();
  while (!list.isAtEnd) {
    const entry = list.enter(tags.sequence);
    const serial = entry.read(tags.integer).toString('hex');
    if (revoked.has(serial)) throw new DerFault(`certificate ${serial} is listed twice`);
    const since = entry.readTime();
    const reason = entry.isAtEnd ? undefined : readReason(entry.enter(tags.sequence));
    entry.finish('a revocation entry');
    revoked.set(serial, reason === undefined ? { since } : { since, reason });
  }
  return revoked;
}

function readReason(list: DerReader): number | undefined {
  const extension = readRawExtensions(list, entryExtensions).get(oids.reasonCode);
  return extension === undefined ? undefined : readReasonNumber(new DerReader(extension.value).read(tags.enumerated));
}

/** CRLReason (RFC 5280 5.3.1), also in OCSP answers; removeFromCRL is a word of deltas. */
export function readReasonNumber(content: Buffer): number {
  const reason = content.length === 1 ? (content[0] ?? -1) : -1;
  if (!reasonNumbers.has(reason))
    throw new DerFault(`reason ${content.toString('hex')} has no place in a complete list`);
  return reason;
}

function readListExtensions(list: DerReader): Pick<RevocationList, 'number' | 'scope' | 'expiredKeptSince'> {
  const found = readRawExtensions(list, listExtensions);
  if (found.has(oids.deltaListIndicator)) throw new DerFault('delta revocation lists are not accepted');
  const keptSince = found.get(oids.expiredCertificatesOnList);
  return {
    number: readNumber(found.get(oids.crlNumber)),
    scope: readListScope(found.get(oids.issuingDistributionPoint)),
    ...(keptSince && { expiredKeptSince: new DerReader(keptSince.value).readGeneralizedTime() }),
  };
}

function readNumber(extension: RawExtension | undefined): bigint {
  if (extension === undefined) throw new DerFault('the revocation list has no number');
  const content = new DerReader(extension.value).read(tags.integer);
  if ((content[0] ?? 0x80) >= 0x80 || content.length > 21) throw new DerFault('the number breaks RFC 5280 5.2.3');
  return BigInt(`0x${content.toString('hex')}`);
}
