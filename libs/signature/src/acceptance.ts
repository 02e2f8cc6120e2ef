/** What a place puts its name to when it takes documents in, and the verdict on a receipt that somebody shows. */
import { hash } from 'node:crypto';
import type { AcceptanceReceipt, RefusalCode } from '@lienthong/edxml';
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

/** A receipt with what it is judged by. */
interface ReceiptCase {
  readonly receipt: AcceptanceReceipt;
  readonly certificate: Buffer;
  readonly verdict: CertificateVerdict;
  readonly at: Date;
}

type Fault = Pick<CertificateVerdict, 'code' | 'detail'>;

export interface ReceiptRule {
  readonly name: string;
  readonly fault: (one: ReceiptCase) => Fault | undefined;
}

/** Each stops a forgery that all others let through. */
export const receiptRules: readonly ReceiptRule[] = [
  { name: 'the certificate is the one that is named', fault: namedFault },
  { name: 'the fields lead to the root', fault: proofFault },
  { name: 'the certificate’s key signed the root', fault: signatureFault },
  { name: 'a place gave it', fault: kindFault },
  { name: 'the place that is named gave it', fault: placeFault },
  { name: 'the place’s certificate is trusted', fault: ({ verdict }) => (verdict.trusted ? undefined : verdict) },
  { name: 'accepted before it is judged', fault: futureFault },
];

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
  return judgeAcceptanceBy(receiptRules, receipt, {
    certificate,
    verdict: judgeCertificate(certificate, trust, at),
    at,
  });
}

/** The judge with its rules as an argument, so that a drill can show what each of them stops. */
export function judgeAcceptanceBy(
  rules: readonly ReceiptRule[],
  receipt: AcceptanceReceipt,
  by: Omit<ReceiptCase, 'receipt'>,
): CertificateVerdict {
  const { signer, evidence } = by.verdict;
  const known = { evidence, ...(signer && { signer }) };
  for (const { fault } of rules) {
    const found = fault({ receipt, ...by });
    if (found !== undefined) return { trusted: false, code: found.code, detail: found.detail, ...known };
  }
  return { trusted: true, code: 'trusted', detail: 'good', ...known };
}

function namedFault({ receipt, certificate }: ReceiptCase): Fault | undefined {
  return hash('sha256', certificate, 'hex') === receipt.certificate
    ? undefined
    : refusal('certificate-untrusted', 'it names another certificate than the one it is judged by');
}

function proofFault({ receipt }: ReceiptCase): Fault | undefined {
  const { proof } = receipt;
  const path = proof.path.map((node) => Buffer.from(node, 'hex'));
  const root = rootFromPath(acceptanceLeaf(receipt), proof.index, proof.size, path);
  return root?.toString('hex') === proof.root
    ? undefined
    : refusal('signature-altered', 'its fields are not what the place signed: the proof leads to another root');
}

function signatureFault({ receipt: { proof, signature }, certificate }: ReceiptCase): Fault | undefined {
  const root = Buffer.from(proof.root, 'hex');
  return verifyStatement(acceptanceContext, root, Buffer.from(signature, 'base64'), certificate)
    ? undefined
    : refusal('signature-invalid', 'the certificate’s key did not make this signature');
}

function kindFault({ verdict: { signer } }: ReceiptCase): Fault | undefined {
  return signer?.kind === 'place' ? undefined : refusal('certificate-profile', 'only a place signs receipts');
}

function placeFault({ receipt: { place }, verdict: { signer } }: ReceiptCase): Fault | undefined {
  return signer?.agency === place
    ? undefined
    : refusal('certificate-of-another-agency', `signed by ${signer?.agency}, given by ${place}`);
}

function futureFault({ receipt: { acceptedAt }, at }: ReceiptCase): Fault | undefined {
  return Date.parse(acceptedAt) <= at.getTime()
    ? undefined
    : refusal('date-in-future', `accepted at ${acceptedAt}, judged earlier`);
}

const refusal = (code: RefusalCode, detail: string): Fault => ({ code, detail });
