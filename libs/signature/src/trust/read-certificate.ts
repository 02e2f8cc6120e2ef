/** Reads one X.509 certificate (RFC 5280) strictly: version 3, no extension twice, none critical that we do not know. */
import { hash, type KeyObject } from 'node:crypto';
import { readSignatureAlgorithm, type SignatureScheme } from '../der/algorithms.js';
import { requireDer } from '../der/check-der.js';
import { DerFault } from '../der/der-fault.js';
import { DerReader } from '../der/der-reader.js';
import { tags } from '../der/tags.js';
import { readExtensions, type CertificateExtensions } from './read-extensions.js';
import { readName, type NameParts } from './read-name.js';
import { readPublicKey } from './read-public-key.js';

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
  /** The key's bits, without the algorithm: what OCSP hashes to name an issuer (RFC 6960 4.1.1). */
  readonly keyBits: Buffer;
  readonly extensions: CertificateExtensions;
  /** What the issuer signed, how, and the signature. */
  readonly signed: Buffer;
  readonly scheme: SignatureScheme;
  readonly signature: Buffer;
}

/** Throws DerFault. The result keeps no reference to the bytes it was read from. */
export function readCertificate(source: Buffer): ParsedCertificate {
  const der = Buffer.from(source);
  requireDer(der);
  const certificate = new DerReader(der).enter(tags.sequence);
  const signed = certificate.whole(tags.sequence);
  const scheme = readSignatureAlgorithm(certificate);
  const signature = certificate.readBits();
  certificate.finish('a certificate');

  const body = new DerReader(signed).enter(tags.sequence);
  readVersion(body);
  const serial = body.read(tags.integer);
  if ((serial[0] ?? 0x80) >= 0x80 || serial.length > 20)
    throw new DerFault('the serial number breaks RFC 5280 4.1.2.2');
  if (readSignatureAlgorithm(body) !== scheme) throw new DerFault('two signature algorithms are named');
  const issuer = body.whole(tags.sequence);
  const validity = body.enter(tags.sequence);
  const [notBefore, notAfter] = [validity.readTime(), validity.readTime()];
  validity.finish('a validity');
  const subject = body.whole(tags.sequence);
  const { publicKey, keyBits } = readPublicKey(body.whole(tags.sequence));
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
    keyBits,
    extensions,
    signed,
    scheme,
    signature,
  };
}

function readVersion(body: DerReader): void {
  const version = body.enter(tags.context(0));
  if (version.readSmallInteger() !== 2) throw new DerFault('only version 3 certificates are accepted');
  version.finish('a version');
}
