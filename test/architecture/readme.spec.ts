/** The README says what the code does: its refusal table is the code's, its words are explained, and it begins with what to type. */
import { readdirSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import { refusals } from '@lienthong/edxml';
import { outageTable } from '../../apps/cli/src/outage/outage-table.js';
import { runningFiles, specFiles, textOf } from './tree.js';

const readme = textOf('README.md');
/** The lines that begin with a command. */
const commandTable = readme.match(/^\| `lienthong .*$/gm)?.join('\n') ?? '';

/** Rows of the first table between a heading (or a mark) and the next one, cell by cell, without the head. */
function tableAfter(text: string, start: string): string[][] {
  const from = text.indexOf(start);
  if (from < 0) return [];
  const section = text.slice(from + start.length).split(/^(?:## |<!-- )/m)[0] ?? '';
  const table = /(?:^\|.*\n)+/m.exec(section)?.[0].trimEnd().split('\n') ?? [];
  return table.slice(2).map((row) =>
    row
      .slice(1, -1)
      .split('|')
      .map((cell) => cell.trim()),
  );
}

/** The words that the house gives one meaning; each must be explained. */
const words = ['place', 'agency', 'document', 'status', 'receipt', 'package', 'hop', 'refusal', 'signed ratio'];

describe('the README', () => {
  test('begins with the two commands that run the program and its tests', () => {
    const block = /```[a-z]*\n([\s\S]*?)```/.exec(readme);
    const commands = (block?.[1] ?? '')
      .trim()
      .split('\n')
      .map((line) => line.replace(/#.*$/, '').trim());
    expect(commands).toEqual(['npm ci && npm start', 'npm ci && npm test']);
    expect(readme.slice(0, block?.index).split('\n').length).toBeLessThan(10);
  });

  test('shows the refusal table of the code, no more and no less', () => {
    const written = tableAfter(readme, '<!-- refusals:begin').map(([code, status, title, vietnamese]) => [
      code,
      status,
      title,
      vietnamese,
    ]);
    const coded = Object.entries(refusals).map(([code, one]) => [
      `\`${code}\``,
      String(one.status),
      one.title,
      one.vietnamese,
    ]);
    expect(written).toEqual(coded);
  });

  test('shows the table of outages of the code, which the drill shows row by row', () => {
    const coded = Object.values(outageTable).map((row) => [row.gone, row.works, row.lasts, row.parked, row.resumes]);
    expect(tableAfter(readme, '<!-- outage:begin')).toEqual(coded);
  });

  test('explains every word of the house in English and Vietnamese, once', () => {
    const rows = tableAfter(readme, '## Words');
    expect(rows.filter((cells) => cells.length !== 3 || cells.includes(''))).toEqual([]);
    const explained = rows.map(([word]) => word);
    expect(new Set(explained).size).toBe(explained.length);
    expect(explained).toEqual(expect.arrayContaining(words));
  });

  test('explains every setting that a program reads, and no other', () => {
    const section = readme.slice(readme.indexOf('<!-- settings:begin'), readme.indexOf('<!-- settings:end'));
    const explained = [...section.matchAll(/`([A-Z][A-Z_]+)`/g)].map((match) => match[1] ?? '');
    const files = runningFiles().filter((path) => /^apps\/.*\/config\.ts$/.test(path));
    const read = files.flatMap((path) =>
      [...textOf(path).matchAll(/^ {2}([A-Z][A-Z_]+): /gm)].map((match) => match[1] ?? ''),
    );
    expect([...new Set(explained)].toSorted()).toEqual([...new Set(read)].toSorted());
  });

  test('shows every command, and every ending of a file that the verifier knows', () => {
    const commands = [...textOf('apps/cli/src/main.ts').matchAll(/\.command\('([a-z-]+)'\)/g)].map((match) => match[1]);
    expect(commands).toContain('verify');
    expect(commands.filter((name) => !new RegExp(`\\b${name}\\b`).test(commandTable))).toEqual([]);
    const table = /judges: [\s\S]*?\n};/.exec(textOf('apps/cli/src/verify/judge-file.ts'))?.[0] ?? '';
    const endings = [...table.matchAll(/'(\.[a-z0-9]+)'/g)].map((match) => match[1] ?? '');
    expect(endings).toContain('.p7s');
    const explained = tableAfter(readme, '## Verifying files').join(' ');
    expect(endings.filter((ending) => !explained.includes(`\`${ending}\``))).toEqual([]);
  });

  test('points only at files that are there', () => {
    const targets = [...readme.matchAll(/\]\((?!https?:)([^)#]+)\)/g)].map((match) => match[1] ?? '');
    for (const target of targets) expect(textOf(target)).not.toBe('');
  });

  test('names only npm scripts that there are', () => {
    const { scripts } = JSON.parse(textOf('package.json')) as { scripts: Record<string, string> };
    const named = [...readme.matchAll(/npm run ([a-z]+)/g)].map((match) => match[1] ?? '');
    expect(named.filter((name) => !(name in scripts))).toEqual([]);
  });
});

describe('the refusal table', () => {
  test('every code is provoked by a test', () => {
    // The cases of test/journey/every-refusal-has-a-door.spec.ts stand in files of their own.
    const cases = readdirSync('test/support/refused').map((name) => `test/support/refused/${name}`);
    const specs = [...specFiles().filter((path) => !path.startsWith('test/architecture/')), ...cases]
      .map(textOf)
      .join('\n');
    const never = Object.keys(refusals).filter((code) => !new RegExp(`['"\`]${code}['"\`]`).test(specs));
    expect(never).toEqual([]);
  });
});

describe('the reading of the README', () => {
  test('the rows of a table are read, and a table that is not there has none', () => {
    expect(tableAfter('## One\ntext\n\n| a | b |\n| - | - |\n| 1 | 2 |\n', '## One')).toEqual([['1', '2']]);
    expect(tableAfter('## One', '## Two')).toEqual([]);
    expect(tableAfter('## One\n\n## Two\n| a |\n| - |\n| 1 |\n', '## One')).toEqual([]);
  });
});
