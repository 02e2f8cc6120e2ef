/** For each rule on certificates and paths a forgery that only this rule stops. */
import { describe, expect, test } from '@jest/globals';
import { judgeForgedPath, makePathKeys, pathForgeries } from '../forgery/forged-paths.js';
import { oddChain } from '../forgery/odd-chain.js';
import { pathRules, strictRules } from './path-rules.js';

describe('a forged certificate path', () => {
  const keys = makePathKeys();

  test('is made for every rule, and the same path without a flaw is trusted', () => {
    expect(Object.keys(pathForgeries).toSorted()).toEqual(pathRules.rules.toSorted());
    expect(judgeForgedPath(oddChain(keys))).toBe('trusted');
  });

  test.each(strictRules)('%s: refused by all rules, and trusted without this one and only this one', (name) => {
    const forged = pathForgeries[name](keys);
    expect(judgeForgedPath(forged)).not.toBe('trusted');
    expect(pathRules.rules.filter((leftOut) => judgeForgedPath(forged, leftOut) === 'trusted')).toEqual([name]);
  });
});
