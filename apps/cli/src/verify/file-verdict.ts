/** What is said of one file, on a line and as JSON. */
import type { AcceptanceReceipt, SignatureFacts } from '@lienthong/edxml';
import type { CertificateVerdict, Evidence, SignatureVerdict, StampVerdict } from '@lienthong/signature';

/** One signature: `agency` and `name` as its certificate says them, empty where they are not known. */
export interface JudgedSignature {
  /** Field of the PDF or file beside it; empty where the file is the signature. */
  readonly where: string;
  readonly trusted: boolean;
  /** Of a signature: whether it is good in itself, whoever made it. */
  readonly valid?: boolean;
  readonly code: string;
  readonly detail: string;
  readonly agency: string;
  readonly name: string;
  /** SHA-256 of the signer's certificate, hex. */
  readonly certificate?: string;
  /** ISO 8601. */
  readonly signedAt?: string;
  /**
   * Whose word `signedAt` is: a time-stamping authority's, the signer's own, the place's, the place's on a rehearsal clock; or
   * nobody's: the arrival (`--at`) counts.
   */
  readonly timeSource?: 'time-stamp' | 'claimed' | 'arrival' | 'place' | 'rehearsal';
  readonly evidence?: Evidence;
}

/** `code`: `trusted`, `unsigned`, `placeholder`, or the refusal that applies. */
export interface FileVerdict {
  readonly file: string;
  readonly kind: 'signature' | 'document' | 'package' | 'mail' | 'time-stamp' | 'receipt' | 'certificate';
  readonly trusted: boolean;
  readonly code: string;
  readonly detail: string;
  readonly signatures: readonly JudgedSignature[];
  /** What a place counts, for packages. */
  readonly facts?: SignatureFacts;
}

/** What follows from all signatures of a file of which nobody says who had to sign it. */
export function concluded(
  file: string,
  kind: FileVerdict['kind'],
  signatures: readonly JudgedSignature[],
): FileVerdict {
  const decisive = signatures.find(({ trusted }) => !trusted) ?? signatures[0];
  const { trusted, code, detail } = decisive ?? { trusted: false, code: 'unsigned', detail: 'no signature was found' };
  return { file, kind, trusted, code, detail, signatures };
}

export function ofSignature(verdict: SignatureVerdict, where: string): JudgedSignature {
  const { trusted, valid, code, detail, signer, signingTime, timeSource, evidence } = verdict;
  return {
    ...{ where, trusted, valid, code, detail, agency: signer?.agency ?? '', name: signer?.commonName ?? '' },
    ...(signer && { certificate: signer.certificate }),
    ...(signer && !signingTime && { timeSource: 'arrival' as const }),
    ...(signingTime && { signedAt: signingTime, timeSource: timeSource === 'time-stamp' ? timeSource : 'claimed' }),
    evidence,
  };
}

export function ofStamp({ trusted, valid, code, detail, stamp, evidence }: StampVerdict): JudgedSignature {
  return {
    ...{ where: '', trusted, valid, code, detail, agency: '', name: stamp?.commonName ?? '' },
    ...(stamp && { certificate: stamp.authority, signedAt: stamp.at, timeSource: 'time-stamp' }),
    evidence,
  };
}

/** Whose certificate it is; nobody signed anything with it here. */
export function ofCertificate({ trusted, code, detail, signer, evidence }: CertificateVerdict): JudgedSignature {
  return {
    ...{ where: signer?.serial ?? '', trusted, code, detail },
    ...{ agency: signer?.agency ?? '', name: signer?.commonName ?? '', evidence },
    ...(signer && { certificate: signer.certificate }),
  };
}

/** A receipt of a rehearsal proves nothing outside it, and says so. */
export function ofReceipt(verdict: CertificateVerdict, receipt: AcceptanceReceipt): JudgedSignature {
  const { trusted, code, detail, signer, evidence } = verdict;
  return {
    ...{ where: '', trusted, code, detail, agency: signer?.agency ?? '', name: signer?.commonName ?? '' },
    ...(signer && { certificate: signer.certificate }),
    ...{ signedAt: receipt.acceptedAt, timeSource: receipt.rehearsal ? 'rehearsal' : 'place', evidence },
  };
}
