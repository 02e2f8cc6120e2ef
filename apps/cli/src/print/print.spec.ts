/** What a person reads at the terminal: columns that align, numbers with units, commands that can be pasted. */
import { describe, expect, test } from '@jest/globals';
import { execFileSync } from 'node:child_process';
import { dataFolder } from '../project.js';
import { goingOnText, type GoingOn } from './how-to-go-on.js';
import { paceOf, ProgressDisplay } from './progress.js';
import { reportText } from './report.js';
import type { ReplayReport } from './report.js';
import { shownJson, shownLines } from './shown-text.js';
import { alignedLines, csvLine, foldedRow, percent } from './table.js';

const halfYear = { sent: 43_953, declared: 25_594, present: 25_594, valid: 25_594, trusted: 25_594 };
const report: ReplayReport = {
  scenario: 'thai-binh-2020h1',
  seed: 1,
  digest: 'd19e57',
  documents: halfYear,
  byTier: { province: { ...halfYear, sent: 100, trusted: 100 }, commune: { ...halfYear, sent: 0, trusted: 0 } },
  deliveries: { accepted: 160_000, delivered: 158_000, refused: 2_000, expired: 0, dead: 0, inFlight: 0 },
  booksBalance: true,
  wallSeconds: 97.67,
  documentsPerSecond: 450.02,
  signingFloorSeconds: 5.5,
  timesFloor: 17.76,
  peakMemoryMiB: { 'exchange-1': 178.4 },
};

describe('tables', () => {
  test('columns align, also under Vietnamese names in either spelling of Unicode', () => {
    const names = ['Sở Y tế', 'Sở Y tế'.normalize('NFD'), 'UBND'];
    const lines = alignedLines(
      names.map((name, at) => [name, '9'.repeat(at + 1)]),
      ['left', 'right'],
    );
    expect(lines.map((line) => line.normalize('NFC').length)).toEqual([12, 12, 12]);
    expect(lines[2]).toBe('UBND     999');
  });

  test('a row with long cells becomes several, broken between words; a word longer than that stays whole', () => {
    expect(foldedRow(['lists', 'signed documents, by the last lists', 'revocation-stale'], 12)).toEqual([
      ['lists', 'signed', 'revocation-stale'],
      ['', 'documents,', ''],
      ['', 'by the last', ''],
      ['', 'lists', ''],
    ]);
  });

  test('the ratio of nothing is a dash, not a zero', () => {
    expect([percent(25_594 / 43_953), percent(null), percent(0)]).toEqual(['58.23 %', '–', '0.00 %']);
  });

  test('a CSV cell with a comma, a quote or a line break is quoted', () => {
    expect(csvLine(['a,b', 'say "x"', 'c\nd', 7, null])).toBe('"a,b","say ""x""","c\nd",7,');
  });
});

describe('texts of strangers', () => {
  const hostile = 'a\u001b]0;x\u0007\u009b31m\u202eb\nc\u2028d';

  test('a cell of a table drives no terminal and begins no line', () => {
    expect(alignedLines([[hostile, 'end']], [])).toEqual(['a\ufffd]0;x\ufffd\ufffd31m\ufffdb\ufffdc\ufffdd  end']);
  });

  test('a message keeps its own line ends and nothing else', () => {
    expect(shownLines('one\r\n\u001b[2Jtwo')).toBe('one\ufffd\n\ufffd[2Jtwo');
  });

  test('JSON for a terminal is pure of controls, and reads as the same value', () => {
    const text = shownJson({ hostile, flag: '\u{e0067}' });
    expect(text.replaceAll('\n', '')).not.toMatch(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u);
    expect(JSON.parse(text)).toEqual({ hostile, flag: '\u{e0067}' });
  });

  test.each(['=1+1', '+1', '-1', '@SUM(A1)', '\t=1', '\r=1', ' =1'])('the CSV cell %j is no formula', (cell) => {
    expect(csvLine([cell]).replace(/^"/, '')).toMatch(/^'/);
  });

  test('numbers and harmless texts stay as they are in CSV, control characters do not', () => {
    expect(csvLine([-1, 'H54.07', 'a=b', 'x\u001b[31m'])).toBe('-1,H54.07,a=b,x\ufffd[31m');
  });
});

describe('the report', () => {
  const text = reportText(report);

  test('shows the ratio, every tier, the books, the pace and the memory with their units', () => {
    for (const words of [
      '58.23 %',
      '43,953',
      '450 documents/s',
      '97.7 s',
      '5.5 s',
      '17.8 times',
      '178 MiB',
      'd19e57',
    ]) {
      expect(text).toContain(words);
    }
    expect(text).toMatch(/province +100 /);
    expect(text).toMatch(/commune +0 .* –\n/);
    expect(text).toMatch(/160,000 +158,000 +2,000 +0 +0 +0 +balance/);
  });

  test('says loudly when the books do not balance, and where', () => {
    const text = reportText({ ...report, booksBalance: false, differences: ['3 deliveries are missing'] });
    expect(text).toContain('DO NOT BALANCE');
    expect(text).toContain('difference: 3 deliveries are missing');
  });
});

describe('how to go on', () => {
  const key = 'edx_0123456789abcdef_SECRET';
  const going: GoingOn = {
    urls: ['http://127.0.0.1:8080', 'http://127.0.0.1:8081'],
    trustUrl: 'http://127.0.0.1:8144',
    data: dataFolder('/tmp/data'),
    ...{ agency: 'H54.07', agencyName: "Sở Y tế 'A'", key, recipients: ['H54.01', 'H05'] },
    system: { code: '00.05.W00', secret: 'demo-secret', path: '/XrdAdapter/adapter' },
    ...{ officialDate: '2020-07-01', rehearsal: true, isInThePast: true, file: "it's here/README.md" },
  };
  const text = goingOnText(going);
  const commands = text.split('\n').filter((line) => line.startsWith('  curl '));

  test('prints three commands that a shell reads as they were meant', () => {
    expect(commands).toHaveLength(3);
    const words = execFileSync('sh', ['-c', `curl() { printf '%s\\n' "$@"; }; ${commands[0]}`], { encoding: 'utf8' });
    const [, , , , metadata = '', , file, url] = words.trimEnd().split('\n');
    expect(JSON.parse(metadata.replace('metadata=', ''))).toMatchObject({
      to: ['H54.01', 'H05'],
      promulgation: { date: '2020-07-01' },
    });
    expect([file, url]).toEqual(["file=@it's here/README.md", 'http://127.0.0.1:8080/api/v1/documents']);
  });

  test('names a centre with its secret, and where the axis’ API stands', () => {
    const door = 'http://127.0.0.1:8080/XrdAdapter/adapter: system id 00.05.W00, secret demo-secret';
    expect(text).toContain(door);
  });

  test('prints no secret that does not work any more', () => {
    const { code, path } = going.system;
    const said = goingOnText({ ...going, system: { code, path } });
    expect(said).toContain(
      'system id 00.05.W00, with the secret that its last `lienthong system add 00.05.W00` printed',
    );
    expect(said).not.toContain('secret demo-secret');
  });

  test('says that it is a rehearsal, which day it is there, and how to live today', () => {
    expect(text).toContain('for today’s, start with --clock now.');
    expect(text).toContain('This is a rehearsal: official time is 2020-07-01 and runs on.');
    expect(text).toContain(`whose key is ${key}`);
  });
});

describe('progress', () => {
  test('tells the pace and the rest, counting only what was done while watching', () => {
    expect(paceOf({ done: 500, total: 1_000, doneBefore: 0 }, 2)).toBe('250/s, 2 s left');
    expect(paceOf({ done: 300, total: 400, doneBefore: 298 }, 1)).toBe('2.0/s, 50 s left');
    expect(paceOf({ done: 43_953, total: 43_953, doneBefore: 0 }, 97.7)).toBe('450/s, 97.7 s in all');
    expect(paceOf({ done: 1, total: 36_001, doneBefore: 0 }, 1)).toBe('1.0/s, 600 min 0 s left');
  });

  test('what was done before the start has no pace', () => {
    expect(paceOf({ done: 400, total: 400, doneBefore: 400 }, 1)).toBe('done before');
    expect(paceOf({ done: 10, total: 400, doneBefore: 10 }, 0)).toBe('…');
  });

  test('without a terminal it writes a plain line now and then, and always the last', () => {
    let seconds = 0;
    const written: string[] = [];
    const stream = { isTTY: false, write: (text: string) => written.push(text) } as unknown as NodeJS.WriteStream;
    const display = new ProgressDisplay(stream, () => seconds * 1000);
    for (const done of [0, 100, 200, 300, 400]) {
      display.show({ phase: 'documents', label: 'documents', done, total: 400 });
      seconds += 2;
    }
    display.show({ phase: 'documents', done: 400, total: 400 });
    expect(written).toEqual([
      'documents: 0 of 400 (0 %), …\n',
      'documents: 300 of 400 (75 %), 50/s, 2 s left\n',
      'documents: 400 of 400 (100 %), 50/s, 8.0 s in all\n',
    ]);
  });

  test('after it was closed nothing is shown but what is said', () => {
    const written: string[] = [];
    const stream = { isTTY: false, write: (text: string) => written.push(text) } as unknown as NodeJS.WriteStream;
    const display = new ProgressDisplay(stream);
    display.close();
    display.show({ phase: 'documents', done: 1, total: 2 });
    display.say('Stopping ...');
    expect(written).toEqual(['Stopping ...\n']);
  });
});
