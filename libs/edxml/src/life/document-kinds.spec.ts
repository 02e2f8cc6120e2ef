import { describe, expect, test } from '@jest/globals';
import { copyKinds, documentKinds, isKindName, kindNamed, kindOfNotation } from './document-kinds.js';
import { isUrgent, urgencyNames } from './urgency.js';

describe('the kinds of documents', () => {
  test('are 29, numbered, of which two have no abbreviation', () => {
    expect(documentKinds.map(({ number }) => number)).toEqual(Array.from({ length: 29 }, (_, index) => index + 1));
    const without = documentKinds.filter(({ abbreviation }) => abbreviation === undefined);
    expect(without.map(({ name }) => name)).toEqual(['Công văn', 'Thư công']);
    const abbreviations = documentKinds.flatMap(({ abbreviation }) => abbreviation ?? []);
    expect(new Set([...abbreviations, ...Object.keys(copyKinds)]).size).toBe(30);
  });

  test.each([
    ['công văn', 18],
    ['QUYẾT ĐỊNH', 2],
    ['Nghị quyết (cá biệt)', 1],
    ['Giấy mời'.normalize('NFD'), 23],
  ])('%s is the kind %i', (name, number) => expect(kindNamed(name)?.number).toBe(number));

  test('a name that is none of them has no kind', () => expect(kindNamed('Luật')).toBeUndefined());

  test.each([
    ['QĐ-UBND', 'Quyết định (cá biệt)'],
    ['QyĐ-UBND', 'Quy định'],
    ['TTr-SNV', 'Tờ trình'],
    ['UBND-VP', 'Công văn'],
    ['STTTT-CNTT', 'Công văn'],
    ['TTR-SNV', 'Tờ trình'],
    ['2020/NQ-HĐND', 'Nghị quyết (cá biệt)'],
    ['QĐ/TU', 'Quyết định (cá biệt)'],
    ['CV/TU', 'Công văn'],
    ['QĐ-UBND'.normalize('NFD'), 'Quyết định (cá biệt)'],
  ])('the notation %s is that of a %s', (notation, name) => expect(kindOfNotation(notation)?.name).toBe(name));
});

describe('what documents are called', () => {
  test.each(['Luật', 'NGHỊ ĐỊNH', 'Thông tư liên tịch', 'Bản cam kết', 'Sao y', 'Công văn'])('is %s', (name) =>
    expect(isKindName(name)).toBe(true),
  );

  test.each(['Linh tinh', '', 'Công văn mời'])('is not %j', (name) => expect(isKindName(name)).toBe(false));

  test('is not told by the notation of a copy', () => expect(kindOfNotation('SY-VP')).toBeUndefined());
});

describe('the urgency of a document', () => {
  test('rises with its number from ordinary to urgent at a set hour', () => {
    expect(urgencyNames.map((_, priority) => isUrgent(priority))).toEqual([false, true, true, true, true]);
  });

  test.each([undefined, -1, 5])('a number %s that is none is not urgent', (priority) =>
    expect(isUrgent(priority)).toBe(false),
  );
});
