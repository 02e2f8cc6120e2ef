/** The judge of the drills is held itself: a lost, a doubled and an unknown document are each counted as what they are. */
import { describe, expect, test } from '@jest/globals';
import { counterTable, totalQueue } from './total-queue.js';

const sure = { acknowledged: true, doubtful: false };
const repeated = { acknowledged: true, doubtful: true };
const unanswered = { acknowledged: false, doubtful: true };

describe('the judge of the drills', () => {
  test('what arrives once as it was sent is good, and what arrives after an unanswered request is recovered', () => {
    const attempts = new Map([
      ['a', sure],
      ['b', repeated],
      ['c', unanswered],
      ['d', unanswered],
    ]);
    expect(totalQueue(attempts, ['c', 'a', 'b'])).toEqual({
      ...{ attempts: 4, acknowledged: 2, ok: 3, unexpected: 0, duplicated: 0, lost: 0, recovered: 2 },
    });
  });

  test('a planted loss, a planted copy and a planted stranger are found', () => {
    const attempts = new Map([
      ['a', sure],
      ['b', sure],
    ]);
    const found = totalQueue(attempts, ['a', 'a', 'a', 'stranger', 'stranger']);
    expect(found).toMatchObject({ ok: 1, unexpected: 1, duplicated: 3, lost: 1 });
  });

  test('the table shows every counter of every column', () => {
    const counters = totalQueue(new Map([['a', sure]]), ['a']);
    const table = counterTable({ deliveries: counters, statuses: counters });
    expect(table.split('\n')).toHaveLength(8);
    expect(table).toMatch(/lost +0 +0/);
  });
});
