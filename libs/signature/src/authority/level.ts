/** One authority, a root or one that issues under it: its certificate and key, and everything it signs. */
import { randomBytes } from 'node:crypto';
import { oids } from '../der/oids.js';
import type { DerNode } from '../der/write-der.js';
import { profile } from '../profile.js';
import type { CertificateKind, Signer } from '../shapes.js';
import type { SigningKey } from '../signing-key.js';
import { readCertificate } from '../trust/read-certificate.js';
import { publicKeyInfo, readRequest, subjectName } from './request.js';
import {
  authorityKeyIdentifier,
  basicConstraints,
  keyUsage,
  listAddress,
  neverRevoked,
  onlineAddresses,
  onlyPurpose,
  purposes,
  subjectKeyIdentifier,
  writeCertificate,
  writeName,
} from './write-certificate.js';
import { writeCrl, type CrlBody } from './write-crl.js';

/** `commonName` of the authority; valid from `from` for twenty years, or as long as the one above it. */
export interface LevelOrder {
  readonly organization: string;
  readonly commonName: string;
  readonly key: SigningKey;
  readonly from: Date;
}

type Life = { readonly from: Date; readonly to: Date };

/** What to put into a certificate. `to` lies at most five years after `from`, three for a renewal (Decree 68/2024, article 9). */
export interface IssueOrder extends Life {
  readonly kind: CertificateKind;
  readonly agency: string;
  readonly commonName: string;
  readonly isRenewal?: boolean;
}

/** A certificate for a part of the authority itself; `to` lies at most five years after `from`. */
export interface ServiceOrder extends Life {
  /** Makes time stamps (RFC 3161), or answers on the status of certificates (RFC 6960). */
  readonly service: 'time-stamping' | 'status';
  readonly commonName: string;
}

/** Where the issuing authority publishes: its list, its answers on statuses, its own certificate (http addresses). */
export interface PublicAddresses {
  readonly list: string;
  readonly status: string;
  readonly issuer: string;
}

const SIGNS_CERTIFICATES_AND_LISTS = 0x06;
const SIGNS_DOCUMENTS = 0xc0;
const SIGNS_ANSWERS = 0x80;

export function makeRoot({ organization, commonName, key, from }: LevelOrder): Signer {
  const name = authorityName(organization, commonName);
  const life = { from, to: yearsAfter(from, profile.authorityYears) };
  return { key, certificate: writeLevel({ ...life, subject: name, issuer: name, key, pathLength: 1 }, key) };
}

export function makeIssuing(root: Signer, { organization, commonName, key, from }: LevelOrder): Signer {
  const { subject: issuer, notAfter } = readCertificate(root.certificate);
  const to = new Date(Math.min(yearsAfter(from, profile.authorityYears).getTime(), notAfter));
  const names = { subject: authorityName(organization, commonName), issuer };
  return { key, certificate: writeLevel({ ...names, key, from, to, pathLength: 0 }, root.key) };
}

/**
 * A certificate (DER) for the key of a PKCS#10 request. Throws when the request proves nothing or names another agency, and
 * RangeError when the order asks for more years than there are.
 */
export function certify(issuing: Signer, request: Buffer, order: IssueOrder, at?: PublicAddresses): Buffer {
  const { agency, publicKey } = readRequest(request);
  if (agency !== order.agency.normalize('NFC')) {
    throw new Error(`the request is of "${agency}", the order for "${order.agency}"`);
  }
  const addresses = at === undefined ? [] : [listAddress(at.list), onlineAddresses(at.status, at.issuer)];
  const own = [keyUsage(SIGNS_DOCUMENTS), purposes(profile.purpose), ...addresses];
  const years = order.isRenewal === true ? profile.renewalYears : profile.signerYears;
  return write(issuing, { publicKey, subject: subjectName(order), own }, order, years);
}

/** A certificate (DER) for the key of a PKCS#10 request that the operator made: whatever name it gives does not count. */
export function certifyPart(issuing: Signer, request: Buffer, organization: string, order: ServiceOrder): Buffer {
  const { publicKey } = readRequest(request);
  const subject = authorityName(organization, order.commonName);
  const purpose =
    order.service === 'time-stamping' ? [onlyPurpose(oids.timeStamping)] : [purposes(oids.ocspSigning), neverRevoked()];
  const own = [keyUsage(SIGNS_ANSWERS), ...purpose];
  return write(issuing, { publicKey, subject, own }, order, profile.signerYears);
}

/** The authority's revocation list (DER). */
export function writeList(level: Signer, body: Omit<CrlBody, 'issuer' | 'expiredKeptSince'>): Buffer {
  const { subject: issuer, notBefore } = readCertificate(level.certificate);
  // Nothing is ever taken off a list but a suspension: what was stamped in time can be judged for ever.
  return writeCrl({ ...body, issuer, expiredKeptSince: new Date(notBefore) }, level.key);
}

interface Subject {
  readonly publicKey: Buffer;
  readonly subject: Buffer;
  readonly own: readonly DerNode[];
}

function write(issuing: Signer, { publicKey, subject, own }: Subject, { from, to }: Life, years: number): Buffer {
  if (to > yearsAfter(from, years) || to <= from) {
    throw new RangeError(`a certificate is valid for up to ${years} years`);
  }
  const issuer = readCertificate(issuing.certificate).subject;
  const extensions = [
    authorityKeyIdentifier(publicKeyInfo(issuing.key)),
    subjectKeyIdentifier(publicKey),
    basicConstraints(),
    ...own,
  ];
  return writeCertificate({ serial: newSerial(), issuer, subject, from, to, publicKey, extensions }, issuing.key);
}

interface LevelBody extends Life {
  readonly subject: Buffer;
  readonly issuer: Buffer;
  readonly key: SigningKey;
  readonly pathLength: number;
}

function writeLevel({ key, pathLength, ...names }: LevelBody, issuerKey: SigningKey): Buffer {
  const publicKey = publicKeyInfo(key);
  const extensions = [
    authorityKeyIdentifier(publicKeyInfo(issuerKey)),
    subjectKeyIdentifier(publicKey),
    basicConstraints(pathLength),
    keyUsage(SIGNS_CERTIFICATES_AND_LISTS),
  ];
  return writeCertificate({ ...names, serial: newSerial(), publicKey, extensions }, issuerKey);
}

const authorityName = (organization: string, commonName: string): Buffer =>
  writeName([
    [oids.country, 'VN'],
    [oids.organization, organization],
    [oids.commonName, commonName],
  ]);

// RFC 5280 4.1.2.2: positive, at most 20 bytes; 127 random bits, never zero at the front.
function newSerial(): Buffer {
  const serial = randomBytes(16);
  serial[0] = ((serial[0] ?? 0) & 0x7f) | 0x40;
  return serial;
}

export function yearsAfter(date: Date, years: number): Date {
  const later = new Date(date);
  later.setUTCFullYear(later.getUTCFullYear() + years);
  return later;
}
