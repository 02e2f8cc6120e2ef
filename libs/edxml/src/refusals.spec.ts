import { describe, expect, test } from '@jest/globals';
import { isRefused, refuse } from './outcome.js';
import { refusals } from './refusals.js';

describe('the refusal table', () => {
  test.each(Object.entries(refusals))('%s has an HTTP error status and words in both languages', (code, entry) => {
    expect(code).toMatch(/^[a-z]+(?:-[a-z]+)*$/);
    expect(entry.status === 503 || (entry.status >= 400 && entry.status < 500)).toBe(true);
    expect(entry.title.length).toBeGreaterThan(10);
    expect(entry.vietnamese.length).toBeGreaterThan(8);
  });

  test('no two refusals read alike', () => {
    const entries = Object.values(refusals);
    expect(new Set(entries.map(({ title }) => title)).size).toBe(entries.length);
    expect(new Set(entries.map(({ vietnamese }) => vietnamese)).size).toBe(entries.length);
  });

  test('a refusal is told from a value', () => {
    expect(isRefused(refuse('key-wrong', 'not known'))).toBe(true);
    expect(isRefused({ value: 1 })).toBe(false);
    expect(refuse('key-wrong', 'not known', 'header')).toEqual({
      refusal: { code: 'key-wrong', detail: 'not known', where: 'header' },
    });
  });
});
