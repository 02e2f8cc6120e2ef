/** The part of trust that changes with time: validity and revocation of every certificate on the path. */
import type { Refusal, RefusalCode } from '@lienthong/edxml';
import { profile } from '../profile.js';
import type { ParsedCertificate } from './read-certificate.js';
import type { RevocationList } from './read-crl.js';
import type { Path, TrustedAuthority } from './trust.js';

/**
 * Why the path does not hold at `at` (milliseconds of official time, the only proven time); undefined when it holds.
 * The time the signer claims is no proof, but must not contradict the certificate.
 */
export function timeFault(
  certificate: ParsedCertificate,
  path: Path,
  at: number,
  claimed: number = at,
): Refusal | undefined {
  return (
    validityFault('the signer’s certificate', certificate, at) ??
    validityFault('the issuing authority', path.issuing.certificate, at) ??
    validityFault('the root', path.root.certificate, at) ??
    revocationFault('the signer’s certificate', certificate, path.issuing, at) ??
    revocationFault('the issuing authority', path.issuing.certificate, path.root, at) ??
    claimFault(certificate, at, claimed) ??
    staleFault(path.issuing.revocations, at) ??
    staleFault(path.root.revocations, at)
  );
}

// RFC 5280 4.1.2.5: both ends belong to the period.
function validityFault(what: string, certificate: ParsedCertificate, at: number): Refusal | undefined {
  if (at < certificate.notBefore) {
    return fault(
      'certificate-not-yet-valid',
      `${what} is valid from ${iso(certificate.notBefore)}, judged at ${iso(at)}`,
    );
  }
  // notAfter names a whole second, which belongs to the period.
  if (at >= certificate.notAfter + 1000) {
    return fault('certificate-expired', `${what} was valid until ${iso(certificate.notAfter)}, judged at ${iso(at)}`);
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

// A revocation is believed even when its list is stale; a list younger than `at` knows more, its dates decide.
function revocationFault(
  what: string,
  certificate: ParsedCertificate,
  issuer: TrustedAuthority,
  at: number,
): Refusal | undefined {
  const since = issuer.revocations?.revoked.get(certificate.serial);
  return since === undefined || since > at
    ? undefined
    : fault('certificate-revoked', `${what} was revoked at ${iso(since)}`);
}

function staleFault(list: RevocationList | undefined, at: number): Refusal | undefined {
  if (list === undefined) return fault('revocation-stale', 'no revocation list of its authority is at hand');
  if (at >= list.thisUpdate && at < list.nextUpdate) return undefined;
  return fault(
    'revocation-stale',
    `the revocation list ${list.number} speaks from ${iso(list.thisUpdate)} to ${iso(list.nextUpdate)}, judged at ${iso(at)}`,
  );
}

const iso = (time: number): string => new Date(time).toISOString();

const fault = (code: RefusalCode, detail: string): Refusal => ({ code, detail });
