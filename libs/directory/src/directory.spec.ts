import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { Directory } from './directory.js';
import type { Agency, Place } from './directory.js';

const place = (code: string, parent: string | null): Place => ({ code, name: code, parent, queue: 'nodes' });
const agency = (code: string, oldCode: string, at: string): Agency => ({
  code,
  oldCode,
  name: code,
  tier: 'province',
  place: at,
});

const directory = new Directory(
  [
    place('00.54.W00', '00.00.W00'),
    place('00.00.W00', null),
    place('00.05.W00', '00.00.W00'),
    place('20.54.W00', '00.54.W00'),
  ],
  [
    agency('H54', '000.00.00.H54', '00.54.W00'),
    agency('H05', '000.00.00.H05', '00.05.W00'),
    agency('H54.20', '000.00.20.H54', '20.54.W00'),
    agency('H99', '000.00.00.H99', '00.99.W00'),
  ],
);

describe('the way to an agency', () => {
  test.each([
    ['20.54.W00', 'H54.20', 'here'],
    ['20.54.W00', 'H54', '00.54.W00'],
    ['20.54.W00', 'H05', '00.54.W00'],
    ['00.54.W00', 'H54.20', '20.54.W00'],
    ['00.54.W00', 'H05', '00.00.W00'],
    ['00.00.W00', 'H05', '00.05.W00'],
    ['00.00.W00', 'H54.20', '00.54.W00'],
    ['00.05.W00', 'H54.20', '00.00.W00'],
    ['00.05.W00', '000.00.20.H54', '00.00.W00'],
  ])('at %s a document for %s goes %s', (at, code, next) => expect(directory.nextHop(at, code)).toBe(next));

  test.each([
    ['an agency nobody knows', '00.54.W00', 'H55'],
    ['an agency at a place nobody knows', '00.54.W00', 'H99'],
    ['a place nobody knows', '00.77.W00', 'H54'],
  ])('there is no way to or from %s', (_, at, code) => expect(directory.nextHop(at, code)).toBeUndefined());

  test('in any tree the hops lead from every place to every other without a detour', () => {
    const trees = fc
      .array(fc.nat(), { minLength: 1, maxLength: 30 })
      .map((seeds) => seeds.map((seed, index) => place(`p${index}`, index === 0 ? null : `p${seed % index}`)));
    fc.assert(
      fc.property(trees, fc.nat(), fc.nat(), (places, from, to) => {
        const tree = new Directory(places, [agency('H54', '000.00.00.H54', `p${to % places.length}`)]);
        const visited = new Set<string>();
        let at = `p${from % places.length}`;
        for (let next = tree.nextHop(at, 'H54'); next !== 'here'; next = tree.nextHop(at, 'H54')) {
          expect(tree.edges()).toContainEqual([at, next]);
          expect(visited.has(at)).toBe(false);
          visited.add(at);
          at = next ?? '';
        }
        expect(at).toBe(`p${to % places.length}`);
      }),
    );
  });
});

describe('a directory', () => {
  test('finds an agency by both forms of its code', () => {
    expect(directory.agency('000.00.20.H54')).toBe(directory.agency('H54.20'));
    expect(directory.agency('H54.20')?.place).toBe('20.54.W00');
    expect(directory.agency('H55')).toBeUndefined();
  });

  test('finds a place', () => expect(directory.place('00.54.W00')?.parent).toBe('00.00.W00'));

  test('lists every edge in both directions', () => {
    expect(directory.edges()).toEqual([
      ['00.54.W00', '00.00.W00'],
      ['00.00.W00', '00.54.W00'],
      ['00.05.W00', '00.00.W00'],
      ['00.00.W00', '00.05.W00'],
      ['20.54.W00', '00.54.W00'],
      ['00.54.W00', '20.54.W00'],
    ]);
  });

  test('of two separate trees knows no way between', () => {
    const places = [place('a', null), place('a1', 'a'), place('b', null), place('b1', 'b')];
    const apart = new Directory(places, [agency('H54', '000.00.00.H54', 'b1')]);
    expect(['a', 'a1'].map((at) => apart.nextHop(at, 'H54'))).toEqual([undefined, undefined]);
  });

  test('is refused when a parent is unknown or places stand in a ring', () => {
    expect(() => new Directory([place('a', 'b')], [])).toThrow('unknown parent b');
    expect(() => new Directory([place('a', 'b'), place('b', 'a')], [])).toThrow('above itself');
  });
});

describe('what became of an agency', () => {
  const ended = (code: string, validTo: string, successor?: string): Agency => ({
    ...agency(code, `old ${code}`, 'p'),
    validTo,
    ...(successor !== undefined && { successor }),
  });
  const merged = new Directory(
    [],
    [
      { ...agency('H31', '000.00.00.H31', 'p'), validFrom: '1997-01-01', aliases: ['HY', 'H54.20'] },
      ended('H54', '2025-06-30', 'H31'),
      ended('H54.20', '2010-12-31', 'H54'),
      ended('H54.21', '2025-06-30'),
      ended('H90', '2020-01-01', 'H91'),
      ended('H91', '2020-01-01', 'H90'),
    ],
  );

  test('it acts to its last day, and then its successor does', () => {
    expect(merged.find('H54', '2025-06-30')).toMatchObject({ by: 'code', state: 'active' });
    expect(merged.find('H54', '2025-06-30')).not.toHaveProperty('successor');
    expect(merged.find('H54', '2025-07-01')).toMatchObject({ state: 'ended', successor: { code: 'H31' } });
  });

  test('mergers are followed as far as they went by that day', () => {
    expect(merged.find('H54.20', '2011-01-01')?.successor?.code).toBe('H54');
    expect(merged.find('H54.20', '2026-01-01')?.successor?.code).toBe('H31');
  });

  test('one that nobody goes on with, and two that name each other, have no successor', () => {
    for (const code of ['H54.21', 'H90']) expect(merged.find(code, '2026-01-01')).not.toHaveProperty('successor');
  });

  test('before its first day it is not there yet', () => {
    expect(merged.find('H31', '1996-12-31')?.state).toBe('not-yet');
  });

  test('it is found by its old code and by an alias, but an alias hides nobody', () => {
    expect(merged.find('000.00.00.H31', '2020-01-01')?.by).toBe('old-code');
    expect(merged.find('HY', '2020-01-01')).toMatchObject({ by: 'alias', agency: { code: 'H31' } });
    expect(merged.agency('H54.20')?.code).toBe('H54.20');
    expect(merged.find('H99', '2020-01-01')).toBeUndefined();
  });
});

describe('the hierarchy', () => {
  const codes = ['H54', 'H54.20', 'H54.20.01', 'H54.21', 'H54.00.05'];
  const tree = new Directory(
    [],
    [
      ...codes.map((code) => agency(code, `old ${code}`, 'p')),
      { ...agency('H54.99', 'old H54.99', 'p'), parent: 'H54.20' },
      { ...agency('H54.98', 'old H54.98', 'p'), parent: 'H54.98' },
    ],
  );
  const codesOf = (agencies: readonly Agency[]) => agencies.map((one) => one.code);

  test('is that of the codes, empty levels left out, unless an agency names its parent', () => {
    expect(codesOf(tree.above('H54.20.01'))).toEqual(['H54', 'H54.20']);
    expect(codesOf(tree.above('H54.00.05'))).toEqual(['H54']);
    expect(codesOf(tree.above('H54.99'))).toEqual(['H54', 'H54.20']);
    expect(codesOf(tree.above('H54'))).toEqual([]);
  });

  test('is looked through downwards as well', () => {
    expect(codesOf(tree.below('H54'))).toEqual(['H54.20', 'H54.21', 'H54.00.05']);
    expect(codesOf(tree.below('H54.20'))).toEqual(['H54.20.01', 'H54.99']);
    expect(tree.below('H55')).toEqual([]);
  });

  test('an agency that is its own parent stands nowhere, and nothing hangs', () => {
    expect(codesOf(tree.above('H54.98'))).toEqual(['H54.98']);
  });
});

describe('a directory of the whole nation', () => {
  test('of 123,000 agencies finds one in microseconds, by any of its codes', () => {
    const agencies = Array.from({ length: 123_000 }, (_, index) => {
      const levels = [63, 40, 60].map((size, level) => (Math.floor(index / [1, 63, 2_520][level]!) % size) + 1);
      const code = `H${String(levels[0]).padStart(2, '0')}.${levels[1]}.${levels[2]}`;
      return { ...agency(code, `old ${code}`, 'p'), aliases: [`alias ${index}`] };
    });
    const nation = new Directory([], agencies);
    const begin = process.cpuUsage();
    let found = 0;
    for (let index = 0; index < 100_000; index += 1) {
      const { code } = agencies[(index * 7_919) % agencies.length]!;
      if (nation.find(index % 2 === 0 ? code : `old ${code}`, '2020-01-01')?.state === 'active') found += 1;
    }
    const { user, system } = process.cpuUsage(begin);
    expect(found).toBe(100_000);
    // Far above the half microsecond it takes, far below what a search through a list would.
    expect((user + system) / found).toBeLessThan(20);
  });
});

describe('an agency that was deleted', () => {
  const places = [place('00.00.W00', null), place('00.05.W00', '00.00.W00')];
  const live = agency('H05.02', '000.00.02.H05', '00.05.W00');
  const gone = agency('H05.01', '000.00.01.H05', '00.05.W00');
  const after = new Directory(places, [live], [gone]);

  test('is none any more, but what is on its way to it still finds its place', () => {
    expect([after.agency('H05.01'), after.agency('000.00.01.H05')]).toEqual([undefined, undefined]);
    expect([after.homeOf('H05.01'), after.homeOf('000.00.01.H05')]).toEqual(['00.05.W00', '00.05.W00']);
    expect(after.nextHop('00.00.W00', 'H05.01')).toBe('00.05.W00');
    expect(after.nextHop('00.05.W00', 'H05.01')).toBe('here');
  });

  test('counts among the codes of its place; an old form is no code', () => {
    expect([...after.codesAt('00.05.W00')].sort()).toEqual(['H05.01', 'H05.02']);
    expect(after.codesAt('00.99.W00')).toEqual([]);
    expect(['H05.01', 'H05.02', '000.00.02.H05', 'H05.03'].map((code) => after.isCode(code))).toEqual([
      ...[true, true, false, false],
    ]);
  });
});
