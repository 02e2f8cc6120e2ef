/** The certificate and signature profile as data: what a document's signature must look like to count. */
import { oids } from './der/oids.js';

export const profile = {
  /** RSA: Circular 15/2025/TT-BKHCN asks for at least 2048 bits; the upper limit bounds the work of a verification. */
  modulusBits: { least: 2048, most: 4096 },
  exponent: 65537,
  /** Where the agency's code stands in the subject, and which purpose a signer's certificate must name. */
  agencyAttribute: oids.organizationIdentifier,
  kindAttribute: oids.organizationalUnit,
  nameAttribute: oids.commonName,
  purpose: oids.documentSigning,
  documentSigners: ['agency', 'person'],
  /** Longest life of an authority, of a signer's first certificate and of a renewed one, in years (Decree 68/2024, article 9). */
  authorityYears: 20,
  signerYears: 5,
  renewalYears: 3,
  /** Issuing authority, root, and up to two authorities between them where generations certify each other. */
  authoritiesOnPath: 4,
  /** Ways to a root that are looked at for one issuing authority: two generations and a cross-certificate make three. */
  pathsOfAuthority: 8,
  /** Policies of time-stamping authorities that are accepted, and how far their clocks may be off (RFC 3161 2.4.2). */
  stampPolicies: [oids.timeStampPolicy],
  stampAccuracyMs: 60_000,
  /** Some signing tools write local time (+7 h) as UTC: a claimed time may lie up to a day after its arrival. */
  signingTimeAheadMs: 24 * 3_600_000,
  /** A signature with four certificates has 6 KB; one with revocation lists and archive time stamps inside a few hundred. */
  signatureBytes: 4 * 1024 * 1024,
  /** The same where the content is inside. */
  enclosingBytes: 64 * 1024 * 1024,
  /** Only those that may be the signer's are read. */
  certificatesInSignature: 64,
  certificatesInAnswer: 4,
  /** Each costs a verification. */
  signersOfMessage: 16,
  timeStampsOfSigner: 8,
  /** Lists, and OCSP answers, of each as many. */
  enclosedEvidence: 16,
  /** Bounds on BER. A time stamp nests nine deep, and archives hold time stamps in time stamps; content in pieces has no such elements. */
  ber: { bytes: 64 * 1024 * 1024, depth: 200, elements: 200_000 },
} as const;

/** Bounds on our work where RFC 5280 alone is asked: public paths are longer, and authorities there certify each other. */
export const publicLimits: { readonly authoritiesOnPath: number; readonly pathsOfAuthority: number } = {
  authoritiesOnPath: 10,
  pathsOfAuthority: 32,
};
