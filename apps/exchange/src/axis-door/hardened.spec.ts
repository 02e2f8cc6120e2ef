/** Times and digests in the SDK's own forms. */
import { hash } from 'node:crypto';
import { describe, expect, test } from '@jest/globals';
import { oddDigest, readTimestamp } from './hardened.js';

describe('a timestamp of the SDK', () => {
  test('is Vietnam time with milliseconds behind the plus', () => {
    const at = readTimestamp('02032020T083005+0123');
    expect(new Date(at!).toISOString()).toBe('2020-03-02T01:30:05.123Z');
  });

  test.each(['', '2020-03-02T08:30:05+07:00', '02032020T083005', '02032020T083005+', 'x02032020T083005+0123'])(
    'is not read from %j',
    (text) => {
      expect(readTimestamp(text)).toBeUndefined();
    },
  );
});

describe('a digest of the SDK', () => {
  test('lacks the leading zero of every byte below 16', () => {
    const bytes = Buffer.from('công văn');
    const usual = hash('sha256', bytes, 'hex');
    const odd = (usual.match(/../g) ?? []).map((pair) => pair.replace(/^0/, '')).join('');
    expect(odd.length).toBeLessThan(usual.length);
    expect(oddDigest(bytes)).toBe(odd);
  });
});
