/** For each rule on time stamps a forgery that only this rule stops. */
import { beforeAll, describe, expect, test } from '@jest/globals';
import {
  goodStamp,
  judgeForgedStamp,
  makeStampScene,
  revokedStamp,
  stampForgeries,
  type StampScene,
} from '../forgery/forged-stamps.js';
import { at, contentOf, dayMs, document, makeWorld } from '../forgery/world.js';
import { judgeTimeStamp } from './judge-stamp.js';
import { stampRules } from './stamp-rules.js';

let scene: StampScene;
beforeAll(async () => {
  scene = makeStampScene(await makeWorld());
});

describe('a time stamp', () => {
  test.each(Object.entries(stampForgeries))(
    '%s is stopped by one rule, which nothing else replaces',
    async (_, forgery) => {
      const [rule, code, forge] = forgery;
      const forged = await forge(scene);
      expect(judgeForgedStamp(forged, scene)).toBe(code);
      const names = stampRules.map(({ name }) => name);
      expect(names.filter((leftOut) => judgeForgedStamp(forged, scene, leftOut) === 'trusted')).toEqual([rule]);
    },
  );

  test('is forged above in every way that a rule stops', () => {
    const stopped = new Set(Object.values(stampForgeries).map(([rule]) => rule));
    expect([...stopped].toSorted()).toEqual(stampRules.map(({ name }) => name).toSorted());
  });

  test('of an authority that merely stopped later still proves its time', () => {
    const after = new Date(at.getTime() + dayMs);
    expect(judgeForgedStamp(revokedStamp(scene, after, 'cessationOfOperation'), scene)).toBe('trusted');
    expect(judgeForgedStamp(revokedStamp(scene, after, 'unspecified'), scene)).toBe('certificate-revoked');
  });

  test('with one bit flipped is never trusted and never an error', () => {
    const token = goodStamp(scene);
    const { trust } = scene.world;
    const passed: number[] = [];
    for (let byte = 0; byte < token.length; byte += 1) {
      const copy = Buffer.from(token);
      copy[byte] = (copy[byte] ?? 0) ^ (1 << (byte % 8));
      if (judgeTimeStamp(copy, contentOf(document), trust, { at }).trusted) passed.push(byte);
    }
    expect(passed).toEqual([]);
  });
});
