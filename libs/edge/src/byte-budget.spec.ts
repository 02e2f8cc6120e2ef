/** Bytes reserved and given back. */
import { describe, expect, test } from '@jest/globals';
import { ByteBudget } from './byte-budget.js';

describe('a byte budget', () => {
  test('gives what fits, to the last byte, and nothing more', () => {
    const budget = new ByteBudget(100);
    expect(budget.reserve(60)).toBeDefined();
    expect(budget.reserve(41)).toBeUndefined();
    expect(budget.reserve(40)).toBeDefined();
    expect(budget.reservedBytes).toBe(100);
  });

  test('takes bytes back once, however often they are given back', () => {
    const budget = new ByteBudget(100);
    const held = budget.reserve(60);
    budget.reserve(40);
    held?.release();
    held?.release();
    expect(budget.reservedBytes).toBe(40);
  });

  test('lets a share grow while there is room, and takes back all that it became', () => {
    const budget = new ByteBudget(100);
    const held = budget.reserve(30);
    budget.reserve(40);
    expect([held?.grow(31), held?.grow(30), held?.grow(1)]).toEqual([false, true, false]);
    expect(budget.reservedBytes).toBe(100);
    held?.release();
    expect([held?.grow(1), budget.reservedBytes]).toEqual([false, 40]);
  });
});
