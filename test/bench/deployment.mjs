/** The deployment that is measured: the built launcher on a data folder of its own, on loopback, gone when the bench is gone. */
import { spawn } from 'node:child_process';
import {
  chmodSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  renameSync,
  rmSync,
  statfsSync,
} from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { pathToFileURL } from 'node:url';
import pg from 'pg';
import { root } from '../../apps/cli/bin/build.mjs';
import { LienThongClient } from '../../dist/libs/client/src/index.js';

export const scenarioName = 'thai-binh-2020h1';

const exchangeProcesses = 2;
/** Of the bench, to all doors together. */
const connections = 64;
/** Half a minute of making keys, kept for the next bench. */
const keptKeys = join(root, '.data', 'bench-keys');
const keyFolders = ['authority', 'authority-passphrase', 'places', 'trust', 'wallet/keys', 'wallet/certificates'];
/** A disk, where /tmp may be memory; and a place that the account of the database can reach. */
const usualPlace = existsSync('/var/tmp') ? '/var/tmp' : tmpdir();
/** Nobody waits for the bench's own commits: filling is no part of what is measured. Months are Vietnam's. */
const poolOptions = '-c timezone=Asia/Ho_Chi_Minh -c synchronous_commit=off';
/** Keys are made at the first start: half a minute on two cores, and more while they are busy. */
const startWithinMs = 300_000;
const stopWithinMs = 20_000;

export class Deployment {
  #launcher;
  #pool;
  #isNew = true;

  /** @param say takes lines for the person who waits */
  constructor(say, place = usualPlace) {
    this.say = say;
    this.folder = mkdtempSync(join(place, 'lienthong-bench-'));
    chmodSync(this.folder, 0o711);
    for (const name of keyFolders)
      if (existsSync(join(keptKeys, name))) cpSync(join(keptKeys, name), join(this.folder, name), { recursive: true });
  }

  /** Starts with empty tables. `environment` is for the exchange processes, as REDIS_URL. */
  async start(environment = {}) {
    const port = await freePorts(exchangeProcesses);
    // The documents that are sent are the scenario's.
    const time = ['--scenario', 'none', '--clock', '2020-01-01'];
    const choice = [...time, '--data', this.folder, '--port', String(port)];
    const args = ['start', ...choice, '--processes', String(exchangeProcesses), ...(this.#isNew ? [] : ['--fresh'])];
    this.#launcher = spawnBound(join('dist', 'apps', 'cli', 'src', 'main.js'), args, { ...cleared(), ...environment });
    await this.#untilUp();
    this.#isNew = false;
    this.#keepKeys();
    const key = readFileSync(join(this.folder, 'operator-key'), 'utf8').trim();
    this.operatorKey = key;
    const { urls, databaseUrl } = JSON.parse(readFileSync(join(this.folder, 'running.json'), 'utf8'));
    this.urls = urls;
    this.clients = urls.map((baseUrl) => new LienThongClient({ baseUrl, key, connections: connections / urls.length }));
    this.#pool = new pg.Pool({ connectionString: databaseUrl, max: 4, options: poolOptions });
    this.#pool.on('error', (error) => this.say(`database: ${error.message}`));
  }

  get launcherPid() {
    return this.#launcher.pid;
  }

  /** Room on the disk of the data folder, in bytes. */
  get freeBytes() {
    const { bavail, bsize } = statfsSync(this.folder);
    return bavail * bsize;
  }

  /** A client with the operator's key. */
  get operator() {
    return this.clients[0];
  }

  /** Rows of a statement, past the exchange: for looking and filling, never for the work that is measured. */
  async query(text, values = []) {
    return (await this.#pool.query(text, values)).rows;
  }

  /** Restarts with PostgreSQL's own count of its statements switched on, where it has one. */
  async countStatements(environment) {
    const [{ loaded }] = await this.query(`SELECT current_setting('shared_preload_libraries') AS loaded`);
    if (loaded === '') {
      await this.query(`ALTER SYSTEM SET shared_preload_libraries = 'pg_stat_statements'`);
      await this.stop();
      await this.start(environment);
    }
    await this.query('CREATE EXTENSION IF NOT EXISTS pg_stat_statements');
    await this.query('ALTER SYSTEM SET pg_stat_statements.track_planning = on');
    await this.query('SELECT pg_reload_conf()');
  }

  async stop() {
    await Promise.all([...(this.clients ?? []).map((client) => client.close()), this.#pool?.end()]);
    this.clients = undefined;
    this.#pool = undefined;
    await endChild(this.#launcher);
  }

  /** Nothing of the run stays but the kept keys. */
  async remove() {
    await this.stop();
    rmSync(this.folder, { recursive: true, force: true });
  }

  #untilUp() {
    const launcher = this.#launcher;
    const said = [];
    createInterface({ input: launcher.stderr }).on('line', (line) => {
      said.push(line);
      if (/keys and certificates/.test(line)) this.say(line);
    });
    return new Promise((resolve, reject) => {
      const fail = (how) => reject(new Error(`lienthong start ${how}:\n${said.slice(-10).join('\n')}`));
      const late = setTimeout(() => fail(`is not up after ${startWithinMs / 1000} s`), startWithinMs);
      launcher.once('error', reject);
      launcher.once('exit', (code) => fail(`ended with code ${code}`));
      // It speaks on standard output for the first time when everything is up.
      launcher.stdout.once('data', () => {
        clearTimeout(late);
        launcher.removeAllListeners('exit');
        launcher.stdout.resume();
        resolve();
      });
    });
  }

  #keepKeys() {
    if (existsSync(keptKeys)) return;
    const making = `${keptKeys}.${process.pid}`;
    mkdirSync(making, { recursive: true, mode: 0o700 });
    for (const name of keyFolders) {
      cpSync(join(this.folder, name), join(making, name), { recursive: true });
    }
    renameSync(making, keptKeys);
  }
}

/** A built program that ends when this process does, kill -9 included. */
export function spawnBound(program, args, environment) {
  const leash = pathToFileURL(join(root, 'dist', 'apps', 'cli', 'src', 'launch', 'leash.js'));
  leash.searchParams.set('launcher', String(process.pid));
  const words = ['--enable-source-maps', `--import=${leash.href}`, join(root, program), ...args];
  const child = spawn(process.execPath, words, { env: environment, stdio: ['pipe', 'pipe', 'pipe'] });
  // Its end is told by 'exit'; a broken pipe says nothing more.
  child.stdin.on('error', () => child.stdin.destroy());
  return child;
}

export async function endChild(child) {
  if (child === undefined || child.exitCode !== null || child.signalCode !== null) return;
  const ended = new Promise((resolve) => child.once('exit', resolve));
  child.kill('SIGTERM');
  const late = setTimeout(() => child.kill('SIGKILL'), stopWithinMs);
  await ended;
  clearTimeout(late);
}

/** The environment without what would lead the deployment to somebody else's database or queue. */
export function cleared() {
  const { DATABASE_URL: _, REDIS_URL: __, NODE_OPTIONS: ___, ...rest } = process.env;
  return rest;
}

async function freePorts(count) {
  for (;;) {
    const first = 20_000 + Math.floor(Math.random() * 12_000);
    const ports = Array.from({ length: count }, (_, at) => first + at);
    if ((await Promise.all(ports.map(isFree))).every(Boolean)) return first;
  }
}

function isFree(port) {
  return new Promise((resolve) => {
    const probe = createServer();
    probe.once('error', () => resolve(false));
    probe.listen(port, '127.0.0.1', () => probe.close(() => resolve(true)));
  });
}
