/** Splits that lose nothing. */
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { apportion, deal } from './apportion.js';

describe('the largest remainder', () => {
  test('the parts of any split add up to the whole and lie within one of their exact share', () => {
    const weights = fc.array(fc.integer({ min: 0, max: 50_000 }), { minLength: 1, maxLength: 40 });
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 50_000 }), weights, (total, given) => {
        const sum = given.reduce((all, weight) => all + weight, 0);
        fc.pre(sum > 0);
        const parts = apportion(total, given);
        expect(parts.reduce((all, part) => all + part, 0)).toBe(total);
        given.forEach((weight, index) => {
          expect(Math.abs((parts[index] ?? 0) - (total * weight) / sum)).toBeLessThan(1 + 1e-6);
        });
      }),
    );
  });

  test('the documents of the half-year split into signed and unsigned as published', () => {
    expect(apportion(43_953, [25_594, 43_953 - 25_594])).toEqual([25_594, 18_359]);
    expect(apportion(2_000, [25_594, 43_953 - 25_594])).toEqual([1_165, 835]);
  });

  test('a split without any weight is a fault', () => {
    expect(() => apportion(3, [0, 0])).toThrow('weight above zero');
  });
});

describe('dealing choices to documents', () => {
  test('every document gets one choice and the shares come out exactly', () => {
    const documents = Array.from({ length: 1000 }, (_, index) => index);
    const choices = [
      { name: 'normal', share: 0.9 },
      { name: 'urgent', share: 0.1 },
    ];
    const dealt = deal(
      documents,
      choices,
      ({ share }) => share,
      (document) => (document * 7919) % 1000,
    );
    expect([...dealt.values()].filter(({ name }) => name === 'urgent')).toHaveLength(100);
    expect(dealt.size).toBe(1000);
  });
});
