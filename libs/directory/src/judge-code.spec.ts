import { describe, expect, test } from '@jest/globals';
import { isAgencyCode } from './codes.js';
import { judgeCode } from './judge-code.js';
import { codeTrees, mergerOf } from './level-one.js';

const day = '2020-03-02';
const english = (code: string, on = day) => judgeCode(code, on).warnings.map((warning) => warning.english);

describe('a code looked at with patience', () => {
  test.each([
    ['H54.20.01', 'new', 'H54.20.01'],
    ['000.01.20.H54', 'old', 'H54.20.01'],
    ['000.00.00.H54', 'old', 'H54'],
    ['H37.DN.001', 'new', 'H37.DN.001'],
  ])('%s is of the %s form and says %s', (text, form, code) => {
    expect(judgeCode(text, day)).toEqual({ form, code, levels: code.split('.'), warnings: [] });
  });

  test.each([
    ['28.22.H17', 'H17.22.28'],
    ['00.22.H17', 'H17.22'],
    ['000.A53.000', 'A53'],
    ['20.H54', 'H54.20'],
  ])('%s breaks both forms and is taken for %s, with a warning in two languages', (text, code) => {
    const judged = judgeCode(text, day);
    expect([judged.form, judged.code]).toEqual(['old', code]);
    expect(isAgencyCode(judged.code)).toBe(true);
    expect(judged.warnings).toMatchObject([
      { english: expect.stringContaining(code), vietnamese: expect.stringContaining(code) },
    ]);
  });

  test.each(['002.00.20.H13', '000.01.00.H54', 'H54.00.01'])('%s has an empty level above a used one', (text) => {
    expect(english(text)).toEqual([expect.stringContaining('empty level')]);
  });

  test('a hub is no agency, and that is told', () => {
    expect(judgeCode('00.54.W00', day)).toMatchObject({ form: 'hub', levels: [] });
    expect(english('00.54.W00')).toEqual([expect.stringContaining('the code of a place')]);
  });

  test.each(['0100109106', '0100109106001', '0100109106.001', '01A8000001'])(
    '%s is the registration number of a firm, and as good as a code',
    (text) => expect(judgeCode(text, day)).toEqual({ form: 'registration', code: text, levels: [], warnings: [] }),
  );

  test.each(['010010910', '01001091060', '0100109106-1'])('%s is no registration number', (text) =>
    expect(judgeCode(text, day).form).toBe('other'),
  );

  test.each(['H00', 'H99', 'H64.01', '000.00.07.H99', 'K64', 'G00', 'A00.01'])('%s is nobody’s code', (text) =>
    expect(english(text)).toEqual([expect.stringMatching(/nobody's code: numbers after [A-Z] go from 01 to (63|99)$/)]),
  );

  test.each(['H01', 'H63.07', 'K54', 'G36', 'A53', '000.00.00.H28'])('%s may be somebody’s', (text) =>
    expect(english(text)).toEqual([]),
  );

  test.each(['', 'h54', 'H54..1', 'x'.repeat(40), '1.2.3.4.H54'])('%j has no form', (text) => {
    expect(judgeCode(text, day)).toMatchObject({ form: 'other', code: text, warnings: [{}] });
  });

  test('a letter that nobody knows is told', () => expect(english('Q01')).toEqual([expect.stringContaining('with Q')]));

  test('a province that was merged is told from the day of the merger on, below it too', () => {
    expect(english('H54.07', '2025-06-30')).toEqual([]);
    expect(english('000.00.07.H54', '2025-07-01')).toEqual(['H54 was merged into H31 on 2025-07-01']);
  });
});

describe('the mergers of 2025', () => {
  const codes = Array.from({ length: 63 }, (_, index) => `H${String(index + 1).padStart(2, '0')}`);

  test('of 63 provinces 34 are left, and every other went into one of them', () => {
    const left = codes.filter((code) => mergerOf(code) === undefined);
    expect(left.length).toBe(34);
    const gone = codes.flatMap((code) => mergerOf(code) ?? []);
    expect(gone.every(({ into }) => left.includes(into))).toBe(true);
  });

  test.each([
    ['H54', 'H31'],
    ['H28', 'H44'],
    ['H59', 'H61'],
    ['H02', 'H05'],
    ['G14', 'G06'],
  ])('%s went into %s', (code, into) => expect(mergerOf(code)?.into).toBe(into));

  test('what is assumed about letters says so', () => {
    expect(
      Object.entries(codeTrees)
        .filter(([, { isAssumed }]) => !isAssumed)
        .map(([letter]) => letter),
    ).toEqual(['A', 'G', 'H', 'K', 'W']);
  });
});
