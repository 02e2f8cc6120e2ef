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
      tellsLife: false,
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
      tellsLife: false,
    });
    expect(readDirectoryCsv('').refused).toHaveLength(1);
  });

  const lifeHead = 'code,name,tier,place,validFrom,validTo,successor,aliases\n';
  test('days, a successor and aliases are read where they are told', () => {
    const row = 'H54,a,province,00.54.W00,1997-01-01,2025-06-30,000.00.00.H31,TB 54.H  TB';
    const { agencies, refused, tellsLife } = readDirectoryCsv(lifeHead + row);
    expect([refused, tellsLife]).toEqual([[], true]);
    expect(agencies).toMatchObject([
      { validFrom: '1997-01-01', validTo: '2025-06-30', successor: 'H31', aliases: ['TB', '54.H'] },
    ]);
  });

  test.each([
    ['2025-02-29,,,', 'validFrom "2025-02-29" is not a day'],
    [',30/06/2025,,', 'validTo "30/06/2025" is not a day'],
    ['2025-07-01,2025-06-30,,', 'before it begins'],
    [',2025-06-30,Hưng Yên,', 'successor "Hưng Yên"'],
    [',2025-06-30,000.00.00.H54,', 'own successor'],
    [',,H31,', 'needs validTo'],
    [',,,tb', 'alias "tb"'],
    [',,,000.00.00.H54', 'alias "000.00.00.H54"'],
    [`,,,${Array.from({ length: 21 }, (_, index) => `A${index}`).join(' ')}`, 'more than 20'],
  ])('the life %j is refused and says why', (life, expected) => {
    const { agencies, refused } = readDirectoryCsv(`${lifeHead}H54,a,province,00.54.W00,${life}`);
    expect([agencies, refused]).toEqual([[], [{ line: 2, reason: expect.stringContaining(expected) }]]);
  });

  test('an alias may be nobody else’s in the file, and who refuses is told which agencies stand in it', () => {
    const told: (string | undefined)[] = [];
    const { refused } = readDirectoryCsv(
      `${lifeHead}H54,a,province,00.54.W00,,,,X.1\nH55,b,province,00.54.W00,,,,X.1\nX,c,province,00.54.W00,,,,\n`,
      (_, inFile) => {
        told.push(inFile('H54')?.code, inFile('H55')?.code, inFile('X.1')?.code);
        return undefined;
      },
    );
    expect(refused).toMatchObject([{ line: 3, reason: 'X.1 stands on line 2 already' }, { line: 4 }]);
    expect(told).toEqual(['H54', undefined, undefined]);
  });
});
