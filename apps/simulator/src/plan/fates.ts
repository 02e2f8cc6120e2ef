/** What a recipient does with a delivery: takes it in, refuses it, or never registers it; and how far it goes on. */
import type { Scenario } from '../scenario/scenario.js';
import { draw, drawIndex } from './draw.js';

/** Status codes the recipient submits, in order (03, 02, 04, 05, 06); empty when it only acknowledges. */
export interface Fate {
  readonly statuses: readonly number[];
  /** Goes with status 02. */
  readonly reason?: string;
}

const REFUSED = 2;
const TAKEN_IN = 3;
const ASSIGNED = 4;
const IN_HANDLING = 5;
const FINISHED = 6;

export function fateOf(answers: Scenario['answers'], seed: number, key: string, recipient: string): Fate {
  const first = draw(seed, key, recipient, 'answer');
  if (first < answers.neverRegistered) return { statuses: [] };
  if (first < answers.neverRegistered + answers.refused) {
    const reasons = answers.refusalReasons;
    return { statuses: [REFUSED], reason: reasons[drawIndex(reasons.length, seed, key, recipient, 'reason')] ?? '' };
  }
  const further = draw(seed, key, recipient, 'further');
  const { assigned, inHandling, finished } = answers.goOn;
  const statuses = [TAKEN_IN];
  if (further < assigned) statuses.push(ASSIGNED);
  if (further < inHandling) statuses.push(IN_HANDLING);
  if (further < finished) statuses.push(FINISHED);
  return { statuses };
}
