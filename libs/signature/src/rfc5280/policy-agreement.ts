/** Whether the policies of a path agree (RFC 5280 6.1.3 d to 6.1.5), for a reader to whom every policy is acceptable. */
import { oids } from '../der/oids.js';
import type { PolicyExtensions } from './read-policies.js';

/** One certificate of a path, below the trust anchor. */
export interface PolicyStep {
  readonly policies: PolicyExtensions;
  readonly isSelfIssued: boolean;
}

/**
 * The lowest level of the policy tree: what each policy there lets the next certificate say. Nodes above matter only to a
 * reader who accepts some policies, and the tree is empty exactly when its lowest level is.
 */
type Level = ReadonlyMap<string, ReadonlySet<string>>;

/** Certificates that may still follow until each takes hold (6.1.2 d to f). */
interface Counters {
  explicit: number;
  mapping: number;
  any: number;
}

const ANY = oids.anyPolicy;

/** `steps` from below the root to the signer. */
export function policiesAgree(steps: readonly PolicyStep[]): boolean {
  let level: Level = new Map([[ANY, new Set([ANY])]]);
  const count: Counters = { explicit: steps.length + 1, mapping: steps.length + 1, any: steps.length + 1 };
  for (const [index, step] of steps.entries()) {
    const isLast = index === steps.length - 1;
    const mayBeAny = count.any > 0 || (!isLast && step.isSelfIssued);
    level = nextLevel(level, step.policies.policies, mayBeAny);
    if (count.explicit <= 0 && level.size === 0) return false;
    if (!isLast) {
      level = mapped(level, step.policies.mappings, count.mapping > 0);
      prepare(count, step);
    }
  }
  const last = steps.at(-1)?.policies;
  const isExplicit = count.explicit <= 1 || last?.requireExplicit === 0;
  return !isExplicit || level.size > 0;
}

/** 6.1.3 (d) and (e). */
function nextLevel(above: Level, policies: ReadonlySet<string> | undefined, mayBeAny: boolean): Level {
  const next = new Map<string, ReadonlySet<string>>();
  if (policies === undefined) return next;
  const expected = new Set([...above.values()].flatMap((one) => [...one]));
  for (const policy of policies) {
    if (policy !== ANY && (expected.has(policy) || above.has(ANY))) next.set(policy, new Set([policy]));
  }
  if (!policies.has(ANY) || !mayBeAny) return next;
  for (const policy of expected) if (!next.has(policy)) next.set(policy, new Set([policy]));
  return next;
}

/** 6.1.4 (b). */
function mapped(level: Level, mappings: PolicyExtensions['mappings'], isAllowed: boolean): Level {
  const next = new Map(level);
  for (const from of new Set(mappings.map(([issuers]) => issuers))) {
    if (!isAllowed) next.delete(from);
    else if (next.has(from) || next.has(ANY)) {
      next.set(from, new Set(mappings.flatMap(([issuers, subjects]) => (issuers === from ? [subjects] : []))));
    }
  }
  return next;
}

/** 6.1.4 (h) to (j). */
function prepare(count: Counters, { policies, isSelfIssued }: PolicyStep): void {
  if (!isSelfIssued) {
    count.explicit = Math.max(0, count.explicit - 1);
    count.mapping = Math.max(0, count.mapping - 1);
    count.any = Math.max(0, count.any - 1);
  }
  count.explicit = Math.min(count.explicit, policies.requireExplicit ?? Infinity);
  count.mapping = Math.min(count.mapping, policies.inhibitMapping ?? Infinity);
  count.any = Math.min(count.any, policies.inhibitAny ?? Infinity);
}
