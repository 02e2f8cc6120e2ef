/**
 * Whatever is changed in a signature, a path, a stamp or an answer: openssl, xmlsec1, pdfsig and we say the same of it, or we
 * are stricter by a rule that has a name. A sample is judged here, thousands by `npm run drills`.
 */
import { beforeAll, describe, expect, test } from '@jest/globals';
import { makeWorld, type World } from '../../libs/signature/src/forgery/world.js';
import { hasOpenssl } from '../../libs/signature/support/openssl.js';
import { hasPdfsig } from '../../libs/signature/support/pdfsig.js';
import { hasXmlsec } from '../../libs/signature/support/xmlsec.js';
import { draw } from './draw.js';
import { everyFormat, type TwiceJudged } from './second-judges.js';
import { stricterRuleFor } from './stricter-rules.js';

const full = process.env['LIENTHONG_DRILLS'] === 'full';
const seed = process.env['LIENTHONG_SEED'] ?? '1';
/** Cases with one bit changed, of each of eight kinds of bytes; those with a forgery come on top. */
const bitsEach = full ? 500 : 30;

const missing = Object.entries({ openssl: hasOpenssl, xmlsec1: hasXmlsec, pdfsig: hasPdfsig }).find(([, has]) => !has);
const why = missing === undefined ? '' : ` (skipped: no ${missing[0]})`;

interface Difference {
  readonly format: string;
  readonly change: string;
  readonly weSay: string;
}

function withOneBitChanged(bytes: Buffer, place: number): Buffer {
  const changed = Buffer.from(bytes);
  const at = Math.floor(place * bytes.length);
  changed[at] = (changed[at] ?? 0) ^ (1 << Math.floor((place * bytes.length * 8) % 8));
  return changed;
}

/** The good one, those with one bit changed, and the forgeries; in the sample some of them. */
function* casesOf({ format, good, forged }: TwiceJudged): Generator<readonly [change: string, bytes: Buffer]> {
  for (let number = 0; number < (full ? 12 : 2); number += 1) yield ['nothing', good(number)];
  for (let number = 0; number < bitsEach && format !== 'path'; number += 1) {
    const place = draw(seed, format, number);
    yield [`a bit at ${(place * 100).toFixed(2)} %`, withOneBitChanged(good(number), place)];
  }
  for (const [name, forge] of forged) {
    if (full || draw(seed, format, name) < 0.7) yield [name, forge()];
  }
}

const describeJudged = missing === undefined ? describe : describe.skip;

describeJudged(`two judges${why}`, () => {
  let world: World;
  beforeAll(async () => {
    world = await makeWorld();
  });

  test(
    'say the same of everything that is changed in one thing, or we are stricter by a named rule',
    () => {
      const looser: Difference[] = [];
      const stricter: Difference[] = [];
      const counts = new Map<string, number>();
      for (const judged of everyFormat(world)) {
        for (const [change, bytes] of casesOf(judged)) {
          const [ours, theirs] = [judged.ours(bytes), judged.theirs(bytes)];
          counts.set(judged.format, (counts.get(judged.format) ?? 0) + 1);
          if (change === 'nothing')
            expect([judged.format, ours, theirs]).toEqual([judged.format, { isGood: true, detail: 'good' }, true]);
          if (ours.isGood === theirs) continue;
          (ours.isGood ? looser : stricter).push({ format: judged.format, change, weSay: ours.detail });
        }
      }
      const unnamed = stricter.filter(({ format, weSay }) => stricterRuleFor(format, weSay) === undefined);
      expect({ looser, unnamed }).toEqual({ looser: [], unnamed: [] });
      const all = [...counts.values()].reduce((sum, count) => sum + count, 0);
      expect(all).toBeGreaterThanOrEqual(full ? 4000 : 300);
    },
    full ? 900_000 : 60_000,
  );
});
