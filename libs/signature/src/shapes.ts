/** What goes into and comes out of signing and judging: signers, contents, verdicts and the judgement of a document. */
import type { KeyObject } from 'node:crypto';
import type { Refusal, RefusalCode, SignatureFacts } from '@lienthong/edxml';
import type { SigningKey } from './signing-key.js';

/**
 * Whom a certificate speaks for: the three kinds of Decree 68/2024 (person; agency; device, service or software). The one
 * service here is a place of the exchange: it signs receipts only, never documents.
 */
export type CertificateKind = 'agency' | 'person' | 'place';

/** A certificate (DER) and the private key, RSA or ECDSA, that belongs to it, in memory or in a device. */
export interface Signer {
  readonly certificate: Buffer;
  readonly key: SigningKey;
}

/** A signer whose key is in the memory of this process. */
export interface KeptSigner extends Signer {
  readonly key: KeyObject;
}

/** What was signed: its SHA-256; the bytes themselves are needed only for signatures that use SHA-384 or SHA-512. */
export interface SignedContent {
  readonly sha256: Buffer;
  readonly bytes?: Buffer;
}

/** `trusted`, `placeholder`, or the refusal code that applies. */
export type VerdictCode = 'trusted' | 'placeholder' | RefusalCode;

/** Who signed, as the certificate says it; `serial` and `certificate` (SHA-256 of the DER) are lower-case hex. */
export interface SignerIdentity {
  readonly agency: string;
  readonly kind: string;
  readonly commonName: string;
  readonly serial: string;
  readonly certificate: string;
}

/**
 * A certificate on which no authority's fresh word was at hand. `serial` and `issuer` (SHA-256 of its issuer's certificate) are
 * lower-case hex; `responders` the OCSP addresses that the certificate names: anybody's words, to be compared, never followed.
 */
export interface MissingWord {
  readonly serial: string;
  readonly issuer: string;
  readonly responders: readonly string[];
}

/** What is needed, beside the signature itself, to judge it again later. Digests are lower-case hex SHA-256. */
export interface Evidence {
  /** Official time of the judgement, ISO 8601. */
  readonly judgedAt: string;
  /** Certificates above the signer's: issuing first, root last. */
  readonly chain: readonly string[];
  /** CRLs looked at: the issuing authority's, the root's. */
  readonly crlNumbers: readonly string[];
  readonly crlDigests: readonly string[];
  /** OCSP answers looked at, where there are any. */
  readonly ocspDigests?: readonly string[];
  /** There when the verdict is `revocation-stale`. */
  readonly missing?: readonly MissingWord[];
}

/** When a time-stamping authority saw something (RFC 3161 2.4.2). `serial` and `authority` (SHA-256 of its certificate) are hex. */
export interface TimeStamp {
  /** ISO 8601. */
  readonly at: string;
  readonly accuracyMs: number;
  /** Dotted object identifier. */
  readonly policy: string;
  readonly serial: string;
  readonly authority: string;
  /** The authority's name, as its certificate says it. */
  readonly commonName: string;
}

/** The verdict on a time stamp token: valid: its imprint, structure and key are good; trusted: also its authority. */
export interface StampVerdict {
  readonly valid: boolean;
  readonly trusted: boolean;
  readonly code: VerdictCode;
  readonly detail: string;
  readonly stamp?: TimeStamp;
  readonly evidence: Evidence;
}

/** The verdict on one signature: trusted implies valid; `detail` says why in a sentence. */
export interface SignatureVerdict {
  /** A CMS signature beside what it signs, one inside a PDF, one in a package's header, or something that is none that we know. */
  readonly form: 'cms' | 'pdf' | 'xml' | 'placeholder';
  readonly valid: boolean;
  readonly trusted: boolean;
  readonly code: VerdictCode;
  readonly detail: string;
  readonly signer?: SignerIdentity;
  /** The time stamp's time, or the time the signer claims; ISO 8601. */
  readonly signingTime?: string;
  /** By which time the certificate was judged: a trusted time stamp's, or the arrival's. */
  readonly timeSource: 'time-stamp' | 'arrival';
  /** The verdict on the time stamp, where the signature carries one. */
  readonly timeStamp?: StampVerdict;
  readonly evidence: Evidence;
}

/** The verdict on a certificate alone (a place's, for receipts). */
export interface CertificateVerdict {
  readonly trusted: boolean;
  readonly code: VerdictCode;
  readonly detail: string;
  readonly signer?: SignerIdentity;
  readonly evidence: Evidence;
}

/** What the package says of itself; `onPackage` is true when what stands in the header is no signature that can be judged. */
export interface SignatureClaims {
  readonly declared: boolean;
  readonly onPackage: boolean;
}

/** At most one of `refusal` and `parked`: parked while only revocation evidence is missing or stale. */
export interface DocumentJudgement {
  readonly facts: SignatureFacts;
  readonly verdicts: readonly SignatureVerdict[];
  readonly refusal?: Refusal;
  readonly parked?: boolean;
}
