/** The waiting of the tests is held itself: a state that comes is seen, one that does not come fails by its name. */
import { setTimeout as pause } from 'node:timers/promises';
import { describe, expect, test } from '@jest/globals';
import { until } from './waits.js';

describe('a test waits for a state', () => {
  test('the first true thing that the condition gives is returned', async () => {
    let looks = 0;
    const found = await until(() => (++looks < 3 ? undefined : `after ${looks} looks`), {
      deadlineMs: 5_000,
      what: 'the third look',
      everyMs: 1,
    });
    expect(found).toBe('after 3 looks');
  });

  test('an error counts as not yet, and stands in the failure at the deadline', async () => {
    const never = until(() => Promise.reject(new Error('no connection')), {
      deadlineMs: 30,
      what: 'the place to answer',
    });
    await expect(never).rejects.toThrow('waited 30 ms in vain for the place to answer (last error: no connection)');
  });

  test('a condition that hangs fails by its own name at the deadline', async () => {
    const never = until(() => pause(60_000, true, { ref: false }), { deadlineMs: 30, what: 'an answer' });
    await expect(never).rejects.toThrow('in vain for an answer (last error: the condition gave no answer)');
  });
});
