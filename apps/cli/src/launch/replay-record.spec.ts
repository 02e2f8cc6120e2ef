/** What a second start does: show what was replayed, go on where it was interrupted, and never overwrite unasked. */
import { expect, test } from '@jest/globals';
import type { ReplayReport } from '../print/report.js';
import { decideReplay } from './replay-record.js';
import type { ReplayRecord } from './replay-record.js';

const wish = { scenario: 'thai-binh-2020h1', documents: 2_000 };
const report = { scenario: 'thai-binh-2020h1', seed: 1, documents: { sent: 2_000 } } as ReplayReport;
const finished: ReplayRecord = { wish, report };
const decide = (asked: object, record: ReplayRecord | undefined, isFresh = false) =>
  decideReplay(asked, record, isFresh);

test('a new data folder is replayed into', () => {
  expect(decide({}, undefined)).toBe('run');
});

test.each([{}, { documents: 2_000 }, { seed: 1 }, { scenario: 'thai-binh-2020h1', documents: 2_000, seed: 1 }])(
  'a finished replay is shown again when %j is asked for',
  (asked) => expect(decide(asked, finished)).toBe('show'),
);

test.each([{ documents: 300 }, { seed: 2 }, { scenario: 'flawed' }])(
  'a folder that holds another replay than %j is not touched without being asked',
  (asked) => {
    expect(() => decide(asked, finished)).toThrow('holds the replay of thai-binh-2020h1, 2000 documents. Add --fresh');
    expect(decide(asked, finished, true)).toBe('run');
  },
);

test('an interrupted replay goes on, unless another one is asked for', () => {
  expect(decide({}, { wish })).toBe('go-on');
  expect(decide({ documents: 2_000 }, { wish })).toBe('go-on');
  expect(() => decide({ documents: 300 }, { wish })).toThrow('Add --fresh');
  expect(decide({ documents: 300 }, { wish }, true)).toBe('run');
});

test('the scenario none replays nothing, whatever there is', () => {
  expect([undefined, finished, { wish }].map((record) => decide({ scenario: 'none' }, record))).toEqual(
    Array(3).fill('nothing'),
  );
});
