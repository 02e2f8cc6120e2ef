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
import { pathRules, type PathRules } from './path-rules.js';
import { listRules, publicListRules, type ListFacts, type ListRule } from './list-rules.js';
import { readDistributionPoint, scopeOf, type ListScope } from './read-list-scope.js';
import type { Revoked } from './revocation-reasons.js';

/** Times in milliseconds; `digest` (of `der`) lower-case hex. */
export interface RevocationList {
  readonly der: Buffer;
  readonly digest: string;
  readonly number: bigint;
  readonly issuer: Buffer;
  readonly scope: ListScope;
  /** Under RFC 5280 alone: distribution points (hex) to which it is limited, and the reasons, as `allReasons`. */
  readonly points?: readonly string[];
  readonly reasons?: number;
  /** Of a delta list: the number of the complete list that it continues. */
  readonly base?: bigint;
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
  oids.deltaListIndicator,
]);
const entryExtensions: ReadonlySet<string> = new Set([oids.reasonCode]);

/** Throws DerFault. */
export function readRevocationList(source: Buffer, book: PathRules = pathRules): RevocationList {
  return readListBy(book.asks('RFC 5280 and no more') ? publicListRules : listRules, source);
}

/** The reader with its rules as an argument, so that a test can show what each of them stops. */
export function readListBy(rules: readonly ListRule[], source: Buffer): RevocationList {
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
  const entries = body.sees(tags.sequence) ? readEntries(body.enter(tags.sequence)) : [];
  const extensions = readRawExtensions(body.enter(tags.context(0)).enter(tags.sequence), listExtensions);
  body.finish('the signed part of a revocation list');
  const facts = factsOf(entries, extensions);
  const broken = rules.find((rule) => rule.isBroken(facts));
  if (broken !== undefined) throw new DerFault(broken.name);
  return {
    der,
    digest: hash('sha256', der, 'hex'),
    number: facts.number ?? 0n,
    scope: scopeOf(facts.point),
    ...(facts.base !== undefined && { base: facts.base }),
    ...(facts.point?.names && { points: facts.point.names }),
    ...(facts.point?.reasons !== undefined && { reasons: facts.point.reasons }),
    issuer,
    thisUpdate,
    nextUpdate,
    revoked: new Map(entries),
    ...keptSince(extensions.get(oids.expiredCertificatesOnList)),
    signed,
    scheme,
    signature,
  };
}

/** Whether the list speaks for this certificate at all. */
export const covers = ({ scope, points }: RevocationList, { extensions }: ParsedCertificate): boolean =>
  (scope === 'all' || scope === (extensions.isAuthority ? 'authorities' : 'signers')) &&
  (points === undefined || points.some((point) => extensions.beyond?.listPoints.includes(point) === true));

type Entry = readonly [serial: string, revoked: Revoked];

function readEntries(list: DerReader): Entry[] {
  const entries: Entry[] = [];
  while (!list.isAtEnd) {
    const entry = list.enter(tags.sequence);
    const serial = entry.read(tags.integer).toString('hex');
    const since = entry.readTime();
    const reason = entry.isAtEnd ? undefined : readReason(entry.enter(tags.sequence));
    entry.finish('a revocation entry');
    entries.push([serial, reason === undefined ? { since } : { since, reason }]);
  }
  return entries;
}

function readReason(list: DerReader): number | undefined {
  const extension = readRawExtensions(list, entryExtensions).get(oids.reasonCode);
  return extension === undefined ? undefined : new DerReader(extension.value).readReason();
}

function factsOf(entries: readonly Entry[], extensions: ReadonlyMap<string, RawExtension>): ListFacts {
  const number = extensions.get(oids.crlNumber);
  const base = extensions.get(oids.deltaListIndicator);
  const point = extensions.get(oids.issuingDistributionPoint);
  return {
    number: number && readNumber(number),
    base: base && readNumber(base),
    point: point && readDistributionPoint(point),
    serials: entries.map(([serial]) => serial),
    reasons: entries.flatMap(([, { reason }]) => reason ?? []),
  };
}

const keptSince = (extension: RawExtension | undefined): Pick<RevocationList, 'expiredKeptSince'> =>
  extension === undefined ? {} : { expiredKeptSince: new DerReader(extension.value).readGeneralizedTime() };

function readNumber({ value }: RawExtension): bigint {
  const content = new DerReader(value).read(tags.integer);
  if ((content[0] ?? 0x80) >= 0x80 || content.length > 21) throw new DerFault('the number breaks RFC 5280 5.2.3');
  return BigInt(`0x${content.toString('hex')}`);
}
