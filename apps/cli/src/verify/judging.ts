/** What every file of a call is judged by. */
import type { GivenTrust } from './given-trust.js';

export interface Judging {
  readonly given: GivenTrust;
  /** Official time of the judgement. */
  readonly at: Date;
  /** The file that signatures and time stamps are about, where it is not the one beside them. */
  readonly content?: string;
}
