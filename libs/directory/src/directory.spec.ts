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
