/** The files of the embedded server: where its cluster lies, its password, and its making by initdb. */
import { createHash, randomBytes } from 'node:crypto';
import { chmodSync, existsSync, lstatSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { canEnter, giveTo, runAs } from './account.js';
import type { Account } from './account.js';
import type { Binaries } from './binaries.js';
import { EmbeddedFault } from './embedded-fault.js';

export interface Cluster {
  /** The server's data folder; it owns and fills it alone. */
  readonly dataFolder: string;
  readonly password: string;
}

/** Superuser and database of the cluster have the same name. */
export const clusterName = 'lienthong';

export interface ClusterPlan {
  readonly folder: string;
  readonly account: Account;
  readonly binaries: Binaries;
  readonly fast: boolean;
  readonly say: (line: string) => void;
}

/** Opens the cluster of the folder, or makes it. The password is kept in `<folder>/password`, readable by its owner only. */
export async function openCluster(plan: ClusterPlan): Promise<Cluster> {
  const home = await serverHome(plan);
  const dataFolder = join(home, 'cluster');
  const passwordFile = join(plan.folder, 'password');
  if (existsSync(dataFolder) && existsSync(passwordFile)) {
    return { dataFolder, password: readFileSync(passwordFile, 'utf8').trim() };
  }
  if (existsSync(dataFolder)) {
    if (home === plan.folder) throw lostPassword(passwordFile);
    // The data folder was deleted and its cluster outside stayed: whoever deletes the folder wants to begin anew.
    rmSync(dataFolder, { recursive: true });
  }
  const password = randomBytes(24).toString('base64url');
  writeFileSync(passwordFile, `${password}\n`, { mode: 0o600 });
  await makeCluster(plan, home, password);
  return { dataFolder, password };
}

function lostPassword(passwordFile: string): EmbeddedFault {
  return new EmbeddedFault(
    'folder-unusable',
    `The database in this folder can not be opened without its password file ${passwordFile}. Put the file back, or delete the folder to begin anew.`,
  );
}

/** The folder itself, or, where the server's account can not reach it, one in /var/tmp named after it. */
async function serverHome(plan: ClusterPlan): Promise<string> {
  if (plan.account.ids === undefined || (await canEnter(plan.account, plan.folder))) return plan.folder;
  const hash = createHash('sha256').update(resolve(plan.folder)).digest('hex').slice(0, 16);
  const home = `/var/tmp/embedded-pg-${hash}`;
  if (!existsSync(home)) mkdirSync(home, { mode: 0o711 });
  const found = lstatSync(home);
  // /var/tmp is open to everybody: a folder that somebody else prepared there is not ours to use.
  if (!found.isDirectory() || found.uid !== process.getuid?.() || (found.mode & 0o022) !== 0) {
    throw new EmbeddedFault('folder-unusable', `${home} exists and belongs to somebody else; remove it.`);
  }
  chmodSync(home, 0o711);
  plan.say(`The account of the database can not reach ${plan.folder}; its files are kept in ${home}.`);
  return home;
}

/** The cluster is made under another name and renamed when complete, so that a half-made one is never opened. */
async function makeCluster(plan: ClusterPlan, home: string, password: string): Promise<void> {
  const making = join(home, 'cluster.new');
  rmSync(making, { recursive: true, force: true });
  mkdirSync(making, { mode: 0o700 });
  giveTo(plan.account, making);
  const passwordCopy = join(home, 'password.new');
  writeFileSync(passwordCopy, password, { mode: 0o600 });
  giveTo(plan.account, passwordCopy);
  try {
    await run(plan, plan.binaries.initdb, initdbArguments(making, passwordCopy, plan.fast));
    const single = ['--single', '-D', making, '-c', 'log_checkpoints=off', 'postgres'];
    await run(plan, plan.binaries.postgres, single, `CREATE DATABASE ${clusterName}\n`);
  } finally {
    rmSync(passwordCopy, { force: true });
  }
  renameSync(making, join(home, 'cluster'));
}

function initdbArguments(dataFolder: string, passwordFile: string, fast: boolean): string[] {
  return [
    `--pgdata=${dataFolder}`,
    `--username=${clusterName}`,
    `--pwfile=${passwordFile}`,
    '--auth=scram-sha-256',
    '--encoding=UTF8',
    // The builtin provider sorts alike on every machine; libc and its installed locales stay out of it.
    '--locale-provider=builtin',
    '--builtin-locale=C.UTF-8',
    '--locale=C',
    '--no-instructions',
    ...(fast ? ['--no-sync'] : []),
  ];
}

async function run(plan: ClusterPlan, program: string, args: readonly string[], input?: string): Promise<void> {
  const { code, output } = await runAs(plan.account, program, args, input);
  if (code === 0) return;
  throw new EmbeddedFault(
    'initdb-failed',
    `The database could not be made in ${plan.folder} (DATABASE_URL can name another PostgreSQL):\n${output.trim()}`,
  );
}
