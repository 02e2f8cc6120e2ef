/** Nothing grows out of sight: bounds on functions, files, constructors, folders and scripts. They are only ever lowered. */
import { describe, expect, test } from '@jest/globals';
import { functionsOf, parse, shareBelow } from './measures.js';
import { codeFiles, filesBelow, runningFiles, textOf } from './tree.js';

const bounds = {
  functionLines: { usual: 30, share: 0.95, most: 60 },
  fileLines: { usual: 250, share: 0.95, most: 400 },
  constructorParameters: 4,
  foldersBelowSource: 2,
  npmScripts: 10,
};

function linesOf(text: string): number {
  return text.split('\n').length - (text.endsWith('\n') ? 1 : 0);
}

function measuredFunctions() {
  return runningFiles().flatMap((path) =>
    functionsOf(parse(path, textOf(path))).map((one) => ({ ...one, at: `${path}:${one.line} ${one.name}` })),
  );
}

/** The largest first, for the message of a failure. */
function largest(sizes: readonly { at: string; lines: number }[], from: number): string[] {
  const over = sizes.filter((one) => one.lines >= from).toSorted((a, b) => b.lines - a.lines);
  return over.slice(0, 20).map((one) => `${one.at}: ${one.lines} lines`);
}

describe('functions stay small', () => {
  const functions = measuredFunctions();
  const { usual, share, most } = bounds.functionLines;

  test(`no function has more than ${most} lines`, () => {
    expect(largest(functions, most + 1)).toEqual([]);
  });

  test(`${share * 100} of 100 functions have fewer than ${usual} lines`, () => {
    const lengths = functions.map((one) => one.lines);
    const enough = shareBelow(lengths, usual) >= share;
    expect(enough ? [] : largest(functions, usual)).toEqual([]);
  });

  test(`no constructor takes more than ${bounds.constructorParameters} parameters`, () => {
    const wide = functions.filter((one) => (one.constructorParameters ?? 0) > bounds.constructorParameters);
    expect(wide.map((one) => one.at)).toEqual([]);
  });
});

describe('files stay small', () => {
  const files = codeFiles().map((path) => ({ at: path, lines: linesOf(textOf(path)) }));
  const { usual, share, most } = bounds.fileLines;

  test(`no file has more than ${most} lines`, () => {
    expect(largest(files, most + 1)).toEqual([]);
  });

  test(`${share * 100} of 100 files have fewer than ${usual} lines`, () => {
    const lengths = files.map((one) => one.lines);
    const enough = shareBelow(lengths, usual) >= share;
    expect(enough ? [] : largest(files, usual)).toEqual([]);
  });
});

describe('the tree stays flat', () => {
  test(`folders below a source folder are at most ${bounds.foldersBelowSource} deep`, () => {
    const folders = ['apps', 'libs']
      .flatMap(filesBelow)
      .map((path) => /^(?:apps|libs)\/[^/]+\/src\/(.+)\/[^/]+$/.exec(path)?.[1] ?? '');
    const deep = folders.filter((inside) => inside.split('/').length > bounds.foldersBelowSource);
    expect([...new Set(deep)]).toEqual([]);
  });

  test(`package.json has at most ${bounds.npmScripts} scripts`, () => {
    const { scripts } = JSON.parse(textOf('package.json')) as { scripts: Record<string, string> };
    expect(Object.keys(scripts).length).toBeLessThanOrEqual(bounds.npmScripts);
  });
});

describe('the measure itself', () => {
  const sample = [
    '/** A sample. */',
    'export const add = (a: number, b: number) => {',
    '  const inner = function () { return b; };',
    '  return a + inner();',
    '};',
    'export class Place {',
    '  constructor(readonly a: 1, readonly b: 2, readonly c: 3, readonly d: 4, readonly e: 5) {}',
    "  @Get('long')",
    '  get one() {',
    '    return 1;',
    '  }',
    '}',
    'export function declaredOnly(): void;',
  ].join('\n');

  test('every kind of function is found with its line and its length', () => {
    expect(functionsOf(parse('sample.ts', sample))).toEqual([
      { name: 'add', line: 2, lines: 4 },
      { name: 'inner', line: 3, lines: 1 },
      { name: 'constructor', line: 7, lines: 1, constructorParameters: 5 },
      { name: 'one', line: 9, lines: 3 },
    ]);
  });

  test('a share counts what lies below the bound', () => {
    expect(shareBelow([1, 29, 30, 31], 30)).toBe(0.5);
    expect(shareBelow([], 30)).toBe(1);
    expect(linesOf('a\nb\n')).toBe(2);
  });
});
