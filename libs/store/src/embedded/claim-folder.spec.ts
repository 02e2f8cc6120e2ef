/** Who may own a folder: one living process, and after its death the next one that asks. */
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { claimFolder } from './claim-folder.js';

let folder: string;
beforeEach(() => void (folder = mkdtempSync(join(tmpdir(), 'lienthong-claim-'))));
afterEach(() => rmSync(folder, { recursive: true }));

const owner = (): string => join(folder, 'owner.json');

test('a claimed folder is refused to the next one, and names the owner', () => {
  claimFolder(folder);
  expect(() => claimFolder(folder)).toThrow(`in use by process ${process.pid}`);
  expect(readdirSync(folder)).toEqual(['owner.json']);
});

test('a folder given back can be claimed again', () => {
  const claim = claimFolder(folder);
  claim.release();
  claim.release();
  expect(existsSync(owner())).toBe(false);
  expect(() => claimFolder(folder).release()).not.toThrow();
});

test('a process number that is used again by somebody else is not the owner', () => {
  writeFileSync(owner(), JSON.stringify({ pid: process.pid, started: 'an earlier start' }));
  claimFolder(folder);
  expect(JSON.parse(readFileSync(owner(), 'utf8'))).toMatchObject({ pid: process.pid });
  expect(() => claimFolder(folder)).toThrow('in use');
});

test.each(['', '{"pid":', '{"pid":"7"}'])('a damaged owner file %j does not lock the folder for ever', (text) => {
  writeFileSync(owner(), text);
  claimFolder(folder);
  expect(readdirSync(folder)).toEqual(['owner.json']);
});

test('a claim that was taken over by another process is not released by the first', () => {
  const claim = claimFolder(folder);
  writeFileSync(owner(), JSON.stringify({ pid: 1, started: 'another' }));
  claim.release();
  expect(existsSync(owner())).toBe(true);
});

test('a missing folder is made', () => {
  claimFolder(join(folder, 'a', 'b'));
  expect(existsSync(join(folder, 'a', 'b', 'owner.json'))).toBe(true);
});
