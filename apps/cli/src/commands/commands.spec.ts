/** The command line as it is typed: examples in every help, exit codes, and words instead of stacks. */
import { describe, expect, test } from '@jest/globals';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { builtProgram } from '../project.js';
import { importText } from './directory-import.js';
import { documentsCsv, documentsTable, lateCsv, lateTable } from './late.js';
import { ratioCsv, ratioTable } from './ratio.js';

function lienthong(...args: string[]): { code: number | null; out: string; err: string } {
  const folder = mkdtempSync(join(tmpdir(), 'lienthong-line-'));
  const env = { HOME: folder };
  try {
    const ran = spawnSync(process.execPath, [builtProgram('cli', 'main.js'), ...args], {
      cwd: folder,
      env,
      encoding: 'utf8',
      timeout: 20_000,
    });
    return { code: ran.status, out: ran.stdout, err: ran.stderr };
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** Every command, in the words with which it is typed, groups before their members. */
function* commandsUnder(
  words: readonly string[],
): Generator<{ words: readonly string[]; out: string; isGroup: boolean }> {
  const { out } = lienthong(...words, '--help');
  const listed = /^Commands:\n([^]*?)^Example:/m.exec(out)?.[1] ?? '';
  const names = [...listed.matchAll(/^ {2}([a-z-]+)/gm)].flatMap(([, name = 'help']) =>
    name === 'help' ? [] : [name],
  );
  yield { words, out, isGroup: names.length > 0 };
  for (const name of names) yield* commandsUnder([...words, name]);
}

test('the help of every command shows an example of it and, unless it is a group, what its exit codes say', () => {
  const commands = [...commandsUnder([])];
  expect(commands.map(({ words }) => words.join(' '))).toEqual(
    expect.arrayContaining([
      'late',
      'audit',
      'directory import',
      'system remove',
      'edxml build',
      'certificates resume',
    ]),
  );
  for (const { words, out, isGroup } of commands) {
    expect(out).toMatch(new RegExp(`Example:\n {2}lienthong ${words.join(' ')}`));
    if (!isGroup)
      expect([words, out]).toEqual([
        words,
        expect.stringMatching(/Exit codes:\n {2}0 {2}.*\n( {2}1 {2}.*\n)? {2}2 {2}/),
      ]);
  }
}, 120_000);

describe('what can not be done', () => {
  const wrong: [args: string[], words: string][] = [
    [['strat'], "unknown command 'strat'"],
    [['start', '--port', '80x'], 'Expected a whole number from 1 to 65000.'],
    [['start', '--documents', '0'], 'Expected a whole number from 1'],
    [['start', '--processes', '0'], 'Expected a whole number from 1'],
    [['start', '--clock', 'tomorrow'], 'Expected now, a day such as 2020-06-30, or a time with its zone'],
    [['start', '--clock', '2026-02-30'], 'Expected now, a day'],
    [['start', '--clock', '2019-12-31'], 'in the years 2020 to 2032'],
    [['start', '--speed', '9'], "unknown option '--speed'"],
    [['start', '--json', '/nowhere/report.json'], 'The report can not be written into /nowhere/report.json'],
    [['ratio', '--by', 'colour'], 'Expected some of month,agency,tier,type'],
    [['ratio', '--from', '2020-13'], 'Expected a month such as 2020-06.'],
    [['ratio', '--json', '--csv'], 'cannot be used with'],
    [['late', '--documents', 'some'], 'Allowed choices are sent, answered, unanswered'],
    [['late', '--documents', 'sent', '--by', 'month'], 'cannot be used with'],
    [['ratio', '--data', 'nothing-here'], "There is no operator's key"],
    [['ratio', '--key', 'edx_x', '--url', 'ftp://x'], 'is not an http:// address'],
    [['audit', '--data', 'nothing-here'], 'holds no deployment'],
    [['system', 'add'], "missing required argument 'code'"],
    [['system', 'add', '00.05.W00', '--hardened', '--compatible'], 'cannot be used with'],
    [['directory', 'import'], "missing required argument 'file'"],
    [['directory', 'import', 'nothing.csv'], 'nothing.csv can not be read'],
  ];
  test.each(wrong)('%j is told in words and ends with 2', (args, words) => {
    const { code, err } = lienthong(...args);
    expect([code, err.includes(words) ? words : err]).toEqual([2, words]);
    expect(err).not.toMatch(/^\s+at /m);
  });

  test('an empty file of agencies is told by its name', () => {
    const file = join(mkdtempSync(join(tmpdir(), 'lienthong-line-')), 'empty.csv');
    writeFileSync(file, '\n');
    const { code, err } = lienthong('directory', 'import', file);
    rmSync(join(file, '..'), { recursive: true });
    const words = `lienthong: ${file} is empty: its first line names the columns, code,name,tier,place.\n`;
    expect([code, err]).toEqual([2, words]);
  });

  test('an exchange that does not answer is told with the address, and ends with 1', () => {
    const { code, err } = lienthong('ratio', '--key', 'edx_x', '--url', 'http://127.0.0.1:1');
    expect([code, err]).toEqual([
      1,
      'lienthong: No exchange answers at http://127.0.0.1:1. Start one with: lienthong start\n',
    ]);
  });

  test('a data folder under /proc is told at once, where there is one', () => {
    if (process.platform !== 'linux') return;
    const { code, err } = lienthong('start', '--scenario', 'none', '--exit', '--data', '/proc/x/y');
    expect([code, err]).toEqual([2, expect.stringContaining('The folder /proc/x/y can not be written')]);
  });

  test('a data folder that can not be written is named', () => {
    const file = join(mkdtempSync(join(tmpdir(), 'lienthong-line-')), 'a-file');
    writeFileSync(file, '');
    const { code, err } = lienthong('start', '--scenario', 'none', '--exit', '--data', join(file, 'data'));
    rmSync(join(file, '..'), { recursive: true });
    expect([code, err]).toEqual([2, expect.stringContaining(`The folder ${file}/data can not be written`)]);
  });
});

describe('the ratio', () => {
  const total = { sent: 4, declared: 3, present: 3, valid: 2, trusted: 1, signedRatio: 0.25 };
  const month = (name: string, sent: number) => ({
    ...total,
    month: name,
    sent,
    signedRatio: sent === 0 ? null : 1 / sent,
  });
  const answer = {
    place: '00.54.W00',
    by: ['month'] as const,
    items: [month('2020-01', 4), month('2020-02', 0)],
    total,
  };

  test('as a table ends with the total', () => {
    expect(ratioTable(answer, ['month']).split('\n')).toEqual([
      'Documents sent at 00.54.W00',
      '',
      'month    sent  declared  present  valid  trusted  signed ratio',
      '2020-01     4         3        3      2        1       25.00 %',
      '2020-02     0         3        3      2        1             –',
      'total       4         3        3      2        1       25.00 %',
    ]);
  });

  test('as CSV has no total that could be counted twice', () => {
    expect(ratioCsv(answer, ['month']).split('\r\n')).toEqual([
      'month,sent,declared,present,valid,trusted,signedRatio',
      '2020-01,4,3,3,2,1,0.25',
      '2020-02,0,3,3,2,1,',
    ]);
    expect(ratioCsv(answer, []).split('\r\n')[1]).toBe('4,3,3,2,1,0.25');
  });
});

describe('what was late', () => {
  const total = { sent: 1_200, sentLate: 3, answeredLate: 2, unanswered: 1 };
  const answer = { place: '00.54.W00', by: ['agency'] as const, items: [{ agency: 'H54.01', ...total }], total };

  test('as a table ends with the total, as CSV has none', () => {
    expect(lateTable(answer, ['agency']).split('\n')).toEqual([
      'Late at 00.54.W00',
      '',
      'agency   sent  sent late  answered late  unanswered',
      'H54.01  1,200          3              2           1',
      'total   1,200          3              2           1',
    ]);
    expect(lateCsv(answer, ['agency']).split('\r\n')).toEqual([
      'agency,sent,sentLate,answeredLate,unanswered',
      'H54.01,1200,3,2,1',
    ]);
  });

  test('as documents keeps a line for each, whatever their subjects hold', () => {
    const one = {
      ...{ kind: 'sent' as const, agency: 'H54.01', document: 'd', sender: 'H54.01', documentId: 'D', code: '1/CV' },
      ...{ subject: 'Về\nviệc, "thử"', typeName: 'Công văn', urgency: 0 },
      ...{ since: '2020-02-27T09:00:00.000Z', due: '2020-02-28T05:00:00.000Z' },
    };
    expect(documentsTable([one]).split('\n')).toHaveLength(2);
    expect(documentsCsv([one]).split('\r\n')[1]).toContain(',"Về\nviệc, ""thử""",d,D');
  });
});

test('an import tells every refused line with its reason', () => {
  expect(
    importText({ added: 1200, changed: 1, refused: [{ line: 7, reason: 'no place 00.99.W00' }] }).split('\n'),
  ).toEqual(['1,200 added, 1 changed, 1 lines refused', '', 'line  reason', '   7  no place 00.99.W00']);
});
