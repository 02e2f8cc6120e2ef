/** The report: the exchange's own numbers, and a balance only where nothing differs from the plan. */
import { describe, expect, test } from '@jest/globals';
import type { AgentResult } from '../agent/messages.js';
import { makeReport, type Accounts, type ReportParts } from './report.js';

const facts = { sent: 10, declared: 6, present: 6, valid: 6, trusted: 6 };

function accounts(factor: number): Accounts {
  const times = (value: number): number => value * factor;
  const row = {
    ...Object.fromEntries(Object.entries(facts).map(([name, value]) => [name, times(value)])),
    signedRatio: 0.6,
  } as Accounts['total'];
  const place = '00.54.W00';
  const books = {
    place,
    documents: times(10),
    accepted: times(30),
    delivered: times(30),
    refused: 0,
    expired: 0,
    dead: 0,
    inFlight: 0,
    statuses: times(70),
  };
  return { books, total: row, byTier: [{ ...row, tier: 'department' }] };
}

const agent: AgentResult = {
  counts: { started: 10, answered: 10, refused: 0, read: 30, statuses: 40 },
  troubles: { unanswered: 1, busy: 0, unexpected: 0 },
  ...{ recovered: 1, faults: [], lost: 0, duplicated: 0, unexpected: 0, peakMemoryMiB: 100, cpuSeconds: 1 },
};

const parts: ReportParts = {
  ...{ scenario: 'thai-binh-2020h1', seed: 1, planDigest: 'ab' },
  expected: {
    documents: facts,
    byTier: { department: facts },
    deliveries: 30,
    statuses: 70,
    refused: 0,
    signatures: 8,
  },
  ...{ before: accounts(1), after: accounts(2), agents: [agent] },
  measures: { wallSeconds: 2, signingFloorSeconds: 0.5, coordinatorMiB: 80 },
};

describe('the report of a replay', () => {
  test('counts what was added since it began and balances with the plan', () => {
    const report = makeReport(parts);
    expect(report.differences).toEqual([]);
    expect(report).toMatchObject({ documents: facts, booksBalance: true, documentsPerSecond: 5, timesFloor: 4 });
    expect(report.deliveries).toEqual({ accepted: 30, delivered: 30, refused: 0, expired: 0, dead: 0, inFlight: 0 });
  });

  test('one status that is not back breaks the balance and is named', () => {
    const { books } = parts.after;
    const report = makeReport({
      ...parts,
      after: { ...parts.after, books: { ...books, statuses: books.statuses - 1 } },
    });
    expect(report.booksBalance).toBe(false);
    expect(report.differences).toEqual(['books.statuses: the exchange says 69, the plan 70']);
  });

  test.each([
    ['a lost delivery', { lost: 1 }, 'submissions.lost'],
    ['a delivery that came twice', { duplicated: 1, counts: { ...agent.counts, read: 31 } }, 'submissions.duplicated'],
    ['a wrong digest', { faults: ['its digest is not the listed one'] }, 'digest'],
  ])('%s breaks the balance', (_, change, named) => {
    const report = makeReport({ ...parts, agents: [{ ...agent, ...change }] });
    expect(report.booksBalance).toBe(false);
    expect(report.differences.join()).toContain(named);
  });

  test('the digest follows the numbers, not the times', () => {
    const slower = makeReport({ ...parts, measures: { ...parts.measures, wallSeconds: 9 } });
    const fewer = makeReport({ ...parts, after: { ...parts.after, total: { ...parts.after.total, trusted: 11 } } });
    expect(slower.digest).toBe(makeReport(parts).digest);
    expect(fewer.digest).not.toBe(slower.digest);
  });
});
