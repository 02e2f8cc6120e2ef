/** What of an event's bytes can be compared with rows, and what must be left out because a statement would fail over it. */
import { describe, expect, test } from '@jest/globals';
import { isReadable } from './read-event.js';
import { parseJson } from '../values/parse-json.js';
import { shortDigest, shortId } from '../values/short.js';

const id = shortId('01a2011c-3a20-7136-92d2-221a7d4156be');
const at = '2020-03-02T01:00:00.000Z';
const digest = shortDigest('ab'.repeat(32));

const good: [title: string, event: unknown][] = [
  [
    'an accepted document',
    { accepted: [[id, 'H54', 'H54,1', digest, digest, '1111', 'trusted', { here: ['H54.01'] }]] },
  ],
  [
    'statuses with and without a reason',
    {
      statuses: [
        [
          at,
          [
            [id, 'H05', 2, 3],
            [id, 'H05', 120, 2, 'vì sao'],
          ],
        ],
      ],
    },
  ],
  ['receipts and acknowledgements', { given: [[id, '00.00.W00', digest]], acknowledged: [['H05', [id]]] }],
  ['a kind that nobody compares', { outcomes: [[1, 2, 3]] }],
];

const bad: [title: string, event: unknown][] = [
  ['no object', [1]],
  ['a kind that is no list', { statuses: { [id]: 3 } }],
  ['an entry that is no list', { statuses: ['x'] }],
  ['an identifier that is none', { statuses: [[at, [['x', 'H05', 2, 3]]]] }],
  ['a code with three digits', { statuses: [[at, [[id, 'H05', 2, 300]]]] }],
  ['a day that no month has', { statuses: [['2020-02-31T01:00:00.000Z', [[id, 'H05', 2, 3]]]] }],
  [
    'recipients that are no list',
    { arrived: [[id, 'H54', 'H54,1', digest, digest, '1111', 'trusted', { here: 'H05' }]] },
  ],
  ['a number that is none', { resent: [['x', '00.00.W00']] }],
];

describe('the bytes of an event', () => {
  test.each(good)('are compared when they hold %s', (_, event) => {
    expect(isReadable(Buffer.from(JSON.stringify(event)))).toBe(true);
  });

  test.each(bad)('are left out when they hold %s', (_, event) => {
    expect(isReadable(Buffer.from(JSON.stringify(event)))).toBe(false);
  });

  test('are left out when they are no JSON at all', () => {
    expect(isReadable(Buffer.from([0xff, 0x00]))).toBe(false);
    expect(parseJson('{"a":')).toBeUndefined();
  });

  test('are left out when PostgreSQL would not take them as JSON', () => {
    const event = (reason: string) =>
      Buffer.from(`{"statuses":[["${at}",[["${id}","H05",2,2,"${reason}"]]]]}`, 'latin1');
    for (const reason of ['\\u0000', '\\ud800', '\xff'])
      expect([reason, isReadable(event(reason))]).toEqual([reason, false]);
    expect(isReadable(event('\\\\u0000'))).toBe(true);
  });
});
