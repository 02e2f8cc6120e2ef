/** The directory of a scenario: the axis of 2019 and a whole province. */
import { describe, expect, test } from '@jest/globals';
import { Directory, isAgencyCode, isHubCode, readDirectoryCsv, toOldCode } from '@lienthong/directory';
import { readScenario } from '../scenario/read-scenario.js';
import { directoryCsv } from './directory-csv.js';
import { makeNation } from './nation.js';

const nation = makeNation(readScenario('thai-binh-2020h1'));

describe('the nation of the half-year', () => {
  test('behind the axis stand its 95 nodes of 2019', () => {
    expect(nation.places).toHaveLength(96);
    expect(nation.places.filter(({ parent }) => parent === '00.00.W00')).toHaveLength(95);
    expect(nation.places.every(({ code }) => isHubCode(code))).toBe(true);
    expect(new Set(nation.places.map(({ code }) => code)).size).toBe(96);
  });

  test('Thái Bình has 288 agencies, every other node one', () => {
    const own = nation.agencies.filter(({ place }) => place === '00.54.W00');
    const tiers = ['province', 'department', 'district', 'commune'].map(
      (tier) => own.filter((agency) => agency.tier === tier).length,
    );
    expect(tiers).toEqual([1, 19, 8, 260]);
    expect(nation.agencies).toHaveLength(288 + 94);
    expect(new Set(nation.agencies.map(({ place }) => place)).size).toBe(95);
  });

  test('every code has both forms and they agree', () => {
    const wrong = nation.agencies.filter(({ code, oldCode }) => !isAgencyCode(code) || toOldCode(code) !== oldCode);
    expect(wrong).toEqual([]);
  });

  test('a commune reaches a ministry over the axis', () => {
    const directory = new Directory(nation.places, nation.agencies);
    expect(directory.nextHop('00.54.W00', 'G09')).toBe('00.00.W00');
    expect(directory.nextHop('00.00.W00', 'G09')).toBe('00.G09.W00');
    expect(directory.nextHop('00.54.W00', 'H54.20.01')).toBe('here');
  });

  test('the directory written as CSV is read back without a refused line', () => {
    const { agencies, refused } = readDirectoryCsv(directoryCsv(nation.agencies));
    expect(refused).toEqual([]);
    expect(agencies).toEqual(nation.agencies);
  });
});
