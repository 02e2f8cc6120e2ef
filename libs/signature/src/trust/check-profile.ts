/** What a certificate must say to stand where it stands on the path: the house profile, beyond RFC 5280. */
import { oids } from '../der/oids.js';
import { profile } from '../profile.js';
import { pathRules, type PathRule, type PathRules } from './path-rules.js';
import type { ParsedCertificate } from './read-certificate.js';

const DIGITAL_SIGNATURE = 0x80;
const NON_REPUDIATION = 0x40;
const SIGNS_CERTIFICATES = 0x04;
const SIGNS_LISTS = 0x02;
const SIGNS_CERTIFICATES_AND_LISTS = 0x06;

/** Why this certificate can not be an authority with at most `pathLength` authorities below it; undefined when it can. */
export function authorityFault(
  certificate: ParsedCertificate,
  pathLength: number,
  book: PathRules = pathRules,
): string | undefined {
  const isTooShort = (certificate.extensions.pathLength ?? Infinity) < pathLength;
  return (
    firstFault(authorityFaults, certificate, book) ??
    (isTooShort && book.asks('an authority allows what is below it')
      ? 'its path length allows no authority below it'
      : undefined)
  );
}

type Fault = (certificate: ParsedCertificate) => string | undefined;
type Faults = readonly (readonly [rule: PathRule, fault: Fault])[];

function firstFault(faults: Faults, certificate: ParsedCertificate, book: PathRules): string | undefined {
  for (const [rule, fault] of faults) {
    const found = book.asks(rule) ? fault(certificate) : undefined;
    if (found !== undefined) return found;
  }
  return undefined;
}

const authorityFaults: Faults = [
  [
    'an authority may sign certificates',
    ({ extensions: { isAuthority, isKeyUsageGiven, keyUsage } }) =>
      isAuthority && (!isKeyUsageGiven || (keyUsage & SIGNS_CERTIFICATES) !== 0)
        ? undefined
        : 'it is no authority, or its key may not sign certificates',
  ],
  [
    'an authority is marked as one',
    ({ extensions }) =>
      extensions.isAuthority && extensions.isConstraintCritical ? undefined : 'it is not marked as an authority',
  ],
  [
    'an authority signs certificates and lists alone',
    ({ extensions }) =>
      extensions.isKeyUsageCritical && extensions.keyUsage === SIGNS_CERTIFICATES_AND_LISTS
        ? undefined
        : 'its key usage is not exactly keyCertSign and cRLSign, critical',
  ],
  [
    'an authority names its key',
    ({ extensions }) => (extensions.subjectKeyId === undefined ? 'it has no subject key identifier' : undefined),
  ],
  ['an authority lives 20 years at most', (certificate) => lifeFault(certificate, profile.authorityYears)],
];

/** Of an authority. */
export const maySignLists = ({ extensions: { isKeyUsageGiven, keyUsage } }: ParsedCertificate): boolean =>
  !isKeyUsageGiven || (keyUsage & SIGNS_LISTS) !== 0;

/** Why this certificate can not sign for an agency, a person or a place; undefined when it can. */
export function signerFault(certificate: ParsedCertificate, book: PathRules = pathRules): string | undefined {
  return firstFault(signerFaults, certificate, book);
}

const signerFaults: Faults = [
  [
    'a signer’s key may sign',
    ({ extensions: { isKeyUsageGiven, keyUsage } }) =>
      !isKeyUsageGiven || (keyUsage & (DIGITAL_SIGNATURE | NON_REPUDIATION)) !== 0
        ? undefined
        : 'its key usage allows no signatures',
  ],
  [
    'an authority signs no documents',
    ({ extensions }) =>
      extensions.isAuthority || extensions.pathLength !== undefined ? 'an authority may not sign documents' : undefined,
  ],
  ['a signer’s key signs alone', usageFault],
  [
    'document signing is the only purpose',
    (certificate) =>
      isOnlyPurpose(certificate, profile.purpose)
        ? undefined
        : `its only purpose must be document signing (${profile.purpose})`,
  ],
  [
    'a signer names its issuer’s key',
    ({ extensions }) => (extensions.authorityKeyId === undefined ? 'it has no authority key identifier' : undefined),
  ],
  [
    'a signer names its agency',
    ({ subjectParts }) =>
      subjectParts.get(profile.agencyAttribute) ? undefined : 'it names no agency (organizationIdentifier)',
  ],
  ['a signer lives 5 years at most', (certificate) => lifeFault(certificate, profile.signerYears)],
];

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

function isOnlyPurpose({ extensions: { purposes } }: ParsedCertificate, type: string): boolean {
  return purposes.length === 1 && purposes[0] === type;
}

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
