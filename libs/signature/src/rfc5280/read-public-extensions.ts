/** Reads the extensions of which the strict profile takes none: alternative names, constraints, policies, where lists are. */
import { DerFault } from '../der/der-fault.js';
import { DerReader } from '../der/der-reader.js';
import { oids } from '../der/oids.js';
import { tags } from '../der/tags.js';
import { readGeneralName, readGeneralNames, type GeneralName } from './general-names.js';
import { readPointName } from './point-names.js';
import { readPolicies, type PolicyExtensions } from './read-policies.js';

/** Subtrees of names (RFC 5280 4.2.1.10). */
export interface NameConstraints {
  readonly permitted: readonly GeneralName[];
  readonly excluded: readonly GeneralName[];
}

export interface PublicExtensions {
  readonly alternativeNames: readonly GeneralName[];
  readonly nameConstraints?: NameConstraints;
  readonly policies: PolicyExtensions;
  /** Names of the distribution points at which the issuer's own lists are to be had, each as hex. */
  readonly listPoints: readonly string[];
}

export const publicTypes: ReadonlySet<string> = new Set([
  oids.subjectAlternativeName,
  oids.nameConstraints,
  oids.certificatePolicies,
  oids.policyMappings,
  oids.policyConstraints,
  oids.inhibitAnyPolicy,
  oids.listDistributionPoints,
]);

/** `values` by dotted type, each checked DER. Throws DerFault. */
export function readPublicExtensions(values: ReadonlyMap<string, { readonly value: Buffer }>): PublicExtensions {
  const listOf = (type: string): DerReader | undefined => {
    const found = values.get(type);
    return found && new DerReader(found.value).enter(tags.sequence);
  };
  const alternatives = listOf(oids.subjectAlternativeName);
  const constraints = listOf(oids.nameConstraints);
  const points = listOf(oids.listDistributionPoints);
  return {
    alternativeNames: alternatives === undefined ? [] : readGeneralNames(alternatives),
    ...(constraints && { nameConstraints: readConstraints(constraints) }),
    policies: readPolicies(listOf, values.get(oids.inhibitAnyPolicy)?.value),
    listPoints: points === undefined ? [] : readPoints(points),
  };
}

function readConstraints(constraints: DerReader): NameConstraints {
  const [permitted, excluded] = [0, 1].map((number) => {
    const tag = tags.context(number);
    return constraints.sees(tag) ? readSubtrees(constraints.enter(tag)) : [];
  });
  constraints.finish('a name constraint');
  return { permitted: permitted ?? [], excluded: excluded ?? [] };
}

/** RFC 5280 4.2.1.10: the minimum is always its default, the maximum always absent. */
function readSubtrees(list: DerReader): GeneralName[] {
  const subtrees: GeneralName[] = [];
  while (!list.isAtEnd) {
    const subtree = list.enter(tags.sequence);
    subtrees.push(readGeneralName(subtree));
    subtree.finish('a subtree of names');
  }
  if (subtrees.length === 0) throw new DerFault('a name constraint names nothing');
  return subtrees;
}

/** A point whose lists another authority signs is passed over: indirect lists are not read. */
function readPoints(list: DerReader): string[] {
  const found: string[] = [];
  while (!list.isAtEnd) {
    const point = list.enter(tags.sequence);
    const names = point.sees(tags.context(0)) ? readPointName(point.enter(tags.context(0))) : [];
    if (point.sees(tags.implicit(1))) point.skip();
    if (point.isAtEnd) found.push(...names);
  }
  return found;
}
