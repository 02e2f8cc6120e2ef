/** The build of a stale project, with a compiler that only writes down that it ran. */
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { spawn } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { projectFolder } from './project.js';

/** Copies each source to where the compiler would write it; a source with the word `wrong` is a type error. */
const compiler = `
  import { appendFileSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
  import { join } from 'node:path';
  appendFileSync('runs', 'run ');
  await new Promise((resolve) => setTimeout(resolve, 300));
  for (const name of readdirSync('apps/cli/src').filter((name) => name.endsWith('.ts'))) {
    if (readFileSync(join('apps/cli/src', name), 'utf8').includes('wrong')) { console.log(name + ': error TS1'); process.exit(1); }
    mkdirSync('dist/apps/cli/src', { recursive: true });
    writeFileSync(join('dist/apps/cli/src', name.replace('.ts', '.js')), '');
  }`;

let project: string;
const at = (...path: string[]): string => join(project, ...path);
const write = (path: string, text: string): void => {
  mkdirSync(at(path, '..'), { recursive: true });
  writeFileSync(at(path), text);
};

beforeEach(() => {
  project = mkdtempSync(join(tmpdir(), 'lienthong-build-'));
  cpSync(join(projectFolder, 'apps', 'cli', 'bin'), at('apps', 'cli', 'bin'), { recursive: true });
  for (const name of ['package-lock.json', 'tsconfig.json', 'nest-cli.json']) write(name, '{}');
  write('package.json', '{"type":"module"}');
  write('apps/cli/src/main.ts', 'main');
  write('libs/edxml/src/index.ts', 'edxml');
  write('node_modules/@nestjs/cli/bin/nest.js', compiler);
});
afterEach(() => rmSync(project, { recursive: true, force: true }));

function build(): Promise<{ code: number | null; err: string }> {
  const child = spawn(process.execPath, [at('apps', 'cli', 'bin', 'build.mjs')], { cwd: tmpdir() });
  let err = '';
  child.stderr.on('data', (chunk: Buffer) => (err += chunk.toString()));
  return new Promise((resolve) => child.on('close', (code) => resolve({ code, err })));
}

const runs = (): number => (existsSync(at('runs')) ? readFileSync(at('runs'), 'utf8').split(' ').length - 1 : 0);

test('a build is made once, from any folder, and again only when a source has changed', async () => {
  expect((await build()).code).toBe(0);
  expect((await build()).err).toBe('');
  expect(runs()).toBe(1);
  for (const path of ['libs/edxml/src/index.ts', 'tsconfig.json', 'apps/cli/src/another.ts']) write(path, 'changed');
  await build();
  expect(runs()).toBe(2);
});

test('a new checkout time without a new content builds nothing', async () => {
  await build();
  utimesSync(at('apps', 'cli', 'src', 'main.ts'), new Date(), new Date());
  await build();
  expect(runs()).toBe(1);
});

test('a type error is shown, ends with 1, and is shown again', async () => {
  write('apps/cli/src/main.ts', 'wrong');
  for (const time of [1, 2]) {
    expect([time, await build()]).toMatchObject([
      time,
      { code: 1, err: expect.stringContaining('main.ts: error TS1') },
    ]);
  }
  expect(runs()).toBe(2);
});

test('a removed source is removed from the build as well', async () => {
  write('apps/cli/src/gone.ts', '');
  await build();
  expect(existsSync(at('dist', 'apps', 'cli', 'src', 'gone.js'))).toBe(true);
  rmSync(at('apps', 'cli', 'src', 'gone.ts'));
  await build();
  expect(existsSync(at('dist', 'apps', 'cli', 'src', 'gone.js'))).toBe(false);
});

test('of several builds at once one works and the others wait for it', async () => {
  const all = await Promise.all([build(), build(), build()]);
  expect(all.map(({ code }) => code)).toEqual([0, 0, 0]);
  expect(runs()).toBe(1);
});

test('a lock that a killed build left behind is taken over', async () => {
  write('dist/.building', '999999999');
  expect((await build()).code).toBe(0);
  expect(existsSync(at('dist', '.building'))).toBe(false);
});

test('a fresh clone without packages is told what to do', async () => {
  rmSync(at('node_modules'), { recursive: true });
  expect(await build()).toEqual({ code: 1, err: `Run "npm ci" in ${project} first.\n` });
});
