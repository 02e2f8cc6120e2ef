import { describe, expect, test } from '@jest/globals';
import { readDirectoryCsv } from './directory-csv.js';

const head = 'code,oldCode,name,tier,place,parent\n';
const reason = (row: string) =>
  readDirectoryCsv(`${head}${row}\n`)
    .refused.map((line) => line.reason)
    .join('; ');

describe('a directory from CSV', () => {
  test('gives the agencies of the good lines and the reasons of the others, by line', () => {
    const { agencies, refused } = readDirectoryCsv(
      `${head}H54,000.00.00.H54,UBND tỉnh Thái Bình,province,00.54.W00,\n` +
        'H54.20,,"Huyện ""Đông Hưng"",\ntỉnh Thái Bình",district,00.54.W00,H54\n' +
        '\n' +
        'X,,Sai,district,00.54.W00,\n',
    );
    expect(agencies).toEqual([
      { code: 'H54', oldCode: '000.00.00.H54', name: 'UBND tỉnh Thái Bình', tier: 'province', place: '00.54.W00' },
      {
        code: 'H54.20',
        oldCode: '000.00.20.H54',
        name: 'Huyện "Đông Hưng",\ntỉnh Thái Bình',
        tier: 'district',
        place: '00.54.W00',
        parent: 'H54',
      },
    ]);
    expect(refused).toEqual([{ line: 6, reason: expect.stringContaining('code "X"') }]);
  });

  test('columns may stand in any order, old codes in place of new ones, lines may end as on Windows', () => {
    const text = '\uFEFFname,tier,code,place\r\nSở Nội vụ , department ,000.00.07.H54,00.54.W00\r\n';
    expect(readDirectoryCsv(text)).toEqual({
      agencies: [
        { code: 'H54.07', oldCode: '000.00.07.H54', name: 'Sở Nội vụ', tier: 'department', place: '00.54.W00' },
      ],
      refused: [],
    });
  });

  test('an agency without an old form has its code in its place', () => {
    expect(readDirectoryCsv(`${head}H37.DN.001,,Doanh nghiệp,department,00.37.W00,`).agencies[0]?.oldCode).toBe(
      'H37.DN.001',
    );
  });

  test.each([
    ['H54.7!,,a,district,00.54.W00,', 'code "H54.7!"'],
    ['H54.20,20.H54,a,district,00.54.W00,', 'oldCode "20.H54"'],
    ['H54.20,,,district,00.54.W00,', 'name'],
    ['H54.20,,a,huyện,00.54.W00,', 'tier "huyện"'],
    ['H54.20,,a,district,H54,', 'place "H54"'],
    ['H54.20,,a,district,00.54.W00,Thái Bình', 'parent "Thái Bình"'],
    ['H54.20,,a,district,00.54.W00,000.00.20.H54', 'own parent'],
    ['H54.20,,a,district', '4 fields'],
    ['H54.20,,"a"b,district,00.54.W00,', 'quote'],
    ['H54.20,,"a,district,00.54.W00,', 'quote'],
  ])('the row %j is refused and says why', (row, expected) => expect(reason(row)).toContain(expected));

  test('a code given twice is refused with the line of the first', () => {
    expect(
      reason('H54.20,,a,district,00.54.W00,\nH54.21,,b,district,00.54.W00,\n000.00.20.H54,,c,district,00.54.W00,'),
    ).toBe('H54.20 stands on line 2 already');
  });

  test('a file without a required column is refused as a whole', () => {
    expect(readDirectoryCsv('code,name\nH54,a\n')).toEqual({
      agencies: [],
      refused: [{ line: 1, reason: 'the first line does not name the column tier, place' }],
    });
    expect(readDirectoryCsv('').refused).toHaveLength(1);
  });
});
