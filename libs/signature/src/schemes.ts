/** Signs and verifies by scheme, with node:crypto or the device that holds the key: which key goes with which scheme, and how the scheme is written in DER. */
import { constants, sign, verify, type KeyObject } from 'node:crypto';
import { digestBytes, schemes, type NamingDigest, type SignatureScheme } from './der/algorithms.js';
import { oids } from './der/oids.js';
import { algorithm, context, integer, oid, sequence, type DerNode } from './der/write-der.js';
import { isDeviceKey, keyFacts, type NumberForm, type SigningKey } from './signing-key.js';

/** Structures that carry a signature: certificates, revocation lists, OCSP answers. */
export interface SignedStructure {
  readonly signed: Buffer;
  readonly scheme: SignatureScheme;
  readonly signature: Buffer;
}

const keyTypes = { rsa: 'rsa', 'rsa-pss': 'rsa', ecdsa: 'ec' } as const;

/** False also where the key is of another type than the scheme. The key has passed `readPublicKey`. */
export function verifies(
  { signed, scheme, signature }: SignedStructure,
  publicKey: KeyObject,
  form: NumberForm = 'der',
): boolean {
  if (publicKey.asymmetricKeyType !== keyTypes[scheme.kind]) return false;
  return verify(scheme.digest, signed, { ...withPadding(publicKey, scheme), dsaEncoding: form }, signature);
}

/** By RSASSA-PKCS1-v1_5, RSASSA-PSS or ECDSA. Throws when the key is of another type than the scheme. */
export function signBy(scheme: SignatureScheme, bytes: Buffer, key: SigningKey, form: NumberForm = 'der'): Buffer {
  const { asymmetricKeyType: type } = keyFacts(key);
  if (type !== keyTypes[scheme.kind]) {
    throw new RangeError(`a key of type ${type} does not sign by ${scheme.kind}`);
  }
  if (isDeviceKey(key)) return key.sign(scheme, bytes, form);
  return sign(scheme.digest, bytes, { ...withPadding(key, scheme), dsaEncoding: form });
}

function withPadding(key: KeyObject, { kind, digest }: SignatureScheme) {
  if (kind !== 'rsa-pss') return { key };
  return { key, padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: digestBytes[digest] };
}

/** What a key signs by where nothing else is asked: RSA and P-256 with SHA-256, P-384 with SHA-384. */
export function usualScheme(key: SigningKey): SignatureScheme {
  const { asymmetricKeyType: type, asymmetricKeyDetails: details } = keyFacts(key);
  if (type === 'rsa') return schemes.rsa.sha256;
  if (type === 'ec' && details?.namedCurve === 'prime256v1') return schemes.ecdsa.sha256;
  if (type === 'ec' && details?.namedCurve === 'secp384r1') return schemes.ecdsa.sha384;
  throw new RangeError(`keys of type ${type} ${details?.namedCurve ?? ''} do not sign here`);
}

const digestOids: Readonly<Record<NamingDigest, string>> = {
  sha1: oids.sha1,
  sha256: oids.sha256,
  sha384: oids.sha384,
  sha512: oids.sha512,
};
const rsaOids = { sha256: oids.sha256WithRsa, sha384: oids.sha384WithRsa, sha512: oids.sha512WithRsa };
const ecdsaOids = { sha256: oids.ecdsaWithSha256, sha384: oids.ecdsaWithSha384, sha512: oids.ecdsaWithSha512 };

export const digestAlgorithm = (digest: NamingDigest): DerNode => algorithm(digestOids[digest]);

/** The AlgorithmIdentifier of a scheme (RFC 4055, RFC 5758). */
export function schemeAlgorithm({ kind, digest }: SignatureScheme): DerNode {
  if (kind === 'rsa') return algorithm(rsaOids[digest]);
  if (kind === 'ecdsa') return sequence(oid(ecdsaOids[digest]));
  return sequence(
    oid(oids.rsaPss),
    sequence(
      context(0, digestAlgorithm(digest)),
      context(1, sequence(oid(oids.mgf1), digestAlgorithm(digest))),
      context(2, integer(digestBytes[digest])),
    ),
  );
}
