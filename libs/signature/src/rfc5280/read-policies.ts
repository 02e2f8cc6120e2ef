/** Reads the extensions about certificate policies (RFC 5280 4.2.1.4, 4.2.1.5, 4.2.1.11, 4.2.1.14). */
import { DerFault } from '../der/der-fault.js';
import { DerReader } from '../der/der-reader.js';
import { oids } from '../der/oids.js';
import { tags } from '../der/tags.js';

export interface PolicyExtensions {
  /** Dotted; undefined where the certificate names none. */
  readonly policies?: ReadonlySet<string>;
  readonly mappings: readonly (readonly [issuers: string, subjects: string])[];
  /** Certificates that may follow before each takes hold. */
  readonly requireExplicit?: number;
  readonly inhibitMapping?: number;
  readonly inhibitAny?: number;
}

export function readPolicies(
  listOf: (type: string) => DerReader | undefined,
  inhibitAny: Buffer | undefined,
): PolicyExtensions {
  const policies = listOf(oids.certificatePolicies);
  const mappings = listOf(oids.policyMappings);
  const constraints = listOf(oids.policyConstraints);
  return {
    ...(policies && { policies: readPolicySet(policies) }),
    mappings: mappings === undefined ? [] : readMappings(mappings),
    ...(constraints && readConstraints(constraints)),
    ...(inhibitAny && { inhibitAny: new DerReader(inhibitAny).readSmallInteger() }),
  };
}

/** Qualifiers say nothing to a program. */
function readPolicySet(list: DerReader): Set<string> {
  const found = new Set<string>();
  while (!list.isAtEnd) {
    const policy = list.enter(tags.sequence).readOid();
    if (found.has(policy)) throw new DerFault(`policy ${policy} is named twice`);
    found.add(policy);
  }
  return found;
}

function readMappings(list: DerReader): [string, string][] {
  const found: [string, string][] = [];
  while (!list.isAtEnd) {
    const mapping = list.enter(tags.sequence);
    const pair: [string, string] = [mapping.readOid(), mapping.readOid()];
    mapping.finish('a policy mapping');
    if (pair.includes(oids.anyPolicy)) throw new DerFault('a mapping from or to any policy');
    found.push(pair);
  }
  return found;
}

function readConstraints(constraints: DerReader): Pick<PolicyExtensions, 'requireExplicit' | 'inhibitMapping'> {
  const [requireExplicit, inhibitMapping] = [0, 1].map((number) => readSkip(constraints, tags.implicit(number)));
  constraints.finish('a policy constraint');
  return {
    ...(requireExplicit !== undefined && { requireExplicit }),
    ...(inhibitMapping !== undefined && { inhibitMapping }),
  };
}

function readSkip(constraints: DerReader, tag: number): number | undefined {
  if (!constraints.sees(tag)) return undefined;
  const content = constraints.read(tag);
  if (content.length === 0 || content.length > 4 || (content[0] ?? 0x80) >= 0x80)
    throw new DerFault('a small number was expected');
  return content.readUIntBE(0, content.length);
}
