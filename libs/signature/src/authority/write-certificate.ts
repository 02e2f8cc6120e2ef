/** Writes certificates: any profile, so that tests can make wrong ones too; what is right is decided by the authority. */
import { hash } from 'node:crypto';
import type { SignatureScheme } from '../der/algorithms.js';
import { DerReader } from '../der/der-reader.js';
import { oids } from '../der/oids.js';
import { tags } from '../der/tags.js';
import {
  bits,
  context,
  embed,
  encode,
  enumerated,
  generalizedTime,
  implicit,
  integer,
  nothing,
  octets,
  oid,
  printable,
  sequence,
  setOf,
  time,
  utf8,
  yes,
  type DerNode,
} from '../der/write-der.js';
import { schemeAlgorithm, signBy, usualScheme } from '../schemes.js';
import type { SigningKey } from '../signing-key.js';

/** Names, key and serial in DER or raw bytes as they go into the certificate. */
export interface CertificateBody {
  readonly serial: Buffer;
  readonly issuer: Buffer;
  readonly subject: Buffer;
  readonly from: Date;
  readonly to: Date;
  /** SubjectPublicKeyInfo, DER. */
  readonly publicKey: Buffer;
  readonly extensions: readonly DerNode[];
}

/** DER, signed by the scheme that is usual for the issuer's key. */
export function writeCertificate(
  body: CertificateBody,
  issuerKey: SigningKey,
  scheme = usualScheme(issuerKey),
): Buffer {
  const signed = sequence(
    context(0, integer(2)),
    integer(body.serial),
    schemeAlgorithm(scheme),
    embed(body.issuer),
    sequence(time(body.from), time(body.to)),
    embed(body.subject),
    embed(body.publicKey),
    context(3, sequence(...body.extensions)),
  );
  return signStructure(signed, issuerKey, scheme);
}

/** SEQUENCE { signed, algorithm, signature }: the outside of certificates, requests and revocation lists. */
export function signStructure(signed: DerNode, key: SigningKey, scheme: SignatureScheme = usualScheme(key)): Buffer {
  return encode(sequence(signed, schemeAlgorithm(scheme), bits(signBy(scheme, encode(signed), key))));
}

/** X.520 upper bound of commonName and organizationName; longer ones are cut. */
const LONGEST_NAME = 64;

/** A distinguished name (DER), one attribute per RDN, in the order given. */
export function writeName(parts: readonly (readonly [type: string, text: string])[]): Buffer {
  const attributes = parts.map(([type, text]) => {
    const cut = [...text.normalize('NFC')].slice(0, LONGEST_NAME).join('');
    return setOf(sequence(oid(type), type === oids.country ? printable(cut) : utf8(cut)));
  });
  return encode(sequence(...attributes));
}

const extension = (type: string, critical: boolean, value: DerNode): DerNode =>
  critical ? sequence(oid(type), yes(), octets(encode(value))) : sequence(oid(type), octets(encode(value)));

/** Critical; for a signer (`pathLength` undefined) an empty sequence: not an authority. */
export const basicConstraints = (pathLength?: number): DerNode =>
  extension(oids.basicConstraints, true, pathLength === undefined ? sequence() : sequence(yes(), integer(pathLength)));

/** Critical. `usage` as in RFC 5280 4.2.1.3: 0x80 digitalSignature, 0x40 nonRepudiation, 0x04 keyCertSign, 0x02 cRLSign. */
export const keyUsage = (usage: number): DerNode =>
  extension(oids.keyUsage, true, bits(Buffer.of(usage), 31 - Math.clz32(usage & -usage)));

export const purposes = (...types: string[]): DerNode =>
  extension(oids.extendedKeyUsage, false, sequence(...types.map(oid)));

/** The one purpose of a time-stamping authority, critical (RFC 3161 2.3). */
export const onlyPurpose = (type: string): DerNode => extension(oids.extendedKeyUsage, true, sequence(oid(type)));

/** Where the authority publishes its revocation list (CRLDistributionPoints, RFC 5280 4.2.1.13). */
export const listAddress = (url: string): DerNode =>
  extension(oids.listDistributionPoints, false, sequence(sequence(context(0, context(0, address(url))))));

/** Where the authority answers on statuses, and where its own certificate lies (AuthorityInfoAccess, RFC 5280 4.2.2.1). */
export const onlineAddresses = (status: string, issuer: string): DerNode =>
  extension(
    oids.authorityInformation,
    false,
    sequence(sequence(oid(oids.statusAccess), address(status)), sequence(oid(oids.issuerAccess), address(issuer))),
  );

/** GeneralName: uniformResourceIdentifier. */
const address = (url: string): DerNode => implicit(6, Buffer.from(url, 'latin1'));

/** id-pkix-ocsp-nocheck (RFC 6960 4.2.2.2.1). */
export const neverRevoked = (): DerNode => extension(oids.ocspNoCheck, false, nothing());

export const subjectKeyIdentifier = (publicKey: Buffer): DerNode =>
  extension(oids.subjectKeyIdentifier, false, octets(keyIdentifier(publicKey)));

export const authorityKeyIdentifier = (publicKey: Buffer): DerNode =>
  extension(oids.authorityKeyIdentifier, false, sequence(implicit(0, keyIdentifier(publicKey))));

export const crlNumber = (number: number): DerNode => extension(oids.crlNumber, false, integer(number));

/** issuingDistributionPoint (RFC 5280 5.2.5), critical. */
export const listScope = (scope: 'signers' | 'authorities'): DerNode =>
  extension(oids.issuingDistributionPoint, true, sequence(implicit(scope === 'signers' ? 1 : 2, Buffer.of(0xff))));

/** expiredCertsOnCRL (X.509 9.5.2.8). */
export const expiredCertificatesOnList = (since: Date): DerNode =>
  extension(oids.expiredCertificatesOnList, false, generalizedTime(since));

/** CRL entry extension, RFC 5280 5.3.1. */
export const reasonCode = (reason: number): DerNode => extension(oids.reasonCode, false, enumerated(reason));

/** Any extension by its type and raw value, for profiles other than ours. */
export const rawExtension = (type: string, critical: boolean, value: Buffer): DerNode =>
  extension(type, critical, embed(value));

/** RFC 7093 section 2 method 1: the left 160 bits of the SHA-256 of the key bits. */
function keyIdentifier(publicKey: Buffer): Buffer {
  const info = new DerReader(publicKey).enter(tags.sequence);
  info.skip();
  return hash('sha256', info.readBits(), 'buffer').subarray(0, 20);
}
