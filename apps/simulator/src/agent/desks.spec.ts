/** What must lie on the senders' desks at the end. */
import { describe, expect, test } from '@jest/globals';
import { expectedOf } from '../plan/expected.js';
import { makePlan } from '../plan/make-plan.js';
import { readScenario } from '../scenario/read-scenario.js';
import { differenceOf, expectedAtDesks } from './desks.js';

describe('the desks of a replay', () => {
  test('all desks together hold every status that is expected at the place', () => {
    const plan = makePlan(readScenario('thai-binh-2020h1'), 1, 1_000);
    const sum = [...expectedAtDesks(plan).values()]
      .flatMap((tally) => [...tally.values()])
      .reduce((all, some) => all + some, 0);
    expect(sum).toBe(expectedOf(plan).statuses);
  });

  test('a status too few and one nobody planned are named', () => {
    const found = new Map([
      [1, 3],
      [6, 1],
    ]);
    const expected = new Map([
      [1, 3],
      [3, 2],
    ]);
    expect(differenceOf(found, expected)).toBe('0 statuses 03, planned 2; 1 statuses 06, planned 0');
    expect(differenceOf(expected, expected)).toBe('');
  });
});
