/** A whole authority in memory: a root, an issuing authority under it, and what they revoked. */
import type { StatusResponder } from '../ocsp/answer-status-request.js';
import type { Signer } from '../shapes.js';
import { readCertificate } from '../trust/read-certificate.js';
import type { RevocationReason } from '../trust/revocation-reasons.js';
import { certify, certifyPart, makeIssuing, makeRoot, writeList, type IssueOrder, type ServiceOrder } from './level.js';
import { makeKey } from './request.js';
import type { Revocation } from './write-crl.js';

interface AuthorityState {
  readonly name: string;
  readonly root: Signer;
  readonly issuing: Signer;
  crlNumber: number;
  readonly revocations: { root: Revocation[]; issuing: Revocation[] };
}

export class Authority {
  private constructor(private readonly state: AuthorityState) {}

  /** New keys and certificates, valid from `from` for twenty years. */
  static async create({ name, from }: { readonly name: string; readonly from: Date }): Promise<Authority> {
    const [rootKey, issuingKey] = await Promise.all([makeKey(), makeKey()]);
    const order = { organization: name, from };
    const root = makeRoot({ ...order, commonName: `${name} (gốc)`, key: rootKey });
    const issuing = makeIssuing(root, { ...order, commonName: `${name} (cấp)`, key: issuingKey });
    return new Authority({ name, root, issuing, crlNumber: 0, revocations: { root: [], issuing: [] } });
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
    return certify(this.state.issuing, request, order);
  }

  /** A certificate (DER) for the key of a PKCS#10 request that the operator made: whatever name it gives does not count. */
  issueService(request: Buffer, order: ServiceOrder): Buffer {
    const { name, issuing } = this.state;
    return certifyPart(issuing, request, name, { ...order, commonName: `${name} (${order.commonName})` });
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
    // At least the seconds of thisUpdate: an authority made anew under the same name must not begin lower.
    this.state.crlNumber = Math.max(this.state.crlNumber + 1, Math.floor(thisUpdate.getTime() / 1000));
    const number = this.state.crlNumber;
    return (['root', 'issuing'] as const).map((level) =>
      writeList(this.state[level], { number, thisUpdate, nextUpdate, revocations: this.state.revocations[level] }),
    );
  }
}
