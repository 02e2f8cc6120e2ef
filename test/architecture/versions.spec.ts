/** No installed package is older than the version that mended its known faults, wherever in the tree of packages it stands. */
import { describe, expect, test } from '@jest/globals';
import { textOf } from './tree.js';

/** Lowest version allowed and why; a package that is not installed is not asked for. */
const floors: Readonly<Record<string, [floor: string, why: string]>> = {
  'node-forge': [
    '1.4.3',
    'CVE-2026-85393 (forged PKCS#1 signatures), GHSA-h8mc-2r26-8398; name constraints are checked from here on',
  ],
  'xml-crypto': ['6.3.2', 'CVE-2025-29774, CVE-2025-29775 (changed documents verify)'],
  '@xmldom/xmldom': [
    '0.8.15',
    'CVE-2026-34601 (CDATA injection), CVE-2026-83608; mended from 0.9.12 on in its other line',
  ],
  'fast-xml-parser': [
    '5.12.1',
    'CVE-2026-25896 (entity names), CVE-2026-26278 and CVE-2026-33036 (unbounded expansion)',
  ],
  jsonwebtoken: ['9.0.3', 'CVE-2022-23539 to -23541 (key confusion)'],
  jose: ['6.2.17', 'the version read'],
  multer: ['2.5.0', 'CVE-2025-47935 to CVE-2026-82333: one request ends the process'],
  busboy: ['1.6.0', 'CVE-2022-24434 in its former parser'],
  'body-parser': ['2.3.0', 'CVE-2025-13466, CVE-2026-12590'],
  qs: ['6.16.0', 'CVE-2025-15284, CVE-2026-2391, CVE-2026-82417'],
  express: ['5.3.0', 'brings the two above'],
  typeorm: ['1.1.1', 'CVE-2025-60542 (objects in conditions), injection by orderBy and limit'],
  '@nestjs/common': ['12.5.1', 'CVE-2024-29409 (file types trusted from the header)'],
  '@nestjs/core': ['12.5.1', 'CVE-2024-29409, one version with @nestjs/common'],
  bullmq: ['6.7.0', 'before 6.3.3 a worker never wakes after a long Redis outage'],
  ioredis: ['6.0.0', 'the version read together with bullmq 6.7.0'],
};

interface Installed {
  readonly name: string;
  readonly version: string;
  readonly path: string;
}

function installedIn(lock: string): Installed[] {
  const { packages } = JSON.parse(lock) as { packages: Record<string, { version?: string; name?: string }> };
  return Object.entries(packages).flatMap(([path, { version, name }]) => {
    const last = path.lastIndexOf('node_modules/');
    if (last < 0 || version === undefined) return [];
    return [{ name: name ?? path.slice(last + 'node_modules/'.length), version, path }];
  });
}

/** Compares by number; a pre-release (`1.2.3-beta.1`) is older than its release. */
function isBelow(version: string, floor: string): boolean {
  const numbers = (text: string) => (text.split(/[-+]/)[0] ?? '').split('.').map(Number);
  const [have, want] = [numbers(version), numbers(floor)];
  const at = want.findIndex((number, index) => have[index] !== number);
  return at < 0 ? version.includes('-') : (have[at] ?? 0) < (want[at] ?? 0);
}

function tooOldIn(lock: string): string[] {
  return installedIn(lock).flatMap(({ name, version, path }) => {
    const floor = floors[name];
    return floor !== undefined && isBelow(version, floor[0]) ? [`${path} ${version} < ${floor[0]}: ${floor[1]}`] : [];
  });
}

describe('the floor of versions', () => {
  test('no package in the lock file lies below it', () => {
    expect(tooOldIn(textOf('package-lock.json'))).toEqual([]);
  });

  test('the packages that check signatures and carry work are in the lock file', () => {
    const names = new Set(installedIn(textOf('package-lock.json')).map((one) => one.name));
    for (const name of ['node-forge', 'typeorm', 'bullmq', 'ioredis', '@nestjs/core'])
      expect([...names]).toContain(name);
  });

  test('a planted old version is found, however deep it stands', () => {
    const lock = (version: string) =>
      JSON.stringify({ packages: { 'node_modules/a/node_modules/node-forge': { version } } });
    for (const old of ['1.4.2', '0.10.0', '1.4.3-beta.1', '1.3.9'])
      expect([old, tooOldIn(lock(old)).length]).toEqual([old, 1]);
    for (const good of ['1.4.3', '1.4.10', '2.0.0']) expect([good, tooOldIn(lock(good)).length]).toEqual([good, 0]);
  });

  test('every package that is ours to choose has one exact version', () => {
    const { dependencies, devDependencies } = JSON.parse(textOf('package.json')) as Record<
      string,
      Record<string, string>
    >;
    const loose = Object.entries({ ...dependencies, ...devDependencies }).filter(
      ([, version]) => !/^\d+\.\d+\.\d+(-[\w.]+)?$/.test(version),
    );
    expect(loose).toEqual([]);
  });
});
