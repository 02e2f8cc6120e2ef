/** Keys made and read again. */
import { describe, expect, test } from '@jest/globals';
import { isPresentedKey, mintKey, readKey, sameDigest } from './keys.js';

describe('an API key', () => {
  test('is read back from its header with the digest it was stored under', () => {
    const { key, keyId, digest } = mintKey();
    expect(key).toMatch(/^edx_[0-9a-f]{16}_[A-Za-z0-9_-]{43}$/);
    const read = readKey(`Bearer ${key}`);
    expect(isPresentedKey(read)).toBe(true);
    expect(read).toEqual({ keyId, digest });
  });

  test('is another one each time', () => {
    const made = Array.from({ length: 50 }, () => mintKey());
    expect(new Set(made.map(({ keyId }) => keyId)).size).toBe(50);
    expect(new Set(made.map(({ digest }) => digest.toString('hex'))).size).toBe(50);
  });

  test('with one changed letter has another digest under the same id', () => {
    const { key, keyId, digest } = mintKey();
    const changed = key.slice(0, -1) + (key.endsWith('A') ? 'B' : 'A');
    const read = readKey(`Bearer ${changed}`);
    if (!isPresentedKey(read)) throw new Error('a key of the right form must be readable');
    expect(read.keyId).toBe(keyId);
    expect(sameDigest(read.digest, digest)).toBe(false);
    expect(sameDigest(Buffer.from(digest), digest)).toBe(true);
    expect(sameDigest(digest.subarray(1), digest)).toBe(false);
  });

  test.each([undefined, '', ' '])('that is %j is missing', (header) => {
    expect(readKey(header)).toMatchObject({ code: 'key-missing', where: 'Authorization' });
  });

  test.each(['Basic YTpi', 'Bearer', 'Bearer edx_1_2', `Bearer edx_0123456789abcdef_${'a'.repeat(44)}`])(
    'that reads %j is wrong',
    (header) => expect(readKey(header)).toMatchObject({ code: 'key-wrong' }),
  );
});
