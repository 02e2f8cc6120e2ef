/** A Redis server for tests: private, without persistence, gone with the process that started it, however that ends. */
import { spawn } from 'node:child_process';
import { accessSync, constants } from 'node:fs';
import { createConnection, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';

/** Waits on the pipe from this process; when that closes, however this process ended, it kills the server. */
const guarding = 'read -r closed; kill -9 "$1" 2>/dev/null';
const startDeadlineMs = 10_000;
/** One database for every spec file: its number is taken from a hash. */
const databases = 4096;

export function hasRedisServer() {
  return (process.env.PATH ?? '').split(delimiter).some((folder) => isExecutable(join(folder, 'redis-server')));
}

export async function startRedis(port) {
  const at = port ?? (await freePort());
  const settings = {
    port: at,
    bind: '127.0.0.1',
    save: '',
    appendonly: 'no',
    dir: tmpdir(),
    databases,
    'maxmemory-policy': 'noeviction',
  };
  const words = Object.entries(settings).flatMap(([name, value]) => [`--${name}`, String(value)]);
  const server = spawn('redis-server', words, { stdio: 'ignore' });
  await new Promise((resolve, reject) => server.once('spawn', resolve).once('error', reject));
  const guard = spawn('/bin/sh', ['-c', guarding, 'guard', String(server.pid)], {
    stdio: ['pipe', 'ignore', 'ignore'],
  });
  const ended = new Promise((resolve) => server.once('exit', resolve));
  const stop = async (signal = 'SIGTERM') => {
    // Unreferenced while it serves; whoever waits for its end must not run out of work and end silently before it.
    server.ref();
    guard.kill('SIGKILL');
    server.kill(signal);
    await ended;
  };
  await untilItAnswers(at, server);
  for (const handle of [server, guard, guard.stdin]) handle.unref();
  return { url: `redis://127.0.0.1:${at}`, databases, pid: server.pid, stop };
}

async function untilItAnswers(port, server) {
  const end = performance.now() + startDeadlineMs;
  while (!(await answers(port))) {
    if (server.exitCode !== null) throw new Error(`redis-server ended at once; is port ${port} taken?`);
    if (performance.now() > end)
      throw new Error(`redis-server gave no answer on port ${port} within ${startDeadlineMs} ms`);
    await pause(10);
  }
}

function answers(port) {
  return new Promise((resolve) => {
    const socket = createConnection({ host: '127.0.0.1', port });
    const say = (answer) => {
      socket.destroy();
      resolve(answer);
    };
    socket.once('error', () => say(false));
    socket.once('connect', () => socket.write('PING\r\n'));
    socket.once('data', (line) => say(line.toString('latin1').startsWith('+PONG')));
  });
}

async function freePort() {
  const server = createServer();
  await new Promise((resolve, reject) => server.once('error', reject).listen(0, '127.0.0.1', resolve));
  const { port } = server.address();
  await new Promise((resolve) => server.close(resolve));
  return port;
}

function isExecutable(file) {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
