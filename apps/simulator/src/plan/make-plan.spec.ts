/** The plan of the half-year: exact totals, proportional samples, the same plan from the same seed. */
import { beforeAll, describe, expect, test } from '@jest/globals';
import { readScenario } from '../scenario/read-scenario.js';
import type { Scenario } from '../scenario/scenario.js';
import { planDigest } from './digest.js';
import { expectedOf } from './expected.js';
import { fateOf } from './fates.js';
import { makePlan } from './make-plan.js';
import { documentKey, type Plan } from './planned-document.js';

const scenario = readScenario('thai-binh-2020h1');
let whole: Plan;

beforeAll(() => {
  whole = makePlan(scenario, 1, scenario.documents.sent);
});

describe('the whole half-year', () => {
  test('43,953 documents are sent and 25,594 of them signed', () => {
    const { documents } = expectedOf(whole);
    expect(documents).toEqual({ sent: 43_953, declared: 25_594, present: 25_594, valid: 25_594, trusted: 25_594 });
  });

  test('committee, departments and districts sign everything, communes the 1.64 % that are left', () => {
    const { byTier } = expectedOf(whole);
    for (const tier of ['province', 'department', 'district']) expect(byTier[tier]?.trusted).toBe(byTier[tier]?.sent);
    const communes = byTier['commune'];
    expect((communes?.trusted ?? 0) / (communes?.sent ?? 1)).toBeCloseTo(0.0164, 4);
  });

  test('every working day has its even share of documents', () => {
    const perDay = new Map<number, number>();
    for (const { day } of whole.documents) perDay.set(day, (perDay.get(day) ?? 0) + 1);
    expect(perDay.size).toBe(121);
    expect(new Set(perDay.values())).toEqual(new Set([363, 364]));
  });

  test('recipients average 3.26 a document and a fifth of the deliveries leave the province', () => {
    const recipients = whole.documents.flatMap((document) => document.recipients);
    expect(recipients).toHaveLength(Math.round(43_953 * 3.26));
    const outside = recipients.filter((code) => !code.startsWith('H54'));
    expect(outside).toHaveLength(Math.round(recipients.length * 0.2));
  });

  test('most documents have one to three recipients, few go to nearly everybody', () => {
    const sizes = whole.documents.map(({ recipients }) => recipients.length);
    expect(sizes.filter((size) => size <= 3).length / sizes.length).toBeGreaterThan(0.8);
    expect(sizes.filter((size) => size > 200).length).toBeGreaterThan(50);
  });

  test('communes never write to more than twelve', () => {
    const communes = whole.documents.filter(({ sender }) => sender.tier === 'commune');
    expect(Math.max(...communes.map(({ recipients }) => recipients.length))).toBeLessThanOrEqual(12);
  });

  test('no document names a recipient twice or its own sender', () => {
    const wrong = whole.documents.filter(
      ({ recipients, sender }) => new Set(recipients).size !== recipients.length || recipients.includes(sender.code),
    );
    expect(wrong).toEqual([]);
  });

  test('leaders sign at 13 departments and 3 districts, and nowhere else', () => {
    const leaders = new Set(
      whole.documents.filter(({ leader }) => leader).map(({ sender }) => `${sender.tier} ${sender.code}`),
    );
    expect([...leaders].filter((leader) => leader.startsWith('department'))).toHaveLength(13);
    expect([...leaders].filter((leader) => leader.startsWith('district'))).toHaveLength(3);
    expect(leaders.size).toBe(16);
  });

  test('documents stand in official time and each sender numbers its own without a gap', () => {
    const times = whole.documents.map(({ day, hour, minute }) => (day * 24 + hour) * 60 + minute);
    expect(times.findIndex((time, index) => time < (times[index - 1] ?? 0))).toBe(-1);
    const numbers = whole.documents.filter(({ sender }) => sender.code === 'H54').map(({ number }) => number);
    expect(numbers.findIndex((number, index) => number !== index + 1)).toBe(-1);
  });

  test('4.96 % of the deliveries are never registered and few are refused with a reason', () => {
    const answers = answersOf(whole);
    const silent = answers.filter(({ statuses }) => statuses.length === 0).length / answers.length;
    const refused = answers.filter(({ statuses }) => statuses[0] === 2);
    expect(silent).toBeCloseTo(0.0496, 2);
    expect(refused.length / answers.length).toBeCloseTo(0.004, 2);
    expect(refused.every(({ reason }) => (reason ?? '') !== '')).toBe(true);
  });

  test('who reaches a later status has passed the earlier ones', () => {
    const chains = new Set(answersOf(whole).map(({ statuses }) => statuses.join('>')));
    expect(chains).toEqual(new Set(['', '2', '3', '3>4', '3>4>5', '3>4>5>6']));
  });
});

describe('samples', () => {
  test.each([
    [2_000, 1_165],
    [300, 175],
    [1, 1],
  ])('of %i documents %i are signed', (documents, signed) => {
    const { documents: facts } = expectedOf(makePlan(scenario, 7, documents));
    expect(facts).toMatchObject({ sent: documents, trusted: signed });
  });

  test('the same seed gives the same plan, another seed another', () => {
    const digests = [3, 3, 4].map((seed) => planDigest(makePlan(scenario, seed, 500)));
    expect(digests[0]).toBe(digests[1]);
    expect(digests[0]).not.toBe(digests[2]);
  });

  test('the digest notices one recipient more', () => {
    const plan = makePlan(scenario, 3, 50);
    const [first, ...rest] = plan.documents;
    if (!first) throw new Error('the plan is empty');
    const changed = { ...plan, documents: [{ ...first, recipients: [...first.recipients, 'G01'] }, ...rest] };
    expect(planDigest(changed)).not.toBe(planDigest(plan));
  });
});

describe('planted flaws', () => {
  const flawed = readScenario('planted-flaws');

  test('all four numbers differ where signatures are only observed', () => {
    const { documents } = expectedOf(makePlan(flawed, 1, 400));
    expect(documents).toEqual({ sent: 400, declared: 260, present: 247, valid: 219, trusted: 196 });
  });

  test('no good signature of a leader stands beside a flawed one', () => {
    const { documents } = makePlan(flawed, 1, 400);
    expect(documents.filter(({ flaw }) => flaw !== undefined)).toHaveLength(64);
    expect(documents.filter(({ flaw, leader }) => flaw !== undefined && leader)).toEqual([]);
  });

  test('where signatures are enforced the flawed ones do not get in', () => {
    const enforced: Scenario = { ...flawed, signaturePolicy: 'enforce' };
    const { documents, refused } = expectedOf(makePlan(enforced, 1, 400));
    expect(refused).toBe(41);
    expect(documents).toEqual({ sent: 359, declared: 219, present: 206, valid: 196, trusted: 196 });
  });
});

function answersOf({ scenario: { answers }, seed, documents }: Plan) {
  return documents.flatMap(({ sender, number, recipients }) =>
    recipients.map((recipient) => fateOf(answers, seed, documentKey(sender.code, number), recipient)),
  );
}
