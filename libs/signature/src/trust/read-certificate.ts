/** Reads one X.509 certificate (RFC 5280) strictly: version 3, no extension twice, none critical that we do not know. */
import { hash, type KeyObject } from 'node:crypto';
import { readSignatureAlgorithm, type SignatureScheme } from '../der/algorithms.js';
import { requireDer } from '../der/check-der.js';
import { DerReader } from '../der/der-reader.js';
import { tags } from '../der/tags.js';
import { pathRules, type PathRules } from './path-rules.js';
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

/** Throws DerFault. The result keeps no reference to the bytes it was read from. `book`: all rules, unless a drill leaves one out. */
export function readCertificate(source: Buffer, book: PathRules = pathRules): ParsedCertificate {
  const der = Buffer.from(source);
  if (book.asks('a certificate is DER and nothing after it')) requireDer(der);
  const certificate = new DerReader(der).enter(tags.sequence);
  const signed = certificate.whole(tags.sequence);
  const scheme = readSignatureAlgorithm(certificate);
  const signature = certificate.readBits();
  certificate.finish('a certificate');

  const body = new DerReader(signed).enter(tags.sequence);
  readVersion(body, book);
  const serial = body.read(tags.integer);
  const isSound = (serial[0] ?? 0x80) < 0x80 && serial.length <= 20;
  book.demand('a serial number of at most 20 bytes', isSound, 'the serial number breaks RFC 5280 4.1.2.2');
  const isSame = readSignatureAlgorithm(body) === scheme;
  book.demand('one signature algorithm is named', isSame, 'two signature algorithms are named');
  const issuer = body.whole(tags.sequence);
  const validity = body.enter(tags.sequence);
  const [notBefore, notAfter] = [readMoment(validity, book), readMoment(validity, book)];
  validity.finish('a validity');
  const subject = body.whole(tags.sequence);
  const { publicKey, keyBits } = readPublicKey(body.whole(tags.sequence), book);
  if (book.asks('RFC 5280 and no more')) skipUniqueIds(body);
  const extensions = readExtensions(body.enter(tags.context(3)).enter(tags.sequence), book);
  body.finish('the signed part of a certificate');
  return {
    digest: hash('sha256', der, 'hex'),
    serial: serial.toString('hex'),
    issuer,
    subject,
    subjectParts: readName(subject, book),
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

/** RFC 5280 4.1.2.5: whoever reads takes both forms of time in every year; the strict profile takes what authorities must write. */
const readMoment = (validity: DerReader, book: PathRules): number =>
  book.asks('RFC 5280 and no more') && validity.sees(tags.generalizedTime)
    ? validity.readGeneralizedTime()
    : validity.readTime();

/** RFC 5280 4.1.2.8: of issuer and subject; they say nothing to path validation. */
function skipUniqueIds(body: DerReader): void {
  for (const number of [1, 2]) if (body.sees(tags.implicit(number))) body.skip();
}

function readVersion(body: DerReader, book: PathRules): void {
  const version = body.enter(tags.context(0));
  book.demand('version 3', version.readSmallInteger() === 2, 'only version 3 certificates are accepted');
  version.finish('a version');
}
