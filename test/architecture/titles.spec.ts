/** Titles of tests are sentences, and no two in a file are equal: a failure names one test, and names of databases come from titles. */
import { describe, expect, test } from '@jest/globals';
import { parse, titlesOf } from './measures.js';
import type { Titled } from './measures.js';
import { specFiles, textOf } from './tree.js';

/** Titles that a table fills in (`%s is refused`) differ by what is filled in. */
function repeatedIn(titles: readonly Titled[]): string[] {
  return titles
    .filter((one) => !/%\w|\$\w/.test(one.title))
    .filter((one, at, all) => all.findIndex((other) => other.title === one.title) < at)
    .map((one) => `${one.line}: ${one.title}`);
}

/** "works" says nothing: a test's title has three words at least, and begins and ends like part of a text. */
function isSentence(title: string): boolean {
  return title.trim().split(/\s+/).length >= 3 && title === title.trim();
}

describe('titles of tests', () => {
  const files = specFiles().map((path) => ({ path, titles: titlesOf(parse(path, textOf(path))) }));

  test('no two titles in one file are equal', () => {
    const repeated = files.flatMap(({ path, titles }) => repeatedIn(titles).map((one) => `${path}:${one}`));
    expect(repeated).toEqual([]);
  });

  test('every title of a test is a sentence', () => {
    const tests = files.flatMap(({ path, titles }) =>
      titles.filter((one) => one.kind === 'test').map((one) => ({ path, ...one })),
    );
    expect(tests.filter((one) => !isSentence(one.title)).map((one) => `${one.path}:${one.line}: ${one.title}`)).toEqual(
      [],
    );
  });

  test('a planted pair of equal titles is found, and a single word is no sentence', () => {
    const planted = `
      describe('a group', () => { test('holds', () => {}); test('is so', () => {}); });
      describe('b group', () => { test('holds', () => {}); });
      describe('a group', () => { test.skip('is so', () => {}); });
      test.each(['a'])('%s', () => {});
      test.each([1])('for \${a} it is', () => {});`;
    const titles = titlesOf(parse('planted.spec.ts', planted));
    const tests = titles.filter((one) => one.kind === 'test').map((one) => one.title);
    expect(tests).toEqual(['a group holds', 'a group is so', 'b group holds', 'a group is so', 'for ${a} it is']);
    expect(repeatedIn(titles)).toEqual(['4: a group', '4: a group is so']);
    expect([isSentence('works'), isSentence('a document is refused')]).toEqual([false, true]);
  });
});
