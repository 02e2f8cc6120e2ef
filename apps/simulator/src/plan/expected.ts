/** What must be true at the exchange when a plan was carried out in full; the report compares the exchange's own numbers with it. */
import type { Flaw } from '../scenario/scenario.js';
import { fateOf } from './fates.js';
import { documentKey, type Plan, type PlannedDocument } from './planned-document.js';

export interface Facts {
  sent: number;
  declared: number;
  present: number;
  valid: number;
  trusted: number;
}

export interface Expected {
  readonly documents: Facts;
  readonly byTier: Readonly<Record<string, Facts>>;
  /** Deliveries of the documents that are accepted. */
  readonly deliveries: number;
  /** Statuses that come back, 01 of the receiving places included. */
  readonly statuses: number;
  /** Documents refused where they are submitted. */
  readonly refused: number;
  /** RSA signatures the documents carry. */
  readonly signatures: number;
}

/** Refused on arrival where signatures are enforced. */
const refusedWhenEnforced: ReadonlySet<Flaw> = new Set([
  'altered-bytes',
  'wrong-key',
  'other-agency',
  'unknown-issuer',
  'expired-certificate',
  'revoked',
]);

/** Good signatures of the sender whose certificate does not hold. */
const validButNotTrusted: ReadonlySet<Flaw> = new Set(['unknown-issuer', 'expired-certificate', 'revoked']);

export function noFacts(): Facts {
  return { sent: 0, declared: 0, present: 0, valid: 0, trusted: 0 };
}

export function isRefused(plan: Plan, { flaw }: PlannedDocument): boolean {
  return plan.scenario.signaturePolicy === 'enforce' && flaw !== undefined && refusedWhenEnforced.has(flaw);
}

export function expectedOf(plan: Plan): Expected {
  const documents = noFacts();
  const byTier: Record<string, Facts> = {};
  let [deliveries, statuses, refused, signatures] = [0, 0, 0, 0];
  for (const document of plan.documents) {
    signatures += signaturesOn(document);
    if (isRefused(plan, document)) {
      refused += 1;
      continue;
    }
    count(document, documents);
    count(document, (byTier[document.sender.tier] ??= noFacts()));
    const key = documentKey(document.sender.code, document.number);
    deliveries += document.recipients.length;
    for (const recipient of document.recipients) {
      statuses += 1 + fateOf(plan.scenario.answers, plan.seed, key, recipient).statuses.length;
    }
  }
  return { documents, byTier, deliveries, statuses, refused, signatures };
}

/** A claim and a placeholder cost no RSA operation. */
function signaturesOn({ signed, leader, flaw }: PlannedDocument): number {
  return Number(signed && flaw !== 'claims-only' && flaw !== 'placeholder') + Number(leader);
}

function count({ signed, flaw }: PlannedDocument, facts: Facts): void {
  facts.sent += 1;
  if (!signed) return;
  facts.declared += 1;
  facts.present += Number(flaw !== 'claims-only');
  facts.valid += Number(flaw === undefined || validButNotTrusted.has(flaw));
  facts.trusted += Number(flaw === undefined);
}
