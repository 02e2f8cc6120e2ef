/** Judges the signature in a package's header: is it whole, does it cover all that is read, is it the key's, and does the path hold. */
import { hash } from 'node:crypto';
import type { HeaderSignature, Package, Refusal } from '@lienthong/edxml';
import { attempt } from '../der/der-fault.js';
import { evidenceAt } from '../evidence.js';
import { identity, judgeInTime, refused } from '../judge-signature.js';
import type { SignatureVerdict } from '../shapes.js';
import { parsedCertificate } from '../trust/parsed-certificates.js';
import type { Trust } from '../trust/trust.js';
import { followReferences, headerRules, type HeaderCase, type HeaderRule } from './header-rules.js';
import { readHeaderSignature } from './read-header-signature.js';

/** Attachments as they were read. */
export type SignedPackage = Pick<Package, 'attachments' | 'attachmentDigests'>;

/** Never throws for what the package holds. `at` is official time of arrival. */
export function judgeHeader(header: HeaderSignature, carried: SignedPackage, trust: Trust, at: Date): SignatureVerdict {
  return judgeHeaderBy(headerRules, header, carried, trust, at);
}

/** The judge with its rules as an argument, so that a drill can show what each of them stops. */
export function judgeHeaderBy(
  rules: readonly HeaderRule[],
  header: HeaderSignature,
  carried: SignedPackage,
  trust: Trust,
  at: Date,
): SignatureVerdict {
  const form = 'xml';
  const read = attempt('signature-malformed', () => readHeaderSignature(header.element));
  if ('refusal' in read) return refused(read.refusal, { form, evidence: evidenceAt(at) });
  const signature = read.value;
  const certificate = parsedCertificate(signature.certificate, trust.book);
  if ('refusal' in certificate) return refused(certificate.refusal, { form, evidence: evidenceAt(at) });
  const signer = certificate.value;
  const attachments = carried.attachments.map(({ bytes, zipped }, index) => {
    // What was zipped for the transport was signed so.
    if (zipped !== undefined) return { bytes: zipped, sha256: hash('sha256', zipped, 'buffer') };
    return { bytes, sha256: carried.attachmentDigests[index] ?? Buffer.alloc(0) };
  });
  const references = followReferences(signature, header);
  const broken = firstBroken(rules, { signature, references, header, attachments, signer });
  const known = { form, signer: identity(signer) } as const;
  if (broken !== undefined) return refused(broken, { ...known, evidence: evidenceAt(at) });
  return judgeInTime({ signature: signature.signature }, { ...known, certificate: signer }, trust, at);
}

function firstBroken(rules: readonly HeaderRule[], one: HeaderCase): Refusal | undefined {
  for (const { code, fault } of rules) {
    const detail = fault(one);
    if (detail !== undefined) return { code, detail };
  }
  return undefined;
}
