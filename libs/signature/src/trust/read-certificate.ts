/** Reads one X.509 certificate (RFC 5280) strictly: version 3, RSA, no extension twice, none critical that we do not know. */
import { createPublicKey, hash, type KeyObject } from 'node:crypto';
import { readSignatureAlgorithm, type DigestName } from '../der/algorithms.js';
import { requireDer } from '../der/check-der.js';
import { DerFault } from '../der/der-fault.js';
import { DerReader } from '../der/der-reader.js';
import { oids } from '../der/oids.js';
import { tags } from '../der/tags.js';
import { profile } from '../profile.js';
import { readExtensions, type CertificateExtensions } from './read-extensions.js';
import { readName, type NameParts } from './read-name.js';

/** What the judge needs of a certificate. Times in milliseconds; `digest` and `serial` lower-case hex. */
export interface ParsedCertificate {
  readonly digest: string;
  readonly serial: string;
  readonly issuer: Buffer;
  readonly subject: Buffer;
  readonly subjectParts: NameParts;
  readonly notBefore: number;
  readonly notAfter: number;
  readonly publicKey: KeyObject;
  readonly extensions: CertificateExtensions;
  /** What the issuer signed, how, and the signature. */
  readonly signed: Buffer;
  readonly signatureDigest: DigestName;
  readonly signature: Buffer;
}

/** Throws DerFault. The result keeps no reference to the bytes it was read from. */
export function readCertificate(source: Buffer): ParsedCertificate {
  const der = Buffer.from(source);
  requireDer(der);
  const certificate = new DerReader(der).enter(tags.sequence);
  const signed = certificate.whole(tags.sequence);
  const signatureDigest = readSignatureAlgorithm(certificate);
  const signature = certificate.readBits();
  certificate.finish('a certificate');

  const body = new DerReader(signed).enter(tags.sequence);
  readVersion(body);
  const serial = body.read(tags.integer);
  if ((serial[0] ?? 0x80) >= 0x80 || serial.length > 20)
    throw new DerFault('the serial number breaks RFC 5280 4.1.2.2');
  if (readSignatureAlgorithm(body) !== signatureDigest) throw new DerFault('two signature algorithms are named');
  const issuer = body.whole(tags.sequence);
  const validity = body.enter(tags.sequence);
  const [notBefore, notAfter] = [validity.readTime(), validity.readTime()];
  validity.finish('a validity');
  const subject = body.whole(tags.sequence);
  const publicKey = readRsaKey(body.whole(tags.sequence));
  const extensions = readExtensions(body.enter(tags.context(3)).enter(tags.sequence));
  body.finish('the signed part of a certificate');
  return {
    digest: hash('sha256', der, 'hex'),
    serial: serial.toString('hex'),
    issuer,
    subject,
    subjectParts: readName(subject),
    notBefore,
    notAfter,
    publicKey,
    extensions,
    signed,
    signatureDigest,
    signature,
  };
}

function readVersion(body: DerReader): void {
  const version = body.enter(tags.context(0));
  if (version.readSmallInteger() !== 2) throw new DerFault('only version 3 certificates are accepted');
  version.finish('a version');
}

/** A SubjectPublicKeyInfo (DER, checked) with an RSA key of the accepted size; throws DerFault for any other. */
export function readRsaKey(keyInfo: Buffer): KeyObject {
  const info = new DerReader(keyInfo).enter(tags.sequence);
  const algorithm = info.enter(tags.sequence);
  if (algorithm.readOid() !== oids.rsaEncryption) throw new DerFault('only RSA keys are accepted', 'algorithm-refused');
  algorithm.read(tags.null);
  algorithm.finish('a key algorithm');
  const bits = info.readBits();
  info.finish('a public key');
  requireDer(bits);
  const key = new DerReader(bits).enter(tags.sequence);
  const modulus = key.read(tags.integer);
  const exponent = key.readSmallInteger();
  key.finish('an RSA key');
  checkStrength(modulus, exponent);
  return createPublicKey({ key: keyInfo, format: 'der', type: 'spki' });
}

function checkStrength(modulus: Buffer, exponent: number): void {
  const bare = modulus[0] === 0 ? modulus.subarray(1) : modulus;
  const bits = bare.length * 8 - (Math.clz32(bare[0] ?? 0) - 24);
  const { least, most } = profile.modulusBits;
  const isOdd = ((bare.at(-1) ?? 0) & 1) === 1;
  if ((modulus[0] ?? 0x80) >= 0x80 || !isOdd || bits < least || bits > most || exponent !== profile.exponent) {
    throw new DerFault(
      `RSA needs ${least} to ${most} bits and exponent ${profile.exponent}; this key has ${bits} bits, exponent ${exponent}`,
      'algorithm-refused',
    );
  }
}
