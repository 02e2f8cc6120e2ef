/** What a revocation list must be to count as the authority's whole word (RFC 5280 section 5), rule by rule. */
import type { DistributionPoint } from './read-list-scope.js';
import { reasonNumbers } from './revocation-reasons.js';

/** What a list says of itself. */
export interface ListFacts {
  readonly number: bigint | undefined;
  readonly isDelta: boolean;
  readonly point: DistributionPoint | undefined;
  readonly serials: readonly string[];
  readonly reasons: readonly number[];
}

/** `isBroken` with the words for it. */
export interface ListRule {
  readonly name: string;
  readonly isBroken: (facts: ListFacts) => boolean;
}

export const listRules: readonly ListRule[] = [
  { name: 'the revocation list has no number', isBroken: ({ number }) => number === undefined },
  { name: 'delta revocation lists are not accepted', isBroken: ({ isDelta }) => isDelta },
  { name: 'the scope of the revocation list is not critical', isBroken: ({ point }) => point?.isCritical === false },
  // The certificates' own distribution points are not read, so a list for one of them could hide a revocation.
  { name: 'the revocation list speaks for one distribution point only', isBroken: is('isNamed') },
  { name: 'the revocation list speaks of some reasons only', isBroken: is('isForSomeReasons') },
  { name: 'indirect revocation lists are not accepted', isBroken: is('isIndirect') },
  { name: 'the revocation list speaks for attribute certificates', isBroken: is('isForAttributes') },
  {
    name: 'the revocation list speaks for no certificate at all',
    isBroken: ({ point }) => point?.isForSigners === true && point.isForAuthorities,
  },
  { name: 'a certificate is listed twice', isBroken: ({ serials }) => new Set(serials).size < serials.length },
  // removeFromCRL takes an entry off a list, which only a delta can do.
  {
    name: 'a reason has no place in a complete list',
    isBroken: ({ reasons }) => reasons.some((reason) => !reasonNumbers.has(reason)),
  },
];

function is(claim: keyof DistributionPoint): ListRule['isBroken'] {
  return ({ point }) => point?.[claim] === true;
}
