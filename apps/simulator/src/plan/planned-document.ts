/** A document as planned, before anything of it is written; and the whole plan of a replay. */
import type { Agency } from '@lienthong/directory';
import type { Flaw, Scenario } from '../scenario/scenario.js';
import type { Nation } from '../nation/nation.js';

export interface Kind {
  readonly type: number;
  readonly name: string;
  readonly abbreviation: string;
}

export interface PlannedDocument {
  /** Position in the plan, from 0, in official time. */
  readonly index: number;
  readonly sender: Agency;
  /** The sender's running number, from 1 in official time. */
  readonly number: number;
  /** Position of the day among the working days. */
  readonly day: number;
  readonly hour: number;
  readonly minute: number;
  readonly kind: Kind;
  readonly urgency: number;
  readonly paragraphs: number;
  /** Signed by the agency. */
  readonly signed: boolean;
  /** Signed by its leader as well. */
  readonly leader: boolean;
  readonly flaw?: Flaw;
  /** Codes in the order of the package's To list. */
  readonly recipients: readonly string[];
}

export interface Plan {
  readonly scenario: Scenario;
  readonly seed: number;
  readonly nation: Nation;
  /** Working days, `yyyy-MM-dd`. */
  readonly days: readonly string[];
  readonly documents: readonly PlannedDocument[];
}

/** What names a document to sender and recipients alike; everything drawn for it starts from here. */
export function documentKey(sender: string, number: number): string {
  return `${sender}/${number}`;
}
