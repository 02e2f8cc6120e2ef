/** The operator ends certificates for good, or suspends and resumes them; the lists are published before the answer. */
import { refusedError } from '@lienthong/edge';
import { decreeReasons } from '@lienthong/signature';
import type { Act, TrustAuthority } from '../authority.js';
import { periodOf } from '../authorities/choose.js';
import type { KnownCertificate } from '../ledger/register.js';
import { describeCertificate, type CertificateView } from '../views.js';

/** Why a certificate is ended: a ground of Decree 68/2024, article 17. */
export type Ground = keyof typeof decreeReasons;
export const grounds = Object.keys(decreeReasons) as [Ground, ...Ground[]];

/** `since`: from when on it does not hold, where that is earlier than now (an exposed key). */
export interface Revocation {
  readonly serials: readonly string[];
  readonly ground: Ground;
  readonly since?: Date;
}

/** What is revoked already stays as it was: the first revocation counts. */
export function revoke(authority: TrustAuthority, by: string, asked: Revocation): Promise<CertificateView[]> {
  return change(authority, by, asked.serials, async (act, certificates) => {
    const since = asked.since ?? act.now;
    if (since > act.now) throw refusedError('request-invalid', 'A revocation can not lie in the future', 'since');
    const early = certificates.find(({ certificate }) => since < periodOf(certificate).from);
    if (early !== undefined) throw refusedError('request-invalid', `${early.serial} was not valid yet then`, 'since');
    const serials = serialsOf(certificates.filter((one) => !isRevoked(one)));
    if (serials.length === 0) return;
    const { ground } = asked;
    await act.record({ did: 'revoked', serials, since: since.toISOString(), ground, reason: decreeReasons[ground] });
  });
}

export function suspend(authority: TrustAuthority, by: string, serials: readonly string[]): Promise<CertificateView[]> {
  return change(authority, by, serials, async (act, certificates) => {
    requireNotRevoked(certificates);
    const holding = serialsOf(certificates.filter(({ ended }) => ended === undefined));
    if (holding.length > 0) await act.record({ did: 'suspended', serials: holding, since: act.now.toISOString() });
  });
}

export function resume(authority: TrustAuthority, by: string, serials: readonly string[]): Promise<CertificateView[]> {
  return change(authority, by, serials, async (act, certificates) => {
    requireNotRevoked(certificates);
    const suspended = serialsOf(certificates.filter(({ ended }) => ended !== undefined));
    if (suspended.length > 0) await act.record({ did: 'resumed', serials: suspended });
  });
}

function change(
  authority: TrustAuthority,
  by: string,
  serials: readonly string[],
  work: (act: Act, certificates: readonly KnownCertificate[]) => Promise<void>,
): Promise<CertificateView[]> {
  return authority.act(by, async (act) => {
    const certificates = [...new Set(serials.map((serial) => serial.toLowerCase()))].map((serial) => {
      const found = act.register.certificates.get(serial);
      if (found !== undefined) return found;
      throw refusedError('certificate-not-found', `There is no certificate ${serial}`, 'serials');
    });
    await work(act, certificates);
    return certificates.map((one) => describeCertificate(one, act.now));
  });
}

const serialsOf = (certificates: readonly KnownCertificate[]): string[] => certificates.map(({ serial }) => serial);

const isRevoked = ({ ended }: KnownCertificate): boolean => ended !== undefined && ended.reason !== 'certificateHold';

function requireNotRevoked(certificates: readonly KnownCertificate[]): void {
  const revoked = certificates.find(isRevoked);
  if (revoked !== undefined)
    throw refusedError('certificate-state', `${revoked.serial} is revoked for good`, 'serials');
}
