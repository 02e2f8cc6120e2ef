/** Reads a SubjectPublicKeyInfo (RFC 5280 4.1.2.7) with a key that is strong enough: RSA, or ECDSA on P-256 or P-384. */
import { createPublicKey, type KeyObject } from 'node:crypto';
import { requireDer } from '../der/check-der.js';
import { DerFault } from '../der/der-fault.js';
import { DerReader } from '../der/der-reader.js';
import { oids } from '../der/oids.js';
import { tags } from '../der/tags.js';
import { profile } from '../profile.js';
import { pathRules, type PathRules } from './path-rules.js';

/** Bytes of an uncompressed point (RFC 5480 section 2.2) on each accepted curve. */
const pointBytes: ReadonlyMap<string, number> = new Map([
  [oids.p256, 65],
  [oids.p384, 97],
]);
const UNCOMPRESSED = 0x04;

/** `keyInfo` is checked DER. Throws DerFault (`algorithm-refused`) for a key of any other kind or size. */
export function readPublicKey(
  keyInfo: Buffer,
  book: PathRules = pathRules,
): { readonly publicKey: KeyObject; readonly keyBits: Buffer } {
  const info = new DerReader(keyInfo).enter(tags.sequence);
  const algorithm = info.enter(tags.sequence);
  const type = algorithm.readOid();
  const keyBits = info.readBits();
  info.finish('a public key');
  if (type === oids.rsaEncryption) checkRsa(algorithm, keyBits, book);
  else if (type === oids.ecPublicKey) checkPoint(algorithm, keyBits, book);
  else throw refusedKey(`keys of type ${type} are not accepted, only RSA and ECDSA`);
  algorithm.finish('a key algorithm');
  try {
    return { publicKey: createPublicKey({ key: keyInfo, format: 'der', type: 'spki' }), keyBits };
  } catch (error) {
    throw refusedKey(`the public key is no key: ${(error as Error).message}`);
  }
}

function checkRsa(algorithm: DerReader, keyBits: Buffer, book: PathRules): void {
  algorithm.read(tags.null);
  requireDer(keyBits);
  const key = new DerReader(keyBits).enter(tags.sequence);
  const modulus = key.read(tags.integer);
  const exponent = key.readSmallInteger();
  key.finish('an RSA key');
  const bare = modulus[0] === 0 ? modulus.subarray(1) : modulus;
  const bits = bare.length * 8 - (Math.clz32(bare[0] ?? 0) - 24);
  const { least, most } = profile.modulusBits;
  const isOdd = ((bare.at(-1) ?? 0) & 1) === 1;
  const isNumber = (modulus[0] ?? 0x80) < 0x80 && isOdd;
  book.demand(
    'an RSA key of 2048 to 4096 bits, exponent 65537',
    isNumber && bits >= least && bits <= most && exponent === profile.exponent,
    `RSA needs ${least} to ${most} bits and exponent ${profile.exponent}; this key has ${bits} bits, exponent ${exponent}`,
    'algorithm-refused',
  );
  const isStrong = isNumber && bits >= 1024 && bits <= 16_384 && exponent >= 3 && exponent % 2 === 1;
  const refusal = `RSA needs 1024 to 16384 bits and an odd exponent; this key has ${bits} bits, exponent ${exponent}`;
  book.demand('an RSA key of at least 1024 bits', isStrong, refusal, 'algorithm-refused');
}

// Curves by name only: parameters written out would let a certificate bring a curve of its own (CVE-2020-0601).
function checkPoint(algorithm: DerReader, keyBits: Buffer, book: PathRules): void {
  if (!algorithm.sees(tags.oid)) throw refusedKey('an elliptic key must name its curve');
  const curve = algorithm.readOid();
  const expected = pointBytes.get(curve);
  if (expected === undefined && !book.asks('an elliptic key on P-256 or P-384')) return;
  if (expected === undefined) throw refusedKey(`curve ${curve} is not accepted, only P-256 and P-384`);
  if (keyBits[0] !== UNCOMPRESSED || keyBits.length !== expected) {
    throw refusedKey('the point of an elliptic key must be uncompressed');
  }
}

const refusedKey = (detail: string): DerFault => new DerFault(detail, 'algorithm-refused');
