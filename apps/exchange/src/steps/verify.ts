/** Second step: judge the signatures where a document is submitted, check the bytes wherever else it arrives. */
import { hash } from 'node:crypto';
import { isRefused, refuse, type Attachment, type DocumentHop, type Outcome, type Refusal } from '@lienthong/edxml';
import { judgeDocument, type DocumentJudgement } from '@lienthong/signature';
import type { Exchange } from '../exchange.js';
import type { AcceptedPackage } from './accept.js';
import type { Arrival } from './arrival.js';

const signatureType = 'application/pkcs7-signature';
/** File names by which offices mark signed files; part of what a package declares. */
const declaredNames = /(_signed\b|\.signed\.pdf$|\.p7s$)/i;

/** The verdict of this place on a submitted package. Refusals are values; with policy `observe` they only stand in the facts. */
export function verify(exchange: Exchange, accepted: AcceptedPackage, at: Date): Outcome<Omit<Arrival, 'receipt'>> {
  const judged = judge(exchange, accepted, at);
  if (judged.refusal !== undefined && exchange.policy === 'enforce') return { refusal: judged.refusal };
  return {
    value: {
      place: accepted.header.trace[0]!.place,
      hop: { ...accepted.header, facts: judged.facts },
      from: null,
      bytes: accepted.submitted.bytes,
      ...(accepted.submitted.correlation === undefined ? {} : { correlation: accepted.submitted.correlation }),
      ...(judged.verdicts.length > 0 ? { evidence: judged.verdicts } : {}),
      parked: judged.parked === true && exchange.policy === 'enforce',
    },
  };
}

export function judge(exchange: Exchange, accepted: AcceptedPackage, at: Date): DocumentJudgement {
  const { attachments, attachmentDigests, document } = accepted.package;
  const [main] = attachments;
  const signatures = attachments.slice(1).filter((each) => isSignature(each));
  const declared =
    document.claimsSignature || signatures.length > 0 || attachments.some((each) => declaredNames.test(each.name));
  return judgeDocument(
    { sha256: attachmentDigests[0] ?? Buffer.alloc(32), ...(main === undefined ? {} : { bytes: main.bytes }) },
    signatures.map((each) => each.bytes),
    { declared, onPackage: document.claimsSignature },
    accepted.header.sender,
    exchange.trust(),
    at,
  );
}

export function isSignature(attachment: Attachment): boolean {
  return attachment.contentType.toLowerCase() === signatureType || /\.p7s$/i.test(attachment.name);
}

/** Reads the packages of documents that came from a neighbour and compares their digests; later places judge no signature again. */
export async function verifyBytes(exchange: Exchange, hops: readonly DocumentHop[]): Promise<Map<string, Refusal>> {
  const packages = await exchange.packages.read(hops.map((hop) => hop.packageDigest));
  const refusals = new Map<string, Refusal>();
  for (const hop of hops) {
    const bytes = packages.get(hop.packageDigest);
    if (bytes === undefined)
      throw new Error(`the package ${hop.packageDigest} of document ${hop.document} is not stored on this server`);
    const found = refuseAltered(hop, bytes);
    if (isRefused(found)) refusals.set(hop.document, found.refusal);
  }
  return refusals;
}

function refuseAltered(hop: DocumentHop, bytes: Buffer): Outcome<true> {
  if (bytes.length === hop.packageSize && hash('sha256', bytes, 'hex') === hop.packageDigest) return { value: true };
  return refuse(
    'attachment-digest-mismatch',
    `The package of ${hop.documentId} is not the one that was accepted`,
    'package',
  );
}
