/** Which SignedData is expected where: beside a document, inside a PDF, as a time stamp token. */
import { oids } from './der/oids.js';

/** A document's signature is detached, a time stamp token (RFC 3161 2.4.2) holds its content. */
export interface MessageForm {
  readonly version: number;
  readonly contentType: string;
  readonly isDetached: boolean;
  /** Milliseconds: stands for the time the signer claims where the signature's frame says it and its attributes do not. */
  readonly claimed?: number;
}

export const besideDocument: MessageForm = { version: 1, contentType: oids.data, isDetached: true };

/** `claimed`: what the PDF says in /M. */
export const insidePdf = (claimed: number): MessageForm => ({ ...besideDocument, claimed });
