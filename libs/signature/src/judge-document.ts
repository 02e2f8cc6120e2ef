/** The verdict on a document: four facts kept apart, and whether its signatures refuse it, park it or let it pass. */
import type { Refusal } from '@lienthong/edxml';
import { judgeSignatures } from './judge-signature.js';
import type { DocumentJudgement, SignatureClaims, SignatureVerdict, SignedContent } from './shapes.js';
import type { Trust } from './trust/trust.js';

/**
 * `signatures` are the signature attachments of the main attachment; `claims` is true when the package calls itself signed in
 * any other way; `sender` the agency's code as it stands in certificates. The facts hold whether the caller enforces or only
 * observes; `refusal` is what enforcing means.
 */
export function judgeDocument(
  main: SignedContent,
  signatures: readonly Buffer[],
  claims: boolean | SignatureClaims,
  sender: string,
  trust: Trust,
  at: Date,
): DocumentJudgement {
  const verdicts = signatures.flatMap((signature) => judgeSignatures(signature, main, trust, at));
  return concludeDocument(verdicts, claims, sender);
}

/** What follows from all verdicts on the signatures of one document, those beside it and those inside its PDF. */
export function concludeDocument(
  verdicts: readonly SignatureVerdict[],
  claims: boolean | SignatureClaims,
  sender: string,
): DocumentJudgement {
  const { declared, onPackage } = typeof claims === 'boolean' ? { declared: claims, onPackage: false } : claims;
  const refusal = firstRefusal(verdicts, sender);
  const isParked = refusal === undefined && verdicts.some(isStale);
  const isValid =
    verdicts.length > 0 && verdicts.every((one) => one.valid) && verdicts.some((one) => isBy(one, sender));
  const facts = {
    declared: declared || onPackage || verdicts.length > 0,
    present: onPackage || verdicts.length > 0,
    valid: isValid,
    trusted: isValid && verdicts.every((one) => one.trusted),
    verdict: refusal?.code ?? verdictWithoutRefusal(verdicts, onPackage),
  };
  return { facts, verdicts, ...(refusal && { refusal }), ...(isParked && { parked: true }) };
}

const isStale = (verdict: SignatureVerdict): boolean => verdict.code === 'revocation-stale';

const isBy = (verdict: SignatureVerdict, sender: string): boolean =>
  verdict.valid && verdict.signer?.agency === sender.normalize('NFC');

function firstRefusal(verdicts: readonly SignatureVerdict[], sender: string): Refusal | undefined {
  for (const [index, verdict] of verdicts.entries()) {
    const { code, detail } = verdict;
    if (code === 'trusted' || code === 'placeholder' || code === 'revocation-stale') continue;
    return { code, detail, where: `signature ${index + 1} of ${verdicts.length}` };
  }
  const signed = verdicts.filter((verdict) => verdict.form !== 'placeholder');
  if (signed.length === 0 || signed.some((verdict) => isBy(verdict, sender))) return undefined;
  const agencies = [...new Set(signed.map((verdict) => verdict.signer?.agency ?? ''))].join(', ');
  return { code: 'certificate-of-another-agency', detail: `signed by ${agencies}, sent by ${sender}` };
}

function verdictWithoutRefusal(verdicts: readonly SignatureVerdict[], onPackage: boolean): string {
  if (verdicts.some(isStale)) return 'revocation-stale';
  if (verdicts.some((verdict) => verdict.form === 'placeholder')) return 'placeholder';
  if (verdicts.length > 0) return 'trusted';
  return onPackage ? 'placeholder' : 'unsigned';
}
