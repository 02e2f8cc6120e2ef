/** The database of a deployment that was given none: a real PostgreSQL from npm packages, living in a data folder. */
import { chmodSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { serverAccount } from './account.js';
import { findBinaries } from './binaries.js';
import { claimFolder } from './claim-folder.js';
import type { FolderClaim } from './claim-folder.js';
import { clusterName, openCluster } from './cluster.js';
import type { Cluster } from './cluster.js';
import { EmbeddedFault } from './embedded-fault.js';
import { freePort, ServerProcess, stopEarlierServer } from './server-process.js';

export interface EmbeddedOptions {
  /** Made when missing; exactly one living process may own it. */
  readonly folder: string;
  /** Gives up durability for speed, and keeps to the port: for tests only. */
  readonly fast?: boolean;
  /** A fixed port, to come back under the same address; without it any free one. */
  readonly port?: number;
  /** Takes lines meant for the person at the terminal. */
  readonly log?: (line: string) => void;
}

export interface EmbeddedPostgres {
  /**
   * Connection address with password; the database is empty after the first start. Names host and port, and where there is a
   * Unix socket its folder as well (`?host=`), which costs a fifth less of each statement.
   */
  readonly url: string;
  /** Process number of the server. */
  readonly pid: number;
  readonly port: number;
  /** Resolves when the server has ended, by `stop` or by itself. */
  readonly exited: Promise<number | null>;
  /** Fast shutdown; gives the folder back. May be called twice. */
  stop(): Promise<void>;
}

/** A socket's path has at most 103 bytes (macOS; Linux 107), `/.s.PGSQL.65535` included. */
const longestSocketFolder = 103 - '/.s.PGSQL.65535'.length;

/** Another program may take the free port first; a killed server's last processes hold its memory for a moment. */
const startAttempts = 10;
const againAfterMs = 300;

/**
 * Starts the server of the folder, or makes it at the first start (about a second; 0.2 s later).
 * It ends with this process, kill -9 included.
 * @throws EmbeddedFault, with code `instance-alive` when the process that owns the folder lives
 */
export async function startEmbeddedPostgres(options: EmbeddedOptions): Promise<EmbeddedPostgres> {
  const folder = resolve(options.folder);
  const claim = claimFolder(folder);
  try {
    const { server, cluster, port, socketFolder } = await launch(folder, options);
    const socket = socketFolder === undefined ? '' : `?host=${encodeURIComponent(socketFolder)}`;
    const url = `postgres://${clusterName}:${cluster.password}@127.0.0.1:${port}/${clusterName}${socket}`;
    return { url, pid: server.pid, port, exited: server.exited, stop: () => stopOnce(server, claim) };
  } catch (error) {
    claim.release();
    throw error;
  }
}

async function launch(
  folder: string,
  options: EmbeddedOptions,
): Promise<{ server: ServerProcess; cluster: Cluster; port: number; socketFolder: string | undefined }> {
  if (process.platform === 'win32') {
    const message = 'The embedded PostgreSQL runs on Linux and macOS; set DATABASE_URL here.';
    throw new EmbeddedFault('platform-unsupported', message);
  }
  const say = options.log ?? ((): void => undefined);
  const fast = options.fast ?? false;
  const account = serverAccount();
  // The folder holds no secret that is not 0600 itself, and the server's account has to pass through it.
  if (account.ids !== undefined) chmodSync(folder, 0o711);
  const binaries = await findBinaries(account, say);
  const cluster = await openCluster({ folder, account, binaries, fast, say });
  await stopEarlierServer(cluster.dataFolder);
  const { dataFolder } = cluster;
  const socketFolder = fast || Buffer.byteLength(dataFolder) > longestSocketFolder ? undefined : dataFolder;
  const socket = socketFolder === undefined ? {} : { socketFolder };
  const plan = { postgres: binaries.postgres, account, dataFolder, fast, ...socket };
  const { server, port } = await startOnAnyPort(options.port, (wanted) =>
    ServerProcess.start({ ...plan, port: wanted, logFile: join(folder, 'server.log') }),
  );
  return { server, cluster, port, socketFolder };
}

async function startOnAnyPort(
  wanted: number | undefined,
  start: (port: number) => Promise<ServerProcess>,
): Promise<{ server: ServerProcess; port: number }> {
  for (let attempt = 1; ; attempt += 1) {
    const port = wanted ?? (await freePort());
    try {
      return { server: await start(port), port };
    } catch (error) {
      if (attempt === startAttempts || !passes(error)) throw error;
      await pause(againAfterMs);
    }
  }
}

function passes(error: unknown): boolean {
  return error instanceof EmbeddedFault && /Address already in use|memory block .* still in use/.test(error.message);
}

const stopping = new WeakMap<ServerProcess, Promise<void>>();

function stopOnce(server: ServerProcess, claim: FolderClaim): Promise<void> {
  const running = stopping.get(server) ?? server.stop().finally(() => claim.release());
  stopping.set(server, running);
  return running;
}
