/** Files and what they declare are named by the domain, and every file begins by saying what it is on the way of a message. */
import { describe, expect, test } from '@jest/globals';
import { declaredNames, parse } from './measures.js';
import { codeFiles, filesBelow, runningFiles, textOf } from './tree.js';

/** Words that say nothing about what a thing is, or only that it came later. */
const emptyWords = [
  'service',
  'manager',
  'helper',
  'helpers',
  'util',
  'utils',
  'common',
  'core',
  'impl',
  'dto',
  'dtos',
];
const ageWords = ['old', 'new', 'v2', 'legacy', 'tmp'];
/** The only suffixes between a name and its ending: where Nest or a tool needs them. */
const suffixes = ['module', 'controller', 'spec', 'config', 'd'];

function faultOf(path: string): string | undefined {
  const parts = path.split('/');
  const [stem, ...rest] = (parts.pop() ?? '').split('.');
  const words = [...parts, stem ?? ''].flatMap((part) => part.split('-'));
  const empty = words.find((word) => emptyWords.includes(word) || ageWords.includes(word));
  if (empty !== undefined) return `${path}: the word "${empty}" says nothing`;
  if (![...parts, stem ?? ''].every((part) => /^[a-z0-9]+(-[a-z0-9]+)*$/.test(part))) return `${path}: not kebab-case`;
  const odd = rest.slice(0, -1).find((suffix) => !suffixes.includes(suffix));
  return odd === undefined ? undefined : `${path}: the suffix ".${odd}" is not one of ours`;
}

function emptyWordIn(name: string): boolean {
  const words = name.split(/(?=[A-Z])|_/).map((word) => word.toLowerCase());
  return words.length > 1 && emptyWords.includes(words.at(-1) ?? '');
}

/** The first comment of a file, or undefined when something else stands first. */
function openingOf(text: string): string | undefined {
  const afterShebang = text.replace(/^#!.*\n/, '');
  return /^(\/\*\*[\s\S]*?\*\/|(?:\/\/.*\n)+)/.exec(afterShebang)?.[1]?.trimEnd();
}

/** A spec beside its source says by its name what it is about. */
function isBeside(path: string): boolean {
  return /^(apps|libs)\/.*\.spec\.ts$/.test(path);
}

function openingFault(path: string, text: string): string | undefined {
  const opening = openingOf(text);
  if (opening === undefined) return `${path}: does not begin with a sentence that says what it is`;
  const lines = opening.split('\n').filter((line) => /[^\s/*]/.test(line));
  return lines.length > 3 ? `${path}: the opening has ${lines.length} lines, three are enough` : undefined;
}

describe('names of files', () => {
  test('every file is kebab-case, without empty words and with our suffixes only', () => {
    const files = ['apps', 'libs', 'test'].flatMap(filesBelow).filter((path) => !/\/(LICENSE|README\.md)$/.test(path));
    expect(files.map(faultOf).filter(Boolean)).toEqual([]);
  });

  test('planted names are found', () => {
    const planted = [
      'libs/edxml/src/xml-utils.ts',
      'libs/common/src/a.ts',
      'apps/cli/src/ReadIt.ts',
      'apps/cli/src/key.entity.ts',
    ];
    expect(planted.filter((path) => faultOf(path) === undefined)).toEqual([]);
    expect(faultOf('apps/exchange/src/clients/inbox.controller.ts')).toBeUndefined();
  });
});

describe('names of things', () => {
  test('no class, type, function or constant ends in an empty word', () => {
    const named = runningFiles().flatMap((path) =>
      declaredNames(parse(path, textOf(path))).map((name) => ({ path, name })),
    );
    expect(named.filter(({ name }) => emptyWordIn(name)).map(({ path, name }) => `${path}: ${name}`)).toEqual([]);
  });

  test('planted empty words are found', () => {
    const planted = parse(
      'planted.ts',
      'export class InboxService {}\ninterface KeyDto {}\nconst a_helper = 1; export function place() {}',
    );
    expect(declaredNames(planted).filter(emptyWordIn)).toEqual(['InboxService', 'KeyDto', 'a_helper']);
  });
});

describe('the first words of a file', () => {
  test('every file begins with what it is, in three lines at most', () => {
    expect(
      codeFiles()
        .filter((path) => !isBeside(path))
        .map((path) => openingFault(path, textOf(path)))
        .filter(Boolean),
    ).toEqual([]);
  });

  test('a file that begins with an import, or with an essay, is found', () => {
    expect(openingFault('a.ts', `import a from 'a';\n/** Late. */`)).toContain('does not begin');
    expect(openingFault('a.ts', '/**\n * One\n * two\n * three\n * four\n */\n')).toContain('has 4 lines');
    expect(openingFault('a.mjs', '#!/usr/bin/env node\n/** What it is. */\n')).toBeUndefined();
  });
});
