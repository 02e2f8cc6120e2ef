/** The algorithms that count: RSA (PKCS#1 v1.5 and PSS) and ECDSA, each with SHA-256, SHA-384 or SHA-512. Others are refused. */
import { DerFault } from './der-fault.js';
import type { DerReader } from './der-reader.js';
import { oids } from './oids.js';
import { tags } from './tags.js';

export type DigestName = 'sha256' | 'sha384' | 'sha512';
export type NamingDigest = DigestName | 'sha1';

/** How a signature is made. There is one object for each scheme, so that schemes compare by `===`. */
export interface SignatureScheme {
  readonly kind: 'rsa' | 'rsa-pss' | 'ecdsa';
  readonly digest: DigestName;
}

/** Bytes of each digest; RSASSA-PSS takes as many for its salt (RFC 4055 section 3.1). */
export const digestBytes: Readonly<Record<NamingDigest, number>> = { sha1: 20, sha256: 32, sha384: 48, sha512: 64 };

const withEveryDigest = (kind: SignatureScheme['kind']): Readonly<Record<DigestName, SignatureScheme>> => ({
  sha256: { kind, digest: 'sha256' },
  sha384: { kind, digest: 'sha384' },
  sha512: { kind, digest: 'sha512' },
});

/** Every scheme that is accepted, by kind and digest. */
export const schemes = {
  rsa: withEveryDigest('rsa'),
  'rsa-pss': withEveryDigest('rsa-pss'),
  ecdsa: withEveryDigest('ecdsa'),
} as const;

const digestsByOid: ReadonlyMap<string, DigestName> = new Map([
  [oids.sha256, 'sha256'],
  [oids.sha384, 'sha384'],
  [oids.sha512, 'sha512'],
]);

const namingDigestsByOid: ReadonlyMap<string, NamingDigest> = new Map<string, NamingDigest>([
  ...digestsByOid,
  [oids.sha1, 'sha1'],
]);

const schemesByOid: ReadonlyMap<string, SignatureScheme> = new Map([
  [oids.sha256WithRsa, schemes.rsa.sha256],
  [oids.sha384WithRsa, schemes.rsa.sha384],
  [oids.sha512WithRsa, schemes.rsa.sha512],
  [oids.ecdsaWithSha256, schemes.ecdsa.sha256],
  [oids.ecdsaWithSha384, schemes.ecdsa.sha384],
  [oids.ecdsaWithSha512, schemes.ecdsa.sha512],
]);

/** Digest AlgorithmIdentifier; RFC 5754 section 2 lets the parameters be absent or NULL. */
export const readDigestAlgorithm = (from: DerReader): DigestName => readDigestOf(digestsByOid, from);

/** The digest by which a status request names a certificate: openssl and RFC 5019 use SHA-1, which proves nothing there. */
export const readNamingDigest = (from: DerReader): NamingDigest => readDigestOf(namingDigestsByOid, from);

function readDigestOf<Name>(accepted: ReadonlyMap<string, Name>, from: DerReader): Name {
  const identifier = from.enter(tags.sequence);
  const oid = identifier.readOid();
  const digest = accepted.get(oid);
  if (digest === undefined) throw refusedAlgorithm(`digest algorithm ${oid} is not accepted`);
  readNoParameters(identifier, oid, true);
  return digest;
}

/** Signature AlgorithmIdentifier of a certificate, a CRL or an OCSP answer, which names its digest. */
export function readSignatureAlgorithm(from: DerReader): SignatureScheme {
  const identifier = from.enter(tags.sequence);
  const oid = identifier.readOid();
  if (oid === oids.rsaPss) return readPssParameters(identifier);
  const scheme = schemesByOid.get(oid);
  if (scheme === undefined) throw refusedAlgorithm(`signature algorithm ${oid} is not accepted`);
  // RFC 5758 section 3.2: with ECDSA the parameters are absent, never NULL.
  readNoParameters(identifier, oid, scheme.kind === 'rsa');
  return scheme;
}

/**
 * Signature AlgorithmIdentifier of a signer: plain RSA, or a scheme with the same digest as named before. With another digest
 * it is refused where `isBound`.
 */
export function readSignerAlgorithm(from: DerReader, digest: DigestName, isBound: boolean): SignatureScheme {
  const identifier = from.peek(tags.sequence);
  if (identifier.readOid() === oids.rsaEncryption) {
    readNoParameters(identifier, oids.rsaEncryption, true);
    from.skip();
    return schemes.rsa[digest];
  }
  const scheme = readSignatureAlgorithm(from);
  if (isBound && scheme.digest !== digest)
    throw refusedAlgorithm(`${scheme.kind} with ${scheme.digest} does not go with ${digest}`);
  return scheme;
}

function readNoParameters(identifier: DerReader, oid: string, mayBeNull: boolean): void {
  if (mayBeNull && identifier.sees(tags.null)) identifier.read(tags.null);
  if (!identifier.isAtEnd) throw refusedAlgorithm(`parameters of algorithm ${oid} are not accepted`);
}

/**
 * RSASSA-PSS-params (RFC 4055 section 3.1): all three written out, since their defaults are SHA-1; one digest for content
 * and mask, a salt as long as the digest.
 */
function readPssParameters(identifier: DerReader): SignatureScheme {
  if (!identifier.sees(tags.sequence)) throw refusedAlgorithm('RSASSA-PSS without parameters means SHA-1');
  const parameters = identifier.enter(tags.sequence);
  const digest = readDigestAlgorithm(enterNamed(parameters, 0));
  const mask = enterNamed(parameters, 1).enter(tags.sequence);
  if (mask.readOid() !== oids.mgf1 || readDigestAlgorithm(mask) !== digest) {
    throw refusedAlgorithm('RSASSA-PSS needs MGF1 with the digest of the content');
  }
  const saltBytes = enterNamed(parameters, 2).readSmallInteger();
  if (saltBytes !== digestBytes[digest]) throw refusedAlgorithm(`RSASSA-PSS with a salt of ${saltBytes} bytes`);
  if (!parameters.isAtEnd) throw refusedAlgorithm('RSASSA-PSS with another trailer field');
  return schemes['rsa-pss'][digest];
}

function enterNamed(parameters: DerReader, number: number): DerReader {
  if (parameters.sees(tags.context(number))) return parameters.enter(tags.context(number));
  throw refusedAlgorithm('RSASSA-PSS must name its digest, mask and salt length; their defaults mean SHA-1');
}

const refusedAlgorithm = (detail: string): DerFault => new DerFault(detail, 'algorithm-refused');
