/** The measure of effort tells work that grows with its input from work that grows with its square. */
import { expect, test } from '@jest/globals';
import { growth } from './growth.js';

function loop(count: number): number {
  let sum = 0;
  for (let at = 0; at < count; at++) sum = (sum + at) % 1_000_003;
  return sum;
}

test('work on each byte grows about four times, work on each byte for each other far more', () => {
  expect(growth(1_000_000, loop)).toBeLessThan(10);
  expect(growth(2_000, (size) => loop(size * size))).toBeGreaterThan(10);
});
