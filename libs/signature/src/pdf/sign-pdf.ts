/** Signs a PDF: one incremental update with a signature over everything but itself (PAdES baseline B-B, ETSI EN 319 142-1). */
import { createHash } from 'node:crypto';
import { insidePdf } from '../message-form.js';
import { usualScheme } from '../schemes.js';
import type { Signer } from '../shapes.js';
import { addTimeStamp, stampedBytes } from '../stamps/add-time-stamp.js';
import { signatureBytes, signForPdf } from './sign-for-pdf.js';
import { draftSignature, RANGE_WIDTH, type PdfDraft, type PdfSigning } from './draft-signature.js';
import { PdfFile } from './file/pdf-file.js';
import { writeUpdate } from './write-update.js';

/** Room for a time stamp token with its authority's certificates; one of them has 3 to 6 KB. */
const TIME_STAMP_BYTES = 8192;

/**
 * The signed file; earlier signatures in it stay good. Throws when the file can not be updated (cross-reference streams,
 * encryption, a page that is not there) and when the key does not belong to the certificate.
 */
export function signPdf(pdf: Buffer, signer: Signer, signing: PdfSigning): Buffer {
  return sealDraft(draftSignature(new PdfFile(pdf), signing), signer);
}

/** Gives the time stamp token (RFC 3161, DER) over a signature value. */
export type TimeStamper = (signature: Buffer) => Promise<Buffer> | Buffer;

/** Like `signPdf`, with a time stamp of the signature among its unsigned attributes (baseline B-T). */
export async function signPdfWithTimeStamp(
  pdf: Buffer,
  signer: Signer,
  signing: PdfSigning & { readonly stamp: TimeStamper },
): Promise<Buffer> {
  const draft = draftSignature(new PdfFile(pdf), { spareBytes: TIME_STAMP_BYTES, ...signing });
  const open = writeDraft(draft, signer);
  const message = signForPdf(open.digest, signer);
  const form = insidePdf(signing.signedAt.getTime());
  const token = await signing.stamp(stampedBytes(message, form));
  return close(open, addTimeStamp(message, token, form));
}

/** Writes the draft and signs what it says. */
export function sealDraft(draft: PdfDraft, signer: Signer): Buffer {
  const open = writeDraft(draft, signer);
  return close(open, signForPdf(open.digest, signer));
}

/** A whole file with room for the signature of everything outside that room. */
interface OpenSignature {
  readonly pdf: Buffer;
  /** By the digest of the signer's usual scheme. */
  readonly digest: Buffer;
  /** Between the brackets of /Contents. */
  readonly roomAt: number;
  readonly roomBytes: number;
}

function writeDraft(draft: PdfDraft, signer: Signer): OpenSignature {
  const roomBytes = signatureBytes(signer) + draft.spareBytes;
  const body = Buffer.concat([draft.head, Buffer.alloc(roomBytes * 2, '0'), Buffer.from('>>>')]);
  const { bytes, bodies } = writeUpdate(draft.file, [...draft.objects, { number: draft.number, body }]);
  const pdf = Buffer.concat([draft.file.bytes, bytes]);
  const bodyAt = bodies.get(draft.number) ?? 0;
  const roomAt = bodyAt + draft.head.length;
  const [gap, after] = [roomAt - 1, roomAt + roomBytes * 2 + 1];
  const range = `0 ${gap} ${after} ${pdf.length - after}]`;
  pdf.write(range.padEnd(RANGE_WIDTH), bodyAt + draft.rangeAt, 'latin1');
  const { digest: name } = usualScheme(signer.key);
  const digest = createHash(name).update(pdf.subarray(0, gap)).update(pdf.subarray(after)).digest();
  return { pdf, digest, roomAt, roomBytes };
}

function close({ pdf, roomAt, roomBytes }: OpenSignature, message: Buffer): Buffer {
  if (message.length > roomBytes) {
    throw new RangeError(`the signature has ${message.length} bytes, there is room for ${roomBytes}`);
  }
  pdf.write(message.toString('hex'), roomAt, 'latin1');
  return pdf;
}
