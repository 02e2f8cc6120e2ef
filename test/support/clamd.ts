/** A real clamd for tests, with signatures of their own and no others; where it is not installed, its tests are skipped by name. */
import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe } from '@jest/globals';
import { Clamd } from '../../apps/exchange/src/scan/clamd.js';
import { until } from './waits.js';

/** Stands in the title of each test that is skipped for want of it; `.ci/run` refuses a run with such a title. */
export const noClamd = 'skipped: no clamd, the package clamav-daemon is not installed';

const hasClamd = spawnSync('clamd', ['--version']).status === 0;

/** A group of tests that need a scanner: run where clamd is, else reported as skipped with the reason. */
export function describeWithClamd(title: string, tests: () => void): void {
  if (hasClamd) describe(title, tests);
  else describe.skip(`${title} (${noClamd})`, tests);
}

/** By its name, what a signature of the tests looks for: harmless, and nowhere else. */
export const plagues = {
  Old: Buffer.from('lien-thong-test-plague-0f1e2d3c4b5a'),
  New: Buffer.from('lien-thong-test-plague-5a4b3c2d1e0f'),
} as const;
type Plague = keyof typeof plagues;
const startsWithinMs = 30_000;

export class ClamdServer {
  private child: ChildProcess | undefined;

  private constructor(
    private readonly folder: string,
    private readonly known: readonly Plague[],
  ) {}

  /** One that knows these plagues. */
  static async start(...known: readonly Plague[]): Promise<ClamdServer> {
    const server = new ClamdServer(mkdtempSync(join(tmpdir(), 'lienthong-clamd-')), known);
    await server.resume();
    return server;
  }

  private get socket(): string {
    return join(this.folder, 'clamd.ctl');
  }

  /** As the setting SCANNER has it. */
  get address(): string {
    return `unix:${this.socket}`;
  }

  /** Starts it under the same address, again if it was stopped. */
  async resume(): Promise<void> {
    const { folder, socket } = this;
    mkdirSync(join(folder, 'db'), { recursive: true });
    const lines = this.known.map((name) => `LienThong.Plague.${name}:0:*:${plagues[name].toString('hex')}\n`);
    writeFileSync(join(folder, 'db', 'local.ndb'), lines.join(''));
    const settings = [
      'Foreground yes',
      `LocalSocket ${socket}`,
      `DatabaseDirectory ${join(folder, 'db')}`,
      'MaxThreads 4',
    ];
    writeFileSync(join(folder, 'clamd.conf'), `${settings.join('\n')}\n`);
    this.child = spawn('clamd', ['--config-file', join(folder, 'clamd.conf')], { stdio: 'ignore' });
    const clamd = new Clamd({ path: socket }, { answerWithinMs: 5_000, mostBytes: 1 });
    await until(() => clamd.version(), { deadlineMs: startsWithinMs, what: 'clamd to answer' });
  }

  /** In its stead something that closes each connection until `stop` is called; gives how often it was asked. */
  async misbehave(): Promise<{ asked: () => number; stop: () => Promise<void> }> {
    await this.pause();
    let asked = 0;
    const server = createServer((connection) => {
      asked += 1;
      connection
        .on('error', () => undefined)
        .resume()
        .end();
    });
    await new Promise<void>((resolve) => server.listen(this.socket, resolve));
    return { asked: () => asked, stop: () => new Promise((resolve) => server.close(() => resolve())) };
  }

  async pause(): Promise<void> {
    const { child } = this;
    this.child = undefined;
    if (child === undefined || child.exitCode !== null) return;
    const ended = new Promise((resolve) => child.once('exit', resolve));
    child.kill('SIGKILL');
    await ended;
    rmSync(this.socket, { force: true });
  }

  async stop(): Promise<void> {
    await this.pause();
    rmSync(this.folder, { recursive: true, force: true });
  }
}
