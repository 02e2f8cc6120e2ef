/** A key given twice in one object is found, however it is written; keys of different objects are no matter. */
import { describe, expect, test } from '@jest/globals';
import { repeatedKey } from './repeated-key.js';

describe('a repeated key', () => {
  test.each([
    ['{"sender":"H54.07","sender":"H54.08"}', 'sender'],
    ['{"a":1,"b":{"c":1, "d":2,\n"c" : 3}}', 'c'],
    ['{"a":1,"\\u0061":2}', 'a'],
    ['{"a\\"":1,"a\\"":2}', 'a"'],
    ['{"__proto__":1,"__proto__":2}', '__proto__'],
    ['[{"a":1},{"b":[{"":0}],"":1,"":2}]', ''],
  ])('in %s is %s', (json, key) => {
    expect(() => JSON.parse(json) as unknown).not.toThrow();
    expect(repeatedKey(json)).toBe(key);
  });

  test.each([
    '{"a":1,"b":{"a":2},"c":[{"a":3},{"a":4}]}',
    '{"a":"a","b":"\\"a\\":","c":"{\\"a\\":1,\\"a\\":2}"}',
    '["a","a"]',
    '"a"',
    '{"a":1,"A":2}',
    '{}',
  ])('is not in %s', (json) => {
    expect(repeatedKey(json)).toBeUndefined();
  });

  test.each([
    ['objects in each other', (n: number) => `${'{"a":'.repeat(n)}1${'}'.repeat(n)}`],
    ['many keys', (n: number) => `{${Array.from({ length: n }, (_, at) => `"k${at}":0`).join(',')}}`],
    ['a string of backslashes', (n: number) => `{"a":"${'\\\\'.repeat(n)}"}`],
    ['strings and spaces', (n: number) => `[${'"a" '.repeat(1)}${',"b"     '.repeat(n)}]`],
  ])('is looked for in work that grows with the text: %s', (_, made) => {
    const cost = (size: number): number => {
      const json = made(size);
      return Math.min(
        ...Array.from({ length: 5 }, () => {
          const began = process.cpuUsage();
          expect(repeatedKey(json)).toBeUndefined();
          const { user, system } = process.cpuUsage(began);
          return user + system;
        }),
      );
    };
    cost(20_000);
    expect(cost(200_000)).toBeLessThan(Math.max(cost(50_000), 2000) * 10);
  });
});
