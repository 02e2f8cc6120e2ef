/** The part of trust that changes with time: validity and revocation of every certificate on the path. */
import type { Refusal, RefusalCode } from '@lienthong/edxml';
import { profile } from '../profile.js';
import { links, type Path } from './path.js';
import { pathRules, type PathRule, type PathRules } from './path-rules.js';
import type { ParsedCertificate } from './read-certificate.js';
import { CERTIFICATE_HOLD, type Revoked } from './revocation-reasons.js';
import { evidenceFault, revocationOf } from './revocation.js';

/**
 * Milliseconds of official time. `proven`: when the signature is known to have existed, its time stamp's time or its
 * arrival; `judged`: now; `claimed`: by the signer's account, which proves nothing but must not contradict the certificate.
 */
export interface Moments {
  readonly proven: number;
  readonly judged: number;
  readonly claimed?: number;
}

/** Why the path does not hold; undefined when it does. */
export function timeFault(
  certificate: ParsedCertificate,
  path: Path,
  moments: Moments,
  book: PathRules = pathRules,
): Refusal | undefined {
  const { proven, judged, claimed = proven } = moments;
  const asked = (rule: PathRule, found: () => Refusal | undefined) => (book.asks(rule) ? found() : undefined);
  return (
    asked('valid when judged', () => validityFault(certificate, path, proven)) ??
    asked('not revoked', () => revocationFault(certificate, path, ({ since }) => since <= proven)) ??
    claimFault(certificate, proven, claimed) ??
    asked('fresh word on revocation', () => freshnessFault(certificate, path, judged))
  );
}

/** The signer's certificate or one above it is not valid at `at`. */
export function validityFault(certificate: ParsedCertificate, path: Path, at: number): Refusal | undefined {
  const all = [certificate, ...path.map((authority) => authority.certificate)];
  return firstOf(all, (one, index) => periodFault(roleOf(index, path), one, at));
}

/** One of them was revoked in a way that `counts`. */
export function revocationFault(
  certificate: ParsedCertificate,
  path: Path,
  counts: (revoked: Revoked) => boolean,
): Refusal | undefined {
  return firstOf(links(certificate, path), (link, index) => {
    const revoked = revocationOf(link.certificate, link.issuer.revocations);
    if (revoked === undefined || !counts(revoked)) return undefined;
    const done = revoked.reason === CERTIFICATE_HOLD ? 'suspended' : 'revoked';
    return fault('certificate-revoked', `${roleOf(index, path)} was ${done} at ${iso(revoked.since)}`);
  });
}

/** For one of them no fresh word of its issuer is at hand. */
export function freshnessFault(certificate: ParsedCertificate, path: Path, at: number): Refusal | undefined {
  return firstOf(links(certificate, path), (link) => evidenceFault(link.certificate, link.issuer.revocations, at));
}

function roleOf(index: number, path: Path): string {
  if (index === 0) return 'the signer’s certificate';
  if (index === path.length) return 'the root';
  return index === 1 ? 'the issuing authority' : 'an authority above the issuing one';
}

// RFC 5280 4.1.2.5: both ends belong to the period.
function periodFault(what: string, { notBefore, notAfter }: ParsedCertificate, at: number): Refusal | undefined {
  if (at < notBefore) {
    return fault('certificate-not-yet-valid', `${what} is valid from ${iso(notBefore)}, judged at ${iso(at)}`);
  }
  // notAfter names a whole second, which belongs to the period.
  if (at >= notAfter + 1000) {
    return fault('certificate-expired', `${what} was valid until ${iso(notAfter)}, judged at ${iso(at)}`);
  }
  return undefined;
}

function claimFault(certificate: ParsedCertificate, at: number, claimed: number): Refusal | undefined {
  if (claimed > at + profile.signingTimeAheadMs) {
    return fault('date-in-future', `signed at ${iso(claimed)} by its own account, judged at ${iso(at)}`);
  }
  if (claimed < certificate.notBefore) {
    return fault(
      'certificate-not-yet-valid',
      `signed at ${iso(claimed)} by its own account, before its certificate began`,
    );
  }
  return undefined;
}

function firstOf<T>(items: readonly T[], faultOf: (item: T, index: number) => Refusal | undefined) {
  for (const [index, item] of items.entries()) {
    const found = faultOf(item, index);
    if (found !== undefined) return found;
  }
  return undefined;
}

const iso = (time: number): string => new Date(time).toISOString();

const fault = (code: RefusalCode, detail: string): Refusal => ({ code, detail });
