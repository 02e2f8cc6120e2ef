/** What a certificate must say to stand where it stands on the path: the house profile, beyond RFC 5280. */
import { oids } from '../der/oids.js';
import { profile } from '../profile.js';
import type { ParsedCertificate } from './read-certificate.js';

const DIGITAL_SIGNATURE = 0x80;
const NON_REPUDIATION = 0x40;
const SIGNS_CERTIFICATES_AND_LISTS = 0x06;

/** Why this certificate can not be an authority with at most `pathLength` authorities below it; undefined when it can. */
export function authorityFault(certificate: ParsedCertificate, pathLength: number): string | undefined {
  const { extensions } = certificate;
  if (!extensions.isAuthority || !extensions.isConstraintCritical) return 'it is not marked as an authority';
  if ((extensions.pathLength ?? Infinity) < pathLength) return 'its path length allows no authority below it';
  if (!extensions.isKeyUsageCritical || extensions.keyUsage !== SIGNS_CERTIFICATES_AND_LISTS) {
    return 'its key usage is not exactly keyCertSign and cRLSign, critical';
  }
  if (extensions.subjectKeyId === undefined) return 'it has no subject key identifier';
  return lifeFault(certificate, profile.authorityYears);
}

/** Why this certificate can not sign for an agency, a person or a place; undefined when it can. */
export function signerFault(certificate: ParsedCertificate): string | undefined {
  const { extensions } = certificate;
  if (extensions.isAuthority || extensions.pathLength !== undefined) return 'an authority may not sign documents';
  const usage = usageFault(certificate);
  if (usage !== undefined) return usage;
  if (extensions.purposes.length !== 1 || extensions.purposes[0] !== profile.purpose) {
    return `its only purpose must be document signing (${profile.purpose})`;
  }
  if (extensions.authorityKeyId === undefined) return 'it has no authority key identifier';
  if (!certificate.subjectParts.get(profile.agencyAttribute)) return 'it names no agency (organizationIdentifier)';
  return lifeFault(certificate, profile.signerYears);
}

/** Why this certificate can not make time stamps (RFC 3161 2.3: its only purpose, critical); undefined when it can. */
export function stampingFault(certificate: ParsedCertificate): string | undefined {
  const { extensions } = certificate;
  if (extensions.isAuthority) return 'an authority may not make time stamps';
  if (!isOnlyPurpose(certificate, oids.timeStamping) || !extensions.isPurposeCritical) {
    return 'its purpose is not time stamping alone, critical';
  }
  return usageFault(certificate) ?? lifeFault(certificate, profile.signerYears);
}

/** Why this certificate can not answer for an authority (RFC 6960 4.2.2.2); undefined when it can. */
export function responderFault(certificate: ParsedCertificate): string | undefined {
  const { extensions } = certificate;
  if (extensions.isAuthority) return 'another authority may not answer';
  if (!isOnlyPurpose(certificate, oids.ocspSigning)) return 'its purpose is not OCSP signing alone';
  if (!extensions.isNeverRevoked) return 'it lacks id-pkix-ocsp-nocheck, and nothing else says that it holds';
  return usageFault(certificate) ?? lifeFault(certificate, profile.signerYears);
}

const isOnlyPurpose = ({ extensions: { purposes } }: ParsedCertificate, type: string): boolean =>
  purposes.length === 1 && purposes[0] === type;

function usageFault({ extensions }: ParsedCertificate): string | undefined {
  const usage = extensions.keyUsage & ~NON_REPUDIATION;
  return extensions.isKeyUsageCritical && usage === DIGITAL_SIGNATURE
    ? undefined
    : 'its key usage is not exactly digitalSignature (and nonRepudiation), critical';
}

function lifeFault(certificate: ParsedCertificate, years: number): string | undefined {
  const limit = new Date(certificate.notBefore);
  limit.setUTCFullYear(limit.getUTCFullYear() + years);
  return certificate.notAfter > limit.getTime() ? `it is valid for more than ${years} years` : undefined;
}
