import { describe, expect, test } from '@jest/globals';
import { closedStatuses, mayFollow, needsReason, statusNames, submittableStatuses } from './status.js';

const codes = Object.keys(statusNames).map(Number);

describe('the way of a status', () => {
  test('a document arrives, is taken in, assigned, handled and finished', () => {
    const way = [0, 1, 3, 4, 5, 6];
    expect(way.slice(1).every((code, index) => mayFollow(way[index] ?? -1, code))).toBe(true);
  });

  test('assignment may be skipped, nothing goes backwards and nothing repeats', () => {
    expect([mayFollow(3, 6), mayFollow(3, 5), mayFollow(5, 4), mayFollow(6, 3), mayFollow(3, 3)]).toEqual([
      true,
      true,
      false,
      false,
      false,
    ]);
  });

  test('nothing is said before arrival but the arrival', () => {
    expect(codes.filter((code) => mayFollow(0, code))).toEqual([1]);
  });

  test('after a refusal, the end of the work or a take-back nothing follows', () => {
    for (const closed of closedStatuses) expect(codes.filter((code) => mayFollow(closed, code))).toEqual([]);
  });

  test('15 and 16 answer a 13, and after 16 the work goes on', () => {
    expect(codes.filter((code) => mayFollow(13, code))).toEqual([15, 16]);
    expect(codes.filter((code) => mayFollow(code, 15))).toEqual([13]);
    expect(mayFollow(16, 6)).toBe(true);
  });

  test('a code the axis does not know follows nothing', () => {
    expect([mayFollow(1, 7), mayFollow(99, 3)]).toEqual([false, false]);
  });

  test('recipients submit all but the sender’s take-back, and refusals need a reason', () => {
    expect(codes.filter((code) => !submittableStatuses.includes(code))).toEqual([13]);
    expect(codes.filter(needsReason)).toEqual([2, 16]);
  });
});
