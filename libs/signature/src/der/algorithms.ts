/** The algorithms that count: RSA with PKCS#1 v1.5 padding and SHA-256, SHA-384 or SHA-512. Anything else is refused. */
import { DerFault } from './der-fault.js';
import type { DerReader } from './der-reader.js';
import { oids } from './oids.js';
import { tags } from './tags.js';

export type DigestName = 'sha256' | 'sha384' | 'sha512';

const digestsByOid: ReadonlyMap<string, DigestName> = new Map([
  [oids.sha256, 'sha256'],
  [oids.sha384, 'sha384'],
  [oids.sha512, 'sha512'],
]);

const digestsBySignatureOid: ReadonlyMap<string, DigestName> = new Map([
  [oids.sha256WithRsa, 'sha256'],
  [oids.sha384WithRsa, 'sha384'],
  [oids.sha512WithRsa, 'sha512'],
]);

/** Digest AlgorithmIdentifier; RFC 5754 section 2 lets the parameters be absent or NULL. */
export function readDigestAlgorithm(from: DerReader): DigestName {
  const oid = readIdentifier(from);
  const digest = digestsByOid.get(oid);
  if (digest === undefined) throw new DerFault(`digest algorithm ${oid} is not accepted`, 'algorithm-refused');
  return digest;
}

/** Signature AlgorithmIdentifier of a certificate or CRL, which names its digest. */
export function readSignatureAlgorithm(from: DerReader): DigestName {
  const oid = readIdentifier(from);
  const digest = digestsBySignatureOid.get(oid);
  if (digest === undefined) throw new DerFault(`signature algorithm ${oid} is not accepted`, 'algorithm-refused');
  return digest;
}

/** Signature AlgorithmIdentifier of a signer: plain RSA, or RSA with the same digest as named before. */
export function readSignerAlgorithm(from: DerReader, digest: DigestName): void {
  const oid = readIdentifier(from);
  if (oid === oids.rsaEncryption) return;
  if (digestsBySignatureOid.get(oid) !== digest) {
    throw new DerFault(`signature algorithm ${oid} is not accepted with ${digest}`, 'algorithm-refused');
  }
}

function readIdentifier(from: DerReader): string {
  const identifier = from.enter(tags.sequence);
  const oid = identifier.readOid();
  if (identifier.sees(tags.null)) identifier.read(tags.null);
  if (!identifier.isAtEnd) throw new DerFault(`parameters of algorithm ${oid} are not accepted`, 'algorithm-refused');
  return oid;
}
