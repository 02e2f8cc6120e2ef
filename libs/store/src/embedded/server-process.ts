/** The embedded server as a process: it holds a pipe from us and shuts down by itself when we are gone, however we went. */
import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { closeSync, openSync, readFileSync, rmSync, statSync } from 'node:fs';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { serverEnvironment } from './account.js';
import type { Account } from './account.js';
import { EmbeddedFault } from './embedded-fault.js';
import { servesFolder } from './process-identity.js';

export interface ServerPlan {
  readonly postgres: string;
  readonly account: Account;
  readonly dataFolder: string;
  readonly port: number;
  /** Where the server's Unix socket lies; none when its path would be too long, or for tests that stand in between. */
  readonly socketFolder?: string;
  readonly logFile: string;
  readonly fast: boolean;
}

/**
 * Starts the server and stays beside it. When the pipe on standard input closes (stop, exit or kill -9 of the parent) it
 * asks for a fast shutdown. A background job of sh reads /dev/null, therefore the detour over descriptor 3.
 */
const warden = `
exec 3<&0
"$@" </dev/null 3<&- &
server=$!
{ while read -r line <&3; do :; done; kill -INT "$server"; } 2>/dev/null &
watch=$!
exec 3<&-
wait "$server"
code=$?
kill "$watch" 2>/dev/null
exit "$code"
`;

/** Recovery after a crash replays at most max_wal_size; this is ample for a slow disk. */
const readyWithinMs = 120_000;
/** A fast shutdown writes one checkpoint; after this the server is ended at once and recovers at its next start. */
const fastStopMs = 8_000;
const endedStopMs = 4_000;
const pollMs = 20;
const logLimitBytes = 10 * 1024 * 1024;

export class ServerProcess {
  private constructor(
    private readonly child: ChildProcess,
    private readonly plan: ServerPlan,
    /** Resolves with the server's exit code once it has ended. */
    readonly exited: Promise<number | null>,
  ) {}

  /** Starts the server and resolves when it takes connections. */
  static async start(plan: ServerPlan): Promise<ServerProcess> {
    const log = openLog(plan.logFile);
    const child = spawn('/bin/sh', ['-c', warden, 'sh', plan.postgres, ...serverArguments(plan)], {
      ...plan.account.ids,
      cwd: '/',
      env: serverEnvironment,
      stdio: ['pipe', log, log],
      // A session of its own: Ctrl-C at the terminal must not reach the database before its clients have ended.
      detached: true,
    });
    closeSync(log);
    const exited = new Promise<number | null>((resolve) => {
      child.once('error', () => resolve(null));
      child.once('exit', (code) => resolve(code));
    });
    child.stdin?.on('error', ignoreClosedPipe);
    const server = new ServerProcess(child, plan, exited);
    await server.waitUntilReady();
    child.unref();
    return server;
  }

  get pid(): number {
    return readPostmaster(this.plan.dataFolder)?.pid ?? 0;
  }

  async stop(): Promise<void> {
    const pid = this.pid;
    this.child.ref();
    this.child.stdin?.end();
    if (await settles(this.exited, fastStopMs)) return;
    signal(pid, 'SIGQUIT');
    if (await settles(this.exited, endedStopMs)) return;
    signal(pid, 'SIGKILL');
    await this.exited;
  }

  private async waitUntilReady(): Promise<void> {
    const deadline = performance.now() + readyWithinMs;
    while (performance.now() < deadline) {
      const ended = await settles(this.exited, pollMs);
      if (ended) throw new EmbeddedFault('start-failed', `PostgreSQL did not start:\n${tail(this.plan.logFile)}`);
      const { dataFolder, port } = this.plan;
      const postmaster = readPostmaster(dataFolder);
      // A killed server leaves its file behind, "ready" and with the same port: only the word of a living one counts.
      if (postmaster?.ready && postmaster.port === port && servesFolder(postmaster.pid, dataFolder)) return;
    }
    await this.stop();
    throw new EmbeddedFault(
      'start-failed',
      `PostgreSQL was not ready within ${readyWithinMs / 1000} s:\n${tail(this.plan.logFile)}`,
    );
  }
}

function serverArguments(plan: ServerPlan): string[] {
  const settings: Record<string, string | number> = {
    listen_addresses: '127.0.0.1',
    port: plan.port,
    unix_socket_directories: plan.socketFolder ?? '',
    max_connections: 200,
    shared_buffers: '256MB',
    work_mem: '16MB',
    maintenance_work_mem: '128MB',
    max_wal_size: '2GB',
    min_wal_size: '256MB',
    wal_buffers: '16MB',
    checkpoint_timeout: '15min',
    random_page_cost: 1.1,
    jit: 'off',
    timezone: 'UTC',
    log_timezone: 'UTC',
    log_checkpoints: 'off',
    fsync: plan.fast ? 'off' : 'on',
    synchronous_commit: plan.fast ? 'off' : 'on',
    full_page_writes: plan.fast ? 'off' : 'on',
  };
  return ['-D', plan.dataFolder, ...Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`])];
}

/** Ends a server that outlived its owner on this folder; the caller owns the folder, so nobody uses it any more. */
export async function stopEarlierServer(dataFolder: string): Promise<void> {
  const pid = readPostmaster(dataFolder)?.pid;
  if (pid === undefined || !servesFolder(pid, dataFolder)) return;
  for (const [name, patienceMs] of [
    ['SIGINT', fastStopMs],
    ['SIGQUIT', endedStopMs],
    ['SIGKILL', endedStopMs],
  ] as const) {
    signal(pid, name);
    const deadline = performance.now() + patienceMs;
    while (performance.now() < deadline) {
      if (!servesFolder(pid, dataFolder)) return;
      await pause(pollMs);
    }
  }
  throw new EmbeddedFault('start-failed', `The earlier PostgreSQL (process ${pid}) on ${dataFolder} does not end.`);
}

/** A port nobody listens on now; another program may still take it first, so a failed start is tried with a new one. */
export function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once('error', reject);
    probe.listen(0, '127.0.0.1', () => {
      const { port } = probe.address() as AddressInfo;
      probe.close(() => resolve(port));
    });
  });
}

/** The lines of postmaster.pid: process, data folder, start, port, socket folder, address, shared memory, state. */
function readPostmaster(dataFolder: string): { pid: number; port: number; ready: boolean } | undefined {
  try {
    const lines = readFileSync(join(dataFolder, 'postmaster.pid'), 'utf8').split('\n');
    const pid = Number(lines[0]);
    return pid > 0 ? { pid, port: Number(lines[3]), ready: lines[7]?.trim() === 'ready' } : undefined;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}

function openLog(file: string): number {
  const size = statSync(file, { throwIfNoEntry: false })?.size ?? 0;
  if (size > logLimitBytes) rmSync(file);
  return openSync(file, 'a', 0o600);
}

function tail(file: string): string {
  return readFileSync(file, 'utf8').trimEnd().split('\n').slice(-8).join('\n');
}

function signal(pid: number, name: NodeJS.Signals): void {
  try {
    process.kill(pid, name);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}

function ignoreClosedPipe(error: NodeJS.ErrnoException): void {
  // The server ended first: `exited` tells.
  if (error.code !== 'EPIPE' && error.code !== 'ECONNRESET') throw error;
}

async function settles(event: Promise<unknown>, withinMs: number): Promise<boolean> {
  const timer = new AbortController();
  const late = pause(withinMs, false, { signal: timer.signal }).catch(() => false);
  const first = await Promise.race([event.then(() => true), late]);
  timer.abort();
  return first;
}
