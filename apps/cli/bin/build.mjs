#!/usr/bin/env node
/** Builds the project when its sources have changed since the last build. Plain JavaScript: it runs before anything is built. */
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  existsSync,
  linkSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  realpathSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { join, relative } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { stripVTControlCharacters } from 'node:util';

export const root = fileURLToPath(new URL('../../../', import.meta.url)).replace(/[\\/]$/, '');

const dist = join(root, 'dist');
const stampFile = join(dist, '.stamp');
const lockFile = join(dist, '.building');
/** A build takes seconds; whoever holds the lock longer than this has hung. */
const lockPatienceMs = 5 * 60_000;
/** What a build depends on besides the sources: the compiler's settings and the installed versions. */
const settings = ['package.json', 'package-lock.json', 'tsconfig.json', 'nest-cli.json'];

/** The build can not be had; the message is for a person, `exitCode` for the process. */
export class BuildFault extends Error {
  exitCode = 1;
}

/** Makes `dist` what the sources say; returns at once when it is. @throws BuildFault with the compiler's messages */
export async function ensureBuilt(say = (line) => process.stderr.write(`${line}\n`)) {
  if (isBuilt()) return;
  requireInstalled();
  const unlock = await lock(say);
  try {
    // Somebody else may have built while we waited.
    if (!isBuilt()) await build(say);
  } finally {
    unlock();
  }
}

function isBuilt() {
  return existsSync(stampFile) && readFileSync(stampFile, 'utf8') === stampOfSources();
}

function requireInstalled() {
  if (!existsSync(join(root, 'node_modules'))) throw new BuildFault(`Run "npm ci" in ${root} first.`);
  if (existsSync(nest())) return;
  throw new BuildFault('The build needs the development packages: run "npm ci" without --omit=dev, once.');
}

/** One digest over names and contents: times would change with every checkout, and a deleted file has none. */
function stampOfSources() {
  const sources = ['apps', 'libs'].flatMap((folder) =>
    readdirSync(join(root, folder), { withFileTypes: true })
      .filter((entry) => entry.isDirectory())
      .flatMap((entry) => typescriptBelow(join(root, folder, entry.name, 'src'))),
  );
  const stamp = createHash('sha256').update(process.version.split('.')[0]);
  for (const path of [...settings.map((name) => join(root, name)), ...sources.sort()]) {
    const content = createHash('sha256').update(readFileSync(path)).digest('hex');
    stamp.update(`${relative(root, path)} ${content}\n`);
  }
  return stamp.digest('hex');
}

function typescriptBelow(folder) {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith('.ts') && !entry.name.endsWith('.spec.ts'))
    .map((entry) => join(entry.parentPath, entry.name));
}

async function build(say) {
  say('Building (the sources have changed; about half a minute the first time) ...');
  const stamp = stampOfSources();
  const from = Date.now();
  rmSync(stampFile, { force: true });
  removeOrphans();
  const { code, output } = await run(process.execPath, [nest(), 'build']);
  if (code !== 0) throw new BuildFault(`The build failed:\n${plain(output.trim())}`);
  requireOutput(output);
  // Sources that changed during the build make this stamp stale, and the next start builds again.
  writeFileSync(stampFile, stamp);
  say(`Built in ${((Date.now() - from) / 1000).toFixed(1)} s.`);
}

/** The compiler colours its messages even where nobody sees colours. */
const plain = (text) => (process.stderr.isTTY ? text : stripVTControlCharacters(text));

const nest = () => join(root, 'node_modules', '@nestjs', 'cli', 'bin', 'nest.js');

/** Takes away what the compiler made of sources that are gone: a removed file must not go on working. */
function removeOrphans() {
  for (const folder of ['apps', 'libs'].map((name) => join(dist, name)).filter(existsSync)) {
    for (const entry of readdirSync(folder, { withFileTypes: true, recursive: true })) {
      const path = join(entry.parentPath, entry.name);
      const source = join(root, relative(dist, path)).replace(/\.js(\.map)?$/, '.ts');
      if (entry.isFile() && !existsSync(source)) rmSync(path);
    }
  }
}

/** The incremental compiler writes nothing when its notes say that nothing changed, even if somebody emptied the folder. */
function requireOutput(output) {
  if (existsSync(join(dist, 'apps', 'cli', 'src', 'main.js'))) return;
  throw new BuildFault(`The build wrote nothing into ${dist}. Delete that folder and start again.\n${output.trim()}`);
}

function run(program, args) {
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, { cwd: root, stdio: ['ignore', 'pipe', 'pipe'] });
    let output = '';
    child.stdout.on('data', (chunk) => (output += chunk));
    child.stderr.on('data', (chunk) => (output += chunk));
    child.once('error', reject);
    child.once('close', (code) => resolve({ code, output }));
  });
}

async function lock(say) {
  const deadline = Date.now() + lockPatienceMs;
  for (let waits = 0; ; waits += 1) {
    if (takeLock()) return () => rmSync(lockFile, { force: true });
    const holder = holderOfLock();
    if (holder === undefined || Date.now() > deadline) removeLock(holder);
    else if (waits === 0) say(`Process ${holder} is building; waiting for it ...`);
    await pause(100);
  }
}

/** A link appears with its whole content at once and never replaces another: an empty lock is never seen. */
function takeLock() {
  const mine = `${lockFile}.${process.pid}`;
  try {
    mkdirSync(dist, { recursive: true });
    writeFileSync(mine, String(process.pid));
    linkSync(mine, lockFile);
    return true;
  } catch (error) {
    if (error.code === 'EEXIST') return false;
    throw new BuildFault(`The folder ${dist} can not be written: ${error.message}`, { cause: error });
  } finally {
    rmSync(mine, { force: true });
  }
}

/** The living process that holds the lock. */
function holderOfLock() {
  try {
    const pid = Number(readFileSync(lockFile, 'utf8'));
    return process.kill(pid, 0) ? pid : undefined;
  } catch (error) {
    if (error.code === 'EPERM') return Number(readFileSync(lockFile, 'utf8'));
    if (error.code === 'ENOENT' || error.code === 'ESRCH') return undefined;
    throw error;
  }
}

/** Renamed before it is removed: of two that find the same dead holder, one removes the lock and the other finds nothing. */
function removeLock(holder) {
  const aside = `${lockFile}.dead-${process.pid}`;
  if (!existsSync(lockFile) || holderOfLock() !== holder) return;
  try {
    renameSync(lockFile, aside);
  } catch (error) {
    if (error.code !== 'ENOENT') throw error;
  }
  rmSync(aside, { force: true });
}

async function main() {
  try {
    await ensureBuilt();
  } catch (error) {
    if (!(error instanceof BuildFault)) throw error;
    process.stderr.write(`${error.message}\n`);
    process.exitCode = error.exitCode;
  }
}

if (process.argv[1] !== undefined && realpathSync(process.argv[1]) === import.meta.filename) await main();
