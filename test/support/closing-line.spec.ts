/** The line that closes a run tells the truth: what failed is counted, and a run that tested nothing or lacked a tool is not good. */
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, test } from '@jest/globals';

const script = fileURLToPath(new URL('closing-line.mjs', import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'lienthong-closing-'));
afterAll(() => rmSync(folder, { recursive: true }));

function close(results: object | undefined, ...failedSteps: string[]): { line: string; code: number | null } {
  const file = join(folder, 'tests.json');
  rmSync(file, { force: true });
  const none = {
    numPassedTests: 0,
    numFailedTests: 0,
    numPendingTests: 0,
    numTodoTests: 0,
    numRuntimeErrorTestSuites: 0,
    testResults: [],
  };
  if (results !== undefined) writeFileSync(file, JSON.stringify({ ...none, ...results }));
  const run = spawnSync(process.execPath, [script, file, ...failedSteps], { encoding: 'utf8' });
  return { line: run.stdout.trimEnd().split('\n').at(-1) ?? '', code: run.status };
}

function pending(title: string): object {
  return {
    numPassedTests: 4,
    numPendingTests: 1,
    testResults: [{ assertionResults: [{ status: 'pending', fullName: title }] }],
  };
}

describe('the line that closes a run', () => {
  test('a good run is counted and ends with 0', () => {
    expect(close({ numPassedTests: 12 })).toEqual({ line: '12 passed, 0 failed', code: 0 });
  });

  test('failed tests and files that could not be loaded are counted once', () => {
    const results = { numPassedTests: 12, numFailedTests: 2, numRuntimeErrorTestSuites: 1 };
    expect(close(results, 'npm test')).toEqual({ line: '12 passed, 3 failed', code: 1 });
  });

  test('a failed check and a leak after good tests count as failures', () => {
    expect(close({ numPassedTests: 12 }, 'npm run check')).toEqual({ line: '12 passed, 1 failed', code: 1 });
    expect(close({ numPassedTests: 12 }, 'npm test')).toEqual({ line: '12 passed, 1 failed', code: 1 });
  });

  test('a run without results, or without a test, is not good', () => {
    expect(close(undefined, 'npm ci', 'npm test')).toEqual({ line: '0 passed, 2 failed', code: 1 });
    expect(close({})).toEqual({ line: '0 passed, 1 failed', code: 1 });
  });

  test('a skipped test is named, and one skipped for want of a tool makes the run fail', () => {
    expect(close(pending('a slow drill is skipped'))).toEqual({ line: '4 passed, 0 failed, 1 skipped', code: 0 });
    const title = 'the queue on Redis (skipped: no Redis, neither redis-server in PATH nor REDIS_URL) takes work';
    expect(close(pending(title))).toEqual({ line: '4 passed, 0 failed, 1 skipped', code: 1 });
    const judged = 'a package signed in its header (skipped: no xmlsec1) is good';
    expect(close(pending(judged))).toEqual({ line: '4 passed, 0 failed, 1 skipped', code: 1 });
    const token = 'a key in a token (skipped: no SoftHSM, the package softhsm2 is not installed) signs';
    expect(close(pending(token))).toEqual({ line: '4 passed, 0 failed, 1 skipped', code: 1 });
  });

  test('the script of the runs is executable and whole', () => {
    const run = fileURLToPath(new URL('../../.ci/run', import.meta.url));
    expect(execFileSync('bash', ['-n', run]).toString()).toBe('');
  });
});
