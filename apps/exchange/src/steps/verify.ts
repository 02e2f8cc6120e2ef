/** Second step: judge the signatures where a document is submitted, check the bytes wherever else it arrives. */
import { hash } from 'node:crypto';
import { isRefused, refuse, type DocumentHop, type Outcome, type Package, type Refusal } from '@lienthong/edxml';
import { judgePackage, type DocumentJudgement } from '@lienthong/signature';
import type { Exchange } from '../exchange.js';
import type { AcceptedPackage } from './accept.js';
import type { Arrival } from './arrival.js';

/** The verdict of this place on a submitted package. Refusals are values; with policy `observe` they only stand in the facts. */
export function verify(exchange: Exchange, accepted: AcceptedPackage, at: Date): Outcome<Omit<Arrival, 'receipt'>> {
  const judged = judge(exchange, accepted.package, accepted.header.sender, at);
  if (judged.refusal !== undefined && exchange.policy === 'enforce') return { refusal: judged.refusal };
  return {
    value: {
      place: accepted.header.trace[0]!.place,
      hop: { ...accepted.header, facts: judged.facts },
      from: null,
      bytes: accepted.submitted.bytes,
      ...(accepted.submitted.correlation === undefined ? {} : { correlation: accepted.submitted.correlation }),
      verdicts: judged.verdicts,
      ...(accepted.acts.length === 0 ? {} : { acts: accepted.acts }),
      parked: (judged.parked === true && exchange.policy === 'enforce') || exchange.scanning !== undefined,
    },
  };
}

export function judge(exchange: Exchange, read: Package, sender: string, at: Date): DocumentJudgement {
  return judgePackage(read, sender, exchange.trust(), at);
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
