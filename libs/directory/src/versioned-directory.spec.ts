import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { Directory, type Agency, type Place } from './directory.js';
import { emptyCopy, VersionedDirectory, type KnownAgency } from './versioned-directory.js';

const places: Place[] = [{ code: 'p', name: 'p', parent: null, queue: 'nodes' }];
const today = '2025-07-01';

function entry(code: string, version: number, more: Partial<KnownAgency & Agency> = {}): KnownAgency {
  const { added = version, deleted = false, ...rest } = more;
  const agency: Agency = { code, oldCode: `old ${code}`, name: code, tier: 'commune', place: 'p', ...rest };
  return { agency, added, version, deleted };
}

const news = (version: number, agencies: readonly KnownAgency[]) => ({ id: 'd', version, places, agencies });

/** What a copy is told that reads on from a position, in pages of `limit`. */
function follow(directory: VersionedDirectory, from = emptyCopy, limit = 2) {
  const said: string[] = [];
  for (let position = from; ;) {
    const page = directory.changesAfter(position, limit, today);
    expect(page.items.length).toBeLessThanOrEqual(limit);
    said.push(...page.items.map(({ change, agency }) => `${change} ${agency.code}`));
    position = page.next;
    if (!page.more) return { said, position };
  }
}

describe('a directory with its versions', () => {
  const first = VersionedDirectory.of(
    news(3, [entry('b', 2), entry('c', 2), entry('a', 2), entry('x', 3, { deleted: true })]),
  );

  test('tells an empty copy of everybody that is there, in pages', () => {
    expect(follow(first).said).toEqual(['added a', 'added b', 'added c', 'removed x']);
    expect(first.directory.agencies.map(({ code }) => code)).toEqual(['a', 'b', 'c']);
  });

  test('tells a copy what was added, changed, ended and removed since, and nothing twice', () => {
    const { position } = follow(first);
    const next = first.with(
      news(6, [
        entry('d', 6),
        entry('b', 4, { added: 2, name: 'new' }),
        entry('c', 5, { added: 2, deleted: true }),
        entry('a', 6, { added: 2, validTo: '2025-06-30' }),
      ]),
    );
    const told = follow(next, position);
    expect(told.said).toEqual(['changed b', 'removed c', 'ended a', 'added d']);
    expect(follow(next, told.position).said).toEqual([]);
    expect(follow(first.with(news(3, [])), position).said).toEqual([]);
  });

  test('tells what changed again while a copy was being read', () => {
    const begun = first.changesAfter(emptyCopy, 2, today);
    expect(begun.items.map(({ agency }) => agency.code)).toEqual(['a', 'b']);
    const next = first.with(news(4, [entry('a', 4, { added: 2, name: 'new' })]));
    expect(follow(next, begun.next).said).toEqual(['added c', 'removed x', 'added a']);
    const without = first.with(news(4, [entry('a', 4, { added: 2, deleted: true })]));
    expect(follow(without, begun.next).said).toEqual(['added c', 'removed x', 'removed a']);
  });

  test('knows where it has been, and no later version', () => {
    expect(first.knows({ since: 1, version: 3, code: '~' })).toBe(true);
    expect(first.knows({ since: 1, version: 4, code: '' })).toBe(false);
    expect(first.knows({ since: 3, version: 2, code: '' })).toBe(false);
  });

  test('however it came about, finds by every code what one made anew finds', () => {
    const codes = ['a', 'b', 'c', 'd', 'old a', 'old b', 'alias'];
    const change = fc.record({
      code: fc.constantFrom('a', 'b', 'c', 'd'),
      deleted: fc.boolean(),
      oldCode: fc.constantFrom('old a', 'old b', 'a', 'alias'),
      aliases: fc.subarray(['alias', 'a', 'old b']),
    });
    fc.assert(
      fc.property(fc.array(change, { maxLength: 12 }), (changes) => {
        const last = new Map<string, KnownAgency>();
        let directory = VersionedDirectory.of(news(1, []));
        for (const [index, { code, ...more }] of changes.entries()) {
          const one = entry(code, index + 2, more);
          last.set(code, one);
          directory = directory.with(news(index + 2, [one]));
        }
        const of = (deleted: boolean) =>
          [...last.values()].filter((one) => one.deleted === deleted).map(({ agency }) => agency);
        const sorted = of(false).sort((one, other) => (one.code < other.code ? -1 : 1));
        const anew = new Directory(places, sorted, of(true));
        expect(directory.directory.agencies).toEqual(sorted);
        for (const code of codes) expect(directory.directory.agency(code)).toEqual(anew.agency(code));
      }),
    );
  });
});
