/** A process number alone names nobody for long. */
import { expect, test } from '@jest/globals';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { servesFolder, startOfProcess } from './process-identity.js';

test('a living process has one start, the same at every look', () => {
  expect(startOfProcess(process.pid)).toBeDefined();
  expect(startOfProcess(process.pid)).toBe(startOfProcess(process.pid));
});

test('two processes differ by their start even if the number were used again', async () => {
  const child = spawn('sleep', ['30']);
  expect(startOfProcess(child.pid ?? 0)).not.toBe(startOfProcess(process.pid));
  child.kill();
  await once(child, 'exit');
  expect(startOfProcess(child.pid ?? 0)).toBeUndefined();
});

test('numbers that are no process have no start', () => {
  expect([0, -1, 1.5, Number.NaN].map(startOfProcess)).toEqual([undefined, undefined, undefined, undefined]);
});

test('a living process that is no server does not count as the server of a folder', () => {
  expect(servesFolder(process.pid, '/nowhere')).toBe(false);
});
