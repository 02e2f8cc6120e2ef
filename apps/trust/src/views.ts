/** Applications and certificates as the API shows them. */
import { periodOf } from './authorities/choose.js';
import type { Branch } from './ledger/deeds.js';
import type { KnownApplication, KnownCertificate, Register } from './ledger/register.js';

/** `certificate` is base64 DER, there once it is issued. */
export interface ApplicationView {
  readonly id: string;
  readonly state: KnownApplication['state'];
  readonly branch: Branch;
  readonly kind: string;
  readonly agency: string;
  readonly commonName: string;
  readonly at: string;
  readonly reason?: string;
  readonly serial?: string;
  readonly certificate?: string;
}

/** Times are ISO 8601, `serial` lower-case hex; `certificate` is base64 DER, `since` and `ground` are there when it was ended. */
export interface CertificateView {
  readonly serial: string;
  readonly authority: string;
  readonly kind: string;
  readonly agency: string;
  readonly commonName: string;
  readonly from: string;
  readonly to: string;
  readonly state: 'good' | 'suspended' | 'revoked' | 'expired';
  readonly since?: string;
  readonly ground?: string;
  readonly renews?: string;
  readonly certificate: string;
}

export function describeApplication(application: KnownApplication, { certificates }: Register): ApplicationView {
  const { id, state, branch, kind, agency, commonName, at, reason, serial } = application;
  const certificate = serial === undefined ? undefined : certificates.get(serial)?.certificate.toString('base64');
  return {
    ...{ id, state, branch, kind, agency, commonName, at },
    ...(reason !== undefined && { reason }),
    ...(serial !== undefined && { serial }),
    ...(certificate !== undefined && { certificate }),
  };
}

export function describeCertificate(known: KnownCertificate, now: Date): CertificateView {
  const { serial, authority, kind, agency, commonName, ended, renews, certificate } = known;
  const { from, to } = periodOf(certificate);
  return {
    ...{ serial, authority, kind, agency, commonName, from: from.toISOString(), to: to.toISOString() },
    state: stateOf(ended?.reason, to < now),
    ...(ended !== undefined && { since: ended.since, ground: ended.ground }),
    ...(renews !== undefined && { renews }),
    certificate: certificate.toString('base64'),
  };
}

function stateOf(reason: string | undefined, isExpired: boolean): CertificateView['state'] {
  if (reason === 'certificateHold') return 'suspended';
  if (reason !== undefined) return 'revoked';
  return isExpired ? 'expired' : 'good';
}
