/** Where SoftHSM 2 is, and the folder that a run gives its tokens: the library reads its setting when it is loaded, and never again. */
import { existsSync, mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const libraries = [
  '/usr/lib/softhsm/libsofthsm2.so',
  '/usr/lib/x86_64-linux-gnu/softhsm/libsofthsm2.so',
  '/usr/lib/aarch64-linux-gnu/softhsm/libsofthsm2.so',
  '/opt/homebrew/lib/softhsm/libsofthsm2.so',
];

/** Path of the library; undefined where SoftHSM is not installed. */
export const softHsmLibrary = libraries.find((path) => existsSync(path));

/** A folder for tokens; every process started from now on finds it. */
export function makeTokenFolder() {
  const folder = mkdtempSync(join(tmpdir(), 'lienthong-tokens-'));
  const configuration = join(folder, 'softhsm2.conf');
  mkdirSync(join(folder, 'tokens'));
  writeFileSync(configuration, `directories.tokendir = ${join(folder, 'tokens')}\nlog.level = ERROR\n`);
  process.env.SOFTHSM2_CONF = configuration;
  return folder;
}
