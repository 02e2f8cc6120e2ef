/** Which SignedData is expected where: beside a document, around it, inside a PDF, as a time stamp token. */
import { oids } from './der/oids.js';
import type { DigestName } from './der/algorithms.js';

/** What the key really put its name to (RFC 5652 section 11). */
export interface SignedAttributes {
  readonly messageDigest: Buffer;
  /** Milliseconds, by the signer's own account, where it gives one. */
  readonly signingTime?: number;
  readonly signingCertificate?: { readonly digest: DigestName; readonly hash: Buffer };
  /** The certificate is named, but by SHA-1 (RFC 2634), which proves nothing. */
  readonly namesCertificateBySha1?: boolean;
  /** Digest named in cmsAlgorithmProtection (RFC 6211), where the signer gave it. */
  readonly protectedDigest?: DigestName;
}

export interface MessageForm {
  /** Undefined: anything but a time stamp's. */
  readonly contentType?: string;
  /** Whether the content is enclosed. Where it only may be, it must be the document's. */
  readonly content: 'beside' | 'inside' | 'either';
  readonly hasOneSigner: boolean;
  /** Milliseconds: stands for the time the signer claims where the signature's frame says it and its attributes do not. */
  readonly claimed?: number;
  /** DER: where the signer's is looked for as well, beside those that are enclosed. */
  readonly certificates?: readonly Buffer[];
  /** Only a drill gives it: what a careless verifier takes where there are no signed attributes. */
  readonly unattributed?: { readonly attributes: SignedAttributes; readonly signed: Buffer };
}

export const besideDocument: MessageForm = { content: 'either', hasOneSigner: false };

/** Opaque: the content is inside (RFC 8551 3.5.2). */
export const aroundContent: MessageForm = { content: 'inside', hasOneSigner: false };

/** `claimed`: what the PDF says in /M. */
export const insidePdf = (claimed: number): MessageForm => ({ content: 'beside', hasOneSigner: true, claimed });

/** RFC 3161 2.4.2. */
export const timeStampToken: MessageForm = {
  contentType: oids.timeStampInfo,
  content: 'inside',
  hasOneSigner: true,
};
