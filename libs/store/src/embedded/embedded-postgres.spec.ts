/** The embedded server as its users meet it: kept data, one owner, no orphans, and no way in without the password. */
import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import pg from 'pg';
import { startEmbeddedPostgres } from './embedded-postgres.js';
import type { EmbeddedPostgres } from './embedded-postgres.js';
import { startOfProcess } from './process-identity.js';

const folders: string[] = [];
const servers: EmbeddedPostgres[] = [];

function emptyFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'lienthong-embedded-'));
  folders.push(folder);
  return folder;
}

async function start(folder: string): Promise<EmbeddedPostgres> {
  const server = await startEmbeddedPostgres({ folder, fast: true });
  servers.push(server);
  return server;
}

async function ask(url: string, sql: string): Promise<unknown> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    const { rows } = await client.query<Record<string, unknown>>(sql);
    return rows[0] && Object.values(rows[0])[0];
  } finally {
    await client.end();
  }
}

async function until(what: string, holds: () => boolean): Promise<void> {
  const deadline = Date.now() + 20_000;
  while (!holds()) {
    if (Date.now() > deadline) throw new Error(`not within 20 s: ${what}`);
    await pause(50);
  }
}

/** Starts a server from a process of its own (the built program) and gives that process and the server's number. */
async function startElsewhere(folder: string): Promise<{ kill(): void; serverPid: number; ownerPid: number }> {
  const built = fileURLToPath(
    new URL('../../../../dist/libs/store/src/embedded/embedded-postgres.js', import.meta.url),
  );
  if (!existsSync(built)) throw new Error('build first: node apps/cli/bin/build.mjs');
  const program = `const { startEmbeddedPostgres } = await import(${JSON.stringify(built)});
    const server = await startEmbeddedPostgres({ folder: ${JSON.stringify(folder)}, fast: true });
    console.log(server.pid); setInterval(() => {}, 1000);`;
  const child = spawn(process.execPath, ['--input-type=module', '-e', program], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let printed = '';
  child.stdout.on('data', (chunk: Buffer) => (printed += chunk.toString()));
  await until('the other process has started a server', () => printed.includes('\n'));
  return { kill: () => void child.kill('SIGKILL'), serverPid: Number(printed), ownerPid: child.pid ?? 0 };
}

afterEach(async () => {
  for (const server of servers.splice(0)) await server.stop();
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
});

describe('a running embedded PostgreSQL', () => {
  const folder = mkdtempSync(join(tmpdir(), 'lienthong-embedded-'));
  let running: EmbeddedPostgres | undefined;
  let url = '';
  beforeAll(async () => {
    running = await startEmbeddedPostgres({ folder, fast: true });
    url = running.url;
  });
  afterAll(async () => {
    await running?.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  test('sorts and compares Vietnamese text alike on every machine', async () => {
    expect(
      await ask(
        url,
        "SELECT datlocprovider::text || ' ' || datlocale FROM pg_database WHERE datname = current_database()",
      ),
    ).toBe('b C.UTF-8');
    expect(await ask(url, "SELECT lower('THÁI BÌNH')")).toBe('thái bình');
  });

  test('lets nobody in without the password, which only its owner can read', async () => {
    const stranger = new URL(url);
    stranger.password = 'guessed';
    await expect(ask(stranger.href, 'SELECT 1')).rejects.toThrow(/password authentication failed/);
    expect(statSync(join(folder, 'password')).mode & 0o777).toBe(0o600);
    expect(url).toContain(readFileSync(join(folder, 'password'), 'utf8').trim());
  });

  test('listens on this machine only and has room for many connections', async () => {
    expect(await ask(url, 'SHOW listen_addresses')).toBe('127.0.0.1');
    expect(await ask(url, 'SHOW unix_socket_directories')).toBe('');
    expect(await ask(url, 'SHOW max_connections')).toBe('200');
  });

  test('a folder whose owner lives is not taken over', async () => {
    await expect(startEmbeddedPostgres({ folder, fast: true })).rejects.toMatchObject({ code: 'instance-alive' });
    expect(await ask(url, 'SELECT 1')).toBe(1);
  });
});

describe('the embedded PostgreSQL', () => {
  test('keeps its data from one start to the next', async () => {
    const folder = emptyFolder();
    const first = await start(folder);
    await ask(first.url, 'CREATE TABLE kept AS SELECT 54 AS province');
    await first.stop();
    const second = await start(folder);
    expect(await ask(second.url, 'SELECT province FROM kept')).toBe(54);
    expect(startOfProcess(first.pid)).toBeUndefined();
  });

  test('commits durably unless it was started for tests', async () => {
    const folder = emptyFolder();
    const server = await startEmbeddedPostgres({ folder });
    servers.push(server);
    expect([await ask(server.url, 'SHOW fsync'), await ask(server.url, 'SHOW synchronous_commit')]).toEqual([
      'on',
      'on',
    ]);
  });

  test('two starts at the same moment give one owner', async () => {
    const folder = emptyFolder();
    const both = await Promise.allSettled([start(folder), start(folder)]);
    expect(both.map((one) => one.status).sort()).toEqual(['fulfilled', 'rejected']);
  });

  test('a server ends when the process that started it is killed with -9, and the next start takes the folder', async () => {
    const folder = emptyFolder();
    const elsewhere = await startElsewhere(folder);
    await expect(startEmbeddedPostgres({ folder })).rejects.toThrow(new RegExp(`process ${elsewhere.ownerPid}\\.`));
    elsewhere.kill();
    await until('the server has ended', () => startOfProcess(elsewhere.serverPid) === undefined);
    const next = await start(folder);
    expect(await ask(next.url, 'SELECT 1')).toBe(1);
  });

  test('a start comes through while the killed owner’s server is still shutting down', async () => {
    const folder = emptyFolder();
    const elsewhere = await startElsewhere(folder);
    elsewhere.kill();
    await until('the owner is gone', () => startOfProcess(elsewhere.ownerPid) === undefined);
    const next = await start(folder);
    expect(await ask(next.url, 'SELECT 1')).toBe(1);
  });

  test('it tells when the server was ended by somebody else, and comes back under the same address', async () => {
    const folder = emptyFolder();
    const server = await start(folder);
    process.kill(server.pid, 'SIGKILL');
    expect(await server.exited).not.toBe(0);
    await server.stop();
    const again = await startEmbeddedPostgres({ folder, fast: true, port: server.port });
    servers.push(again);
    expect(again.url).toBe(server.url);
    expect(again.pid).not.toBe(server.pid);
    expect(await ask(server.url, 'SELECT 1')).toBe(1);
  });

  test('a folder below a closed one works, with the files moved to where the server can reach them', async () => {
    const folder = join(emptyFolder(), 'closed', 'postgres');
    mkdirSync(join(folder, '..'), { mode: 0o700 });
    const said: string[] = [];
    const server = await startEmbeddedPostgres({ folder, fast: true, log: (line) => said.push(line) });
    servers.push(server);
    const data = String(await ask(server.url, 'SHOW data_directory'));
    if (data.startsWith('/var/tmp/')) folders.push(join(data, '..'));
    const moved = process.getuid?.() === 0;
    expect(said).toEqual(
      moved ? [`The account of the database can not reach ${folder}; its files are kept in ${join(data, '..')}.`] : [],
    );
    expect(data.startsWith(folder)).toBe(!moved);
  });

  test('a folder that can not be written is named in the message', async () => {
    const folder = join(emptyFolder(), 'a-file', 'postgres');
    writeFileSync(join(folder, '..'), '');
    await expect(startEmbeddedPostgres({ folder })).rejects.toMatchObject({
      code: 'folder-unusable',
      message: expect.stringContaining(folder),
    });
  });
});
