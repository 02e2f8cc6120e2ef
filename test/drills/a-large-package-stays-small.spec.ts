/** A package of 50 MB never takes more than three times its size in memory: read, judged or written, in lines, zipped or plain. */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from '@jest/globals';
import { root } from '../architecture/tree.js';

const folder = mkdtempSync(join(tmpdir(), 'lienthong-large-'));
const program = join(root, 'test', 'support', 'large-package.mjs');
const run = (...words: string[]): string => execFileSync(process.execPath, [program, ...words], { encoding: 'utf8' });
const times = (...words: string[]): number => Number(run(...words));

afterAll(() => rmSync(folder, { recursive: true }));

describe('the memory of a package of 50 MB', () => {
  test.each(['plain', 'lines', 'zipped'])('with its attachment %s, it is at most three times its size', (form) => {
    const file = join(folder, form);
    run('make', form, file);
    const taken = { read: times('read', file), judge: times('judge', file) };
    // Less than the package itself would mean that nothing was measured.
    for (const share of Object.values(taken)) expect(share).toBeGreaterThan(1);
    for (const share of Object.values(taken)) expect(share).toBeLessThan(3);
  });

  test('when it is written, it is at most three times its size', () => {
    const share = times('write');
    expect(share).toBeGreaterThan(1);
    expect(share).toBeLessThan(3);
  });
});
