/** What a revocation list must be to count as the authority's whole word (RFC 5280 section 5), rule by rule. */
import type { DistributionPoint } from './read-list-scope.js';
import { reasonNumbers, REMOVE_FROM_LIST } from './revocation-reasons.js';

/** What a list says of itself. */
export interface ListFacts {
  readonly number: bigint | undefined;
  /** Number of the complete list that a delta list continues. */
  readonly base: bigint | undefined;
  readonly point: DistributionPoint | undefined;
  readonly serials: readonly string[];
  readonly reasons: readonly number[];
}

/** `isBroken` with the words for it. */
export interface ListRule {
  readonly name: string;
  readonly isBroken: (facts: ListFacts) => boolean;
  /** Asked by the strict profile only: for RFC 5280 such lists are put together (6.3.3). */
  readonly isHouse?: true;
}

export const listRules: readonly ListRule[] = [
  { name: 'the revocation list has no number', isBroken: ({ number }) => number === undefined },
  { name: 'delta revocation lists are not accepted', isBroken: ({ base }) => base !== undefined, isHouse: true },
  { name: 'the scope of the revocation list is not critical', isBroken: ({ point }) => point?.isCritical === false },
  // The certificates' own distribution points are not read, so a list for one of them could hide a revocation.
  {
    name: 'the revocation list speaks for one distribution point only',
    isBroken: ({ point }) => point?.names !== undefined,
    isHouse: true,
  },
  {
    name: 'the revocation list speaks of some reasons only',
    isBroken: ({ point }) => point?.reasons !== undefined,
    isHouse: true,
  },
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
    isBroken: ({ reasons, base }) =>
      reasons.some((reason) => !reasonNumbers.has(reason) && (base === undefined || reason !== REMOVE_FROM_LIST)),
  },
];

export const publicListRules = listRules.filter(({ isHouse }) => isHouse !== true);

function is(claim: 'isIndirect' | 'isForAttributes'): ListRule['isBroken'] {
  return ({ point }) => point?.[claim] === true;
}
