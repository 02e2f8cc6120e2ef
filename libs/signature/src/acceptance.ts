/** What a place puts its name to when it takes documents in, and the verdict on a receipt that somebody shows. */
import { hash } from 'node:crypto';
import type { AcceptanceReceipt, Refusal, RefusalCode } from '@lienthong/edxml';
import { judgeCertificate } from './judge-signature.js';
import { rootFromPath } from './merkle.js';
import type { CertificateVerdict } from './shapes.js';
import { verifyStatement } from './statement.js';
import type { Trust } from './trust/trust.js';

export const acceptanceContext = 'lienthong/acceptance';

export type AcceptedFields = Omit<AcceptanceReceipt, 'proof' | 'signature' | 'certificate'>;

/** One entry of an acceptance's tree: SHA-256 of the fields in this order, as JSON. */
export function acceptanceLeaf(fields: AcceptedFields): Buffer {
  const { place, document, sender, documentId, packageDigest, contentDigest, acceptedAt, rehearsal } = fields;
  const text = JSON.stringify([
    place,
    document,
    sender,
    documentId,
    packageDigest,
    contentDigest,
    acceptedAt,
    rehearsal,
  ]);
  return hash('sha256', text, 'buffer');
}

/**
 * Whether the receipt is whole, was signed by the key of the place's certificate (DER), and this certificate holds at `at`.
 * Whether its digests are those of a package is left to the caller.
 */
export function judgeAcceptance(
  receipt: AcceptanceReceipt,
  certificate: Buffer,
  trust: Trust,
  at: Date,
): CertificateVerdict {
  const verdict = judgeCertificate(certificate, trust, at);
  const fault = receiptFault(receipt, certificate) ?? placeFault(receipt, verdict);
  if (fault !== undefined) return { ...verdict, trusted: false, ...fault };
  const { acceptedAt } = receipt;
  if (!verdict.trusted || Date.parse(acceptedAt) <= at.getTime()) return verdict;
  return { ...verdict, trusted: false, ...refusal('date-in-future', `accepted at ${acceptedAt}, judged earlier`) };
}

function receiptFault(receipt: AcceptanceReceipt, certificate: Buffer): Refusal | undefined {
  const { proof, signature } = receipt;
  if (hash('sha256', certificate, 'hex') !== receipt.certificate) {
    return refusal('certificate-untrusted', 'it names another certificate than the one it is judged by');
  }
  const path = proof.path.map((node) => Buffer.from(node, 'hex'));
  const root = rootFromPath(acceptanceLeaf(receipt), proof.index, proof.size, path);
  if (root?.toString('hex') !== proof.root) {
    return refusal('signature-altered', 'its fields are not what the place signed: the proof leads to another root');
  }
  return verifyStatement(acceptanceContext, root, Buffer.from(signature, 'base64'), certificate)
    ? undefined
    : refusal('signature-invalid', 'the certificate’s key did not make this signature');
}

function placeFault({ place }: AcceptanceReceipt, { signer }: CertificateVerdict): Refusal | undefined {
  if (signer?.kind !== 'place') return refusal('certificate-profile', 'only a place signs receipts');
  return signer.agency === place
    ? undefined
    : refusal('certificate-of-another-agency', `signed by ${signer.agency}, given by ${place}`);
}

const refusal = (code: RefusalCode, detail: string): Refusal => ({ code, detail });
