/** The certification authority of a deployment: a root, an issuing authority under it, and what they sign. */
import { randomBytes, type KeyObject } from 'node:crypto';
import { oids } from '../der/oids.js';
import type { DerNode } from '../der/write-der.js';
import { profile } from '../profile.js';
import type { StatusResponder } from '../ocsp/answer-status-request.js';
import type { CertificateKind, Signer } from '../shapes.js';
import { readCertificate } from '../trust/read-certificate.js';
import { loadAuthority, saveAuthority, type AuthorityState } from './authority-folder.js';
import { makeKey, publicKeyInfo, readRequest, subjectName } from './request.js';
import {
  authorityKeyIdentifier,
  basicConstraints,
  keyUsage,
  neverRevoked,
  onlyPurpose,
  purposes,
  subjectKeyIdentifier,
  writeCertificate,
  writeName,
} from './write-certificate.js';
import type { RevocationReason } from '../trust/revocation-reasons.js';
import { writeCrl, type Revocation } from './write-crl.js';

/** What to put into a certificate. `to` lies at most five years after `from`. */
export interface IssueOrder {
  readonly kind: CertificateKind;
  readonly agency: string;
  readonly commonName: string;
  readonly from: Date;
  readonly to: Date;
}

/** A certificate for a part of the authority itself; `to` lies at most five years after `from`. */
export interface ServiceOrder {
  /** Makes time stamps (RFC 3161), or answers on the status of certificates (RFC 6960). */
  readonly service: 'time-stamping' | 'status';
  readonly commonName: string;
  readonly from: Date;
  readonly to: Date;
}

const SIGNS_CERTIFICATES_AND_LISTS = 0x06;
const SIGNS_DOCUMENTS = 0xc0;
const SIGNS_ANSWERS = 0x80;

type Life = Pick<IssueOrder, 'from' | 'to'>;

export class Authority {
  private constructor(private readonly state: AuthorityState) {}

  /** New keys and certificates, valid from `from` for twenty years. */
  static async create({ name, from }: { readonly name: string; readonly from: Date }): Promise<Authority> {
    const [rootKey, issuingKey] = await Promise.all([makeKey(), makeKey()]);
    const rootName = levelName(name, 'gốc');
    const life = { from, to: yearsAfter(from, profile.authorityYears) };
    const root = writeLevel({ ...life, subject: rootName, key: rootKey, issuer: rootName, pathLength: 1 }, rootKey);
    const subject = levelName(name, 'cấp');
    const issuing = writeLevel({ ...life, subject, key: issuingKey, issuer: rootName, pathLength: 0 }, rootKey);
    return new Authority({
      name,
      root: { certificate: root, key: rootKey },
      issuing: { certificate: issuing, key: issuingKey },
      crlNumber: 0,
      revocations: { root: [], issuing: [] },
    });
  }

  static async load(folder: string): Promise<Authority> {
    return new Authority(await loadAuthority(folder));
  }

  /** Keys as PKCS#8 PEM, every file 0600; save again after revoking and after writing lists. */
  async save(folder: string): Promise<void> {
    await saveAuthority(folder, this.state);
  }

  /** Root certificates, DER. */
  get anchors(): Buffer[] {
    return [this.state.root.certificate];
  }

  /** Issuing certificates, DER. */
  get intermediates(): Buffer[] {
    return [this.state.issuing.certificate];
  }

  /** A certificate (DER) for the key of a PKCS#10 request. Throws when request and order name different agencies. */
  issue(request: Buffer, order: IssueOrder): Buffer {
    const { agency, publicKey } = readRequest(request);
    if (agency !== order.agency.normalize('NFC')) {
      throw new Error(`the request is of "${agency}", the order for "${order.agency}"`);
    }
    return this.write(publicKey, subjectName(order), order, [keyUsage(SIGNS_DOCUMENTS), purposes(profile.purpose)]);
  }

  /** A certificate (DER) for the key of a PKCS#10 request that the operator made: whatever name it gives does not count. */
  issueService(request: Buffer, order: ServiceOrder): Buffer {
    const { publicKey } = readRequest(request);
    const subject = levelName(this.state.name, order.commonName);
    const own =
      order.service === 'time-stamping'
        ? [onlyPurpose(oids.timeStamping)]
        : [purposes(oids.ocspSigning), neverRevoked()];
    return this.write(publicKey, subject, order, [keyUsage(SIGNS_ANSWERS), ...own]);
  }

  private write(publicKey: Buffer, subject: Buffer, { from, to }: Life, own: readonly DerNode[]): Buffer {
    if (to > yearsAfter(from, profile.signerYears) || to <= from) {
      throw new RangeError(`a certificate is valid for up to ${profile.signerYears} years`);
    }
    const { issuing } = this.state;
    const issuer = readCertificate(issuing.certificate).subject;
    const extensions = [
      authorityKeyIdentifier(publicKeyInfo(issuing.key)),
      subjectKeyIdentifier(publicKey),
      basicConstraints(),
      ...own,
    ];
    return writeCertificate({ serial: newSerial(), issuer, subject, from, to, publicKey, extensions }, issuing.key);
  }

  /**
   * From `at` on the certificate with this serial number (hex) no longer holds; the first revocation stays. One that is
   * suspended was last known good before its suspension, which becomes the time of its revocation.
   */
  revoke(serialHex: string, at: Date, reason: RevocationReason): void {
    const { list, serial, index } = this.find(serialHex);
    const known = list[index];
    if (known === undefined) list.push({ serial, at: at.toISOString(), reason });
    else if (known.reason === 'certificateHold') list[index] = { ...known, reason };
  }

  /** From `at` on the certificate does not hold until it is resumed (certificateHold, RFC 5280 5.3.1). */
  suspend(serialHex: string, at: Date): void {
    const { list, serial, index } = this.find(serialHex);
    if (index < 0) list.push({ serial, at: at.toISOString(), reason: 'certificateHold' });
  }

  /** Ends a suspension: the next list does not name the certificate any more. Throws when it is revoked for good. */
  resume(serialHex: string): void {
    const { list, serial, index } = this.find(serialHex);
    const known = list[index];
    if (known === undefined) return;
    if (known.reason !== 'certificateHold') throw new Error(`certificate ${serial} is revoked for good`);
    list.splice(index, 1);
  }

  private find(serialHex: string): { readonly list: Revocation[]; readonly serial: string; readonly index: number } {
    const serial = serialHex.toLowerCase();
    const isIssuing = readCertificate(this.state.issuing.certificate).serial === serial;
    const list = this.state.revocations[isIssuing ? 'root' : 'issuing'];
    return { list, serial, index: list.findIndex((known) => known.serial === serial) };
  }

  /**
   * Who answers for the issuing authority's certificates, or the root's: that authority itself, or the responder given.
   * `isIssued` tells a certificate that was never issued, which is unknown; without it, any that is not revoked is good.
   */
  statusResponder(by: {
    readonly level?: 'root' | 'issuing';
    readonly responder?: Signer;
    readonly isIssued?: (serial: string) => boolean;
  }): StatusResponder {
    const { level = 'issuing', isIssued = () => true } = by;
    const { certificate, key } = this.state[level];
    const list = this.state.revocations[level];
    return {
      issuer: certificate,
      signer: by.responder ?? { certificate, key },
      statusOf: (serial) => list.find((one) => one.serial === serial) ?? (isIssued(serial) ? 'good' : 'unknown'),
      archiveCutoff: new Date(readCertificate(certificate).notBefore),
    };
  }

  /** The root's and the issuing authority's revocation lists, DER. Their number grows from call to call. */
  crls(thisUpdate: Date, nextUpdate: Date): Buffer[] {
    // At least the seconds of thisUpdate: a state that was not saved must not lead to a lower number.
    this.state.crlNumber = Math.max(this.state.crlNumber + 1, Math.floor(thisUpdate.getTime() / 1000));
    return (['root', 'issuing'] as const).map((level) => {
      const { certificate, key } = this.state[level];
      const { subject: issuer, notBefore } = readCertificate(certificate);
      const revocations = this.state.revocations[level];
      // Nothing is ever taken off a list but a suspension: what was stamped in time can be judged for ever.
      const kept = { revocations, expiredKeptSince: new Date(notBefore) };
      return writeCrl({ issuer, number: this.state.crlNumber, thisUpdate, nextUpdate, ...kept }, key);
    });
  }
}

interface LevelOrder {
  readonly subject: Buffer;
  readonly issuer: Buffer;
  readonly key: KeyObject;
  readonly from: Date;
  readonly to: Date;
  readonly pathLength: number;
}

function writeLevel({ key, pathLength, ...names }: LevelOrder, issuerKey: KeyObject): Buffer {
  const publicKey = publicKeyInfo(key);
  const extensions = [
    authorityKeyIdentifier(publicKeyInfo(issuerKey)),
    subjectKeyIdentifier(publicKey),
    basicConstraints(pathLength),
    keyUsage(SIGNS_CERTIFICATES_AND_LISTS),
  ];
  return writeCertificate({ ...names, serial: newSerial(), publicKey, extensions }, issuerKey);
}

const levelName = (name: string, level: string): Buffer =>
  writeName([
    [oids.country, 'VN'],
    [oids.organization, name],
    [oids.commonName, `${name} (${level})`],
  ]);

// RFC 5280 4.1.2.2: positive, at most 20 bytes; 127 random bits, never zero at the front.
function newSerial(): Buffer {
  const serial = randomBytes(16);
  serial[0] = ((serial[0] ?? 0) & 0x7f) | 0x40;
  return serial;
}

function yearsAfter(date: Date, years: number): Date {
  const later = new Date(date);
  later.setUTCFullYear(later.getUTCFullYear() + years);
  return later;
}
