/** What goes into and comes out of signing and judging: signers, contents, verdicts and the judgement of a document. */
import type { KeyObject } from 'node:crypto';
import type { Refusal, RefusalCode, SignatureFacts } from '@lienthong/edxml';

/** Whom a certificate speaks for. A place signs receipts only, never documents. */
export type CertificateKind = 'agency' | 'person' | 'place';

/** A certificate (DER) and the RSA private key that belongs to it. */
export interface Signer {
  readonly certificate: Buffer;
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

/** What is needed, beside the signature itself, to judge it again later. Digests are lower-case hex SHA-256. */
export interface Evidence {
  /** Official time of the judgement, ISO 8601. */
  readonly judgedAt: string;
  /** Certificates above the signer's: issuing, root. */
  readonly chain: readonly string[];
  /** CRLs looked at: the issuing authority's, the root's. */
  readonly crlNumbers: readonly string[];
  readonly crlDigests: readonly string[];
}

/** The verdict on one signature: trusted implies valid; `detail` says why in a sentence. */
export interface SignatureVerdict {
  /** A CMS signature beside what it signs, one inside a PDF, or something that is none that we know. */
  readonly form: 'cms' | 'pdf' | 'placeholder';
  readonly valid: boolean;
  readonly trusted: boolean;
  readonly code: VerdictCode;
  readonly detail: string;
  readonly signer?: SignerIdentity;
  /** The time the signer claims, ISO 8601. */
  readonly signingTime?: string;
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

/** What the package says of itself; `onPackage` is true when a signature element stands in the header (present, not verifiable). */
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
