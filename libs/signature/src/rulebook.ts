/** The rules that a strict reader asks as it reads, by name: all of them, unless a drill leaves one out to show what it stops. */
import type { RefusalCode } from '@lienthong/edxml';
import { DerFault } from './der/der-fault.js';

export class Rulebook<Rule extends string> {
  private readonly asked: ReadonlySet<Rule>;

  constructor(
    readonly rules: readonly Rule[],
    leftOut?: Rule,
  ) {
    this.asked = new Set(rules.filter((rule) => rule !== leftOut));
  }

  /** Only to show what the rule stops. */
  without(rule: Rule): Rulebook<Rule> {
    return new Rulebook(this.rules, rule);
  }

  /** False as well for a rule that another book has. */
  asks(rule: Rule): boolean {
    return this.asked.has(rule);
  }

  /** Throws DerFault where the rule is asked and does not hold; `code` where it is not the one of the reader's door. */
  demand(rule: Rule, holds: boolean, detail: string, code?: RefusalCode): void {
    if (!holds && this.asks(rule)) throw new DerFault(detail, code);
  }
}
