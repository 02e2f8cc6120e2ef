/** Software tokens (SoftHSM 2) in the folder that the run made for them; where it is not installed, their tests are skipped by name. */
import { spawnSync } from 'node:child_process';
import { describe } from '@jest/globals';
import { isolatedName } from './servers.js';
import { softHsmLibrary } from './softhsm-library.mjs';

/** Stands in the title of each test that is skipped for want of it; `.ci/run` refuses a run with such a title. */
export const noSoftHsm = 'skipped: no SoftHSM, the package softhsm2 is not installed';

export interface SoftToken {
  readonly library: string;
  readonly label: string;
  readonly pin: string;
}

/** A group of tests that need a token: run where SoftHSM is, else reported as skipped with the reason. */
export function describeWithToken(title: string, tests: () => void): void {
  if (softHsmLibrary !== undefined && process.env['SOFTHSM2_CONF'] !== undefined) describe(title, tests);
  else describe.skip(`${title} (${noSoftHsm})`, tests);
}

/** A new, initialised token with a label of its own. */
export function makeSoftToken(name: string): SoftToken {
  const label = isolatedName(name).slice(-32);
  const pin = '123456';
  const words = ['--init-token', '--free', '--label', label, '--so-pin', '654321', '--pin', pin];
  const made = spawnSync('softhsm2-util', words, { encoding: 'utf8' });
  if (made.status !== 0) throw new Error(`softhsm2-util: ${made.stdout}${made.stderr}`);
  return { library: softHsmLibrary ?? '', label, pin };
}
