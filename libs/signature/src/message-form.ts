/** Which SignedData is expected where: beside a document, inside a PDF, as a time stamp token. */
import { oids } from './der/oids.js';
import type { DigestName } from './der/algorithms.js';

/** What the key really put its name to (RFC 5652 section 11). */
export interface SignedAttributes {
  readonly messageDigest: Buffer;
  /** Milliseconds, by the signer's own account; a time stamp may leave it out, a document's signature only inside a PDF. */
  readonly signingTime?: number;
  readonly signingCertificate?: { readonly digest: DigestName; readonly hash: Buffer };
  /** Digest named in cmsAlgorithmProtection (RFC 6211), where the signer gave it. */
  readonly protectedDigest?: DigestName;
}

/** A document's signature is detached; opaque S/MIME and time stamp tokens (RFC 3161 2.4.2) hold their content. */
export interface MessageForm {
  readonly version: number;
  readonly contentType: string;
  readonly isDetached: boolean;
  /** Milliseconds: stands for the time the signer claims where the signature's frame says it and its attributes do not. */
  readonly claimed?: number;
  /** Only a drill gives it: what a careless verifier takes where there are no signed attributes. */
  readonly unattributed?: { readonly attributes: SignedAttributes; readonly signed: Buffer };
}

export const besideDocument: MessageForm = { version: 1, contentType: oids.data, isDetached: true };

/** Opaque: the content is inside (RFC 8551 3.5.2). */
export const aroundContent: MessageForm = { ...besideDocument, isDetached: false };

/** `claimed`: what the PDF says in /M. */
export const insidePdf = (claimed: number): MessageForm => ({ ...besideDocument, claimed });
