import { describe, expect, test } from '@jest/globals';
import { Directory, type Agency } from './directory.js';
import { findAgencies, type AgencyWishes } from './find-agencies.js';

const agency = (code: string, name: string, more: Partial<Agency> = {}): Agency => ({
  ...{ code, oldCode: code, name, tier: 'department', place: 'p' },
  ...more,
});
const agencies = [
  agency('H54', 'Ủy ban nhân dân tỉnh Thái Bình', { tier: 'province' }),
  agency('H54.01', 'Sở Nội vụ', { oldCode: '000.00.01.H54' }),
  agency('H54.02', 'Sở Điện lực', { aliases: ['DL.01'] }),
  agency('H54.02.01', 'Phòng Đo đạc', { tier: 'commune', place: 'q' }),
];
const directory = new Directory([], agencies);
const found = (wishes: AgencyWishes, limit = 10) =>
  findAgencies(directory, wishes, { limit }).items.map(({ code }) => code);

describe('agencies that are looked for', () => {
  test.each<[AgencyWishes, string[]]>([
    [{}, ['H54', 'H54.01', 'H54.02', 'H54.02.01']],
    [{ place: 'q' }, ['H54.02.01']],
    [{ tier: 'department' }, ['H54.01', 'H54.02']],
    [{ parent: 'H54' }, ['H54.01', 'H54.02']],
    [{ parent: 'H54', place: 'q' }, []],
    [{ parent: 'H99' }, []],
    [{ text: 'SO DIEN' }, ['H54.02']],
    [{ text: 'Đo đạc' }, ['H54.02.01']],
    [{ text: '000.00.01' }, ['H54.01']],
    [{ text: 'dl.01' }, ['H54.02']],
  ])('by %j', (wishes, expected) => expect(found(wishes)).toEqual(expected));

  test('come in pages that say where to go on', () => {
    const first = findAgencies(directory, { tier: 'department' }, { limit: 1 });
    expect(first).toMatchObject({ items: [{ code: 'H54.01' }], next: 'H54.01', more: true });
    const last = findAgencies(directory, {}, { limit: 2, after: 'H54.02' });
    expect(last).toMatchObject({ items: [{ code: 'H54.02.01' }], more: false });
    expect(findAgencies(directory, {}, { limit: 2, after: 'Z' })).toEqual({ items: [], next: 'Z', more: false });
  });

  test('are looked for among 20,000 at once, and the page says that there is more', () => {
    const many = Array.from({ length: 50_000 }, (_, index) =>
      agency(`H${100_000 + index}`, index === 49_999 ? 'Đây' : 'x'),
    );
    const nation = new Directory([], many);
    let [pages, after, items] = [0, undefined as string | undefined, [] as readonly Agency[]];
    for (let more = true; more; pages++) {
      const page = findAgencies(nation, { text: 'day' }, { limit: 5, ...(after !== undefined && { after }) });
      [after, more, items] = [page.next, page.more, page.items];
    }
    expect([pages, items.map(({ code }) => code)]).toEqual([3, ['H149999']]);
  });
});
