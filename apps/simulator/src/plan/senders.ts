/** Who sends how many documents, signed and unsigned: the totals of the scenario, split over tiers and agencies. */
import type { Agency } from '@lienthong/directory';
import { tierNames, type Scenario, type TierName } from '../scenario/scenario.js';
import { apportion, rankedBy } from './apportion.js';
import { draw } from './draw.js';

export interface Share {
  readonly agency: Agency;
  readonly tier: TierName;
  readonly documents: number;
  readonly signed: number;
}

/** Splits `documents` (a sample keeps the proportions) into signed and unsigned, each over tiers, each over agencies. */
export function shareOut(scenario: Scenario, agencies: readonly Agency[], documents: number): Share[] {
  const { sent, signed } = scenario.documents;
  const cells = tierCells(scenario);
  const [signedTotal = 0, unsignedTotal = 0] = apportion(documents, [signed, sent - signed]);
  const signedByTier = split(
    signedTotal,
    cells.map((cell) => cell.signed),
  );
  const unsignedByTier = split(
    unsignedTotal,
    cells.map((cell) => cell.unsigned),
  );
  return tierNames.flatMap((tier, index) => {
    const own = agencies.filter((agency) => agency.tier === tier && agency.code.startsWith(scenario.province));
    const weights = own.map(({ code }) => agencyWeight(scenario, code));
    const totals = split((signedByTier[index] ?? 0) + (unsignedByTier[index] ?? 0), weights);
    const signedOf = split(signedByTier[index] ?? 0, totals);
    return own.map((agency, at) => ({ agency, tier, documents: totals[at] ?? 0, signed: signedOf[at] ?? 0 }));
  });
}

/** Agencies whose leaders sign with their own certificate; the scenario says how many a tier has, a hash says which. */
export function leadersOf(scenario: Scenario, agencies: readonly Agency[]): ReadonlySet<string> {
  const chosen = tierNames.flatMap((tier) => {
    const own = agencies.filter((agency) => agency.tier === tier && agency.code.startsWith(scenario.province));
    return rankedBy(own, ({ code }) => draw(scenario.name, 'leader', code)).slice(
      0,
      scenario.tiers[tier].leadersSigning,
    );
  });
  return new Set(chosen.map(({ code }) => code));
}

/** Expected signed and unsigned documents of each tier in the full run; the solved tier takes what the others leave. */
export function tierCells(scenario: Scenario): { readonly signed: number; readonly unsigned: number }[] {
  const { sent, signed } = scenario.documents;
  const weights = tierNames.map((tier) => scenario.tiers[tier].weight * scenario.tiers[tier].agencies);
  const sum = weights.reduce((all, weight) => all + weight, 0);
  const documents = weights.map((weight) => (sent * weight) / sum);
  const fixed = tierNames.map((tier, index) => {
    const share = scenario.tiers[tier].signedShare;
    return share === 'solved' ? undefined : share * (documents[index] ?? 0);
  });
  const left = signed - fixed.reduce<number>((all, part) => all + (part ?? 0), 0);
  return tierNames.map((tier, index) => {
    const all = documents[index] ?? 0;
    const part = fixed[index] ?? left;
    if (part < 0 || part > all + 1e-6)
      throw new Error(`tiers.${tier}.signedShare can not be solved: ${part.toFixed(0)} signed of ${all.toFixed(0)}`);
    return { signed: part, unsigned: Math.max(0, all - part) };
  });
}

function agencyWeight(scenario: Scenario, code: string): number {
  return 1 + scenario.spreadWithinTier * (2 * draw(scenario.name, 'weight', code) - 1);
}

/** Nothing to split is no fault here: a tier may have no signed document in a small sample. */
function split(total: number, weights: readonly number[]): number[] {
  return total === 0 ? weights.map(() => 0) : apportion(total, weights);
}
