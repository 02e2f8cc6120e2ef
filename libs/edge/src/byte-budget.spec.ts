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
    const release = budget.reserve(60);
    budget.reserve(40);
    release?.();
    release?.();
    expect(budget.reservedBytes).toBe(40);
  });
});
