/** The contract of the queue, held by both backends: nothing handed over is forgotten in silence, whatever dies. */
import { spawn } from 'node:child_process';
import { createHash, randomBytes } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { Controller, Logger, Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import type { Worker } from 'bullmq';
import { PostgresConnection } from 'bullmq';
import { Redis } from 'ioredis';
import { firstValueFrom, throwError } from 'rxjs';
import { describeWithRedisServer, isolatedName, startRedis, testDatabaseUrl } from '../../../test/support/servers.js';
import { until } from '../../../test/support/waits.js';
import { prepareQueue } from './backend.js';
import type { QueueBackend, QueueSettings } from './backend.js';
import { QueueClient } from './queue-client.js';
import { QueueMessages } from './queue-messages.js';
import type { QueueContext } from './queue-messages.js';
import { QueueServer } from './queue-server.js';
import type { QueueServerOptions } from './queue-server.js';

Logger.overrideLogger(false);

/** A queue's server that a test may mistreat as it likes, because nobody else uses it. */
interface Arena {
  readonly settings: QueueSettings;
  wipe(): Promise<void>;
  takeDown(): Promise<void>;
  bringBack(): Promise<void>;
  stop(): Promise<void>;
}

async function redisArena(): Promise<Arena> {
  let server = await startRedis();
  const port = Number(new URL(server.url).port);
  const wipe = async (): Promise<void> => {
    const redis = new Redis(server.url);
    await redis.flushall();
    redis.disconnect();
  };
  return {
    settings: { redisUrl: server.url, databaseUrl: '', prefix: isolatedName('redis') },
    wipe,
    takeDown: () => server.stop('SIGKILL'),
    bringBack: async () => void (server = await startRedis(port)),
    stop: () => server.stop(),
  };
}

async function postgresArena(): Promise<Arena> {
  const url = await testDatabaseUrl('queue');
  const database = new URL(url).pathname.slice(1);
  const control = new URL(url);
  control.pathname = '/postgres';
  const admin = new PostgresConnection({ connectionString: control.href, max: 1 }).pool;
  const allow = (open: boolean): Promise<unknown> =>
    admin.query(`ALTER DATABASE "${database}" ALLOW_CONNECTIONS ${open}`);
  return {
    settings: { databaseUrl: url, prefix: 'unused' },
    wipe: async () => {
      const { pool } = new PostgresConnection({ connectionString: url, max: 1 });
      await pool.query('DROP SCHEMA bullmq CASCADE');
      await pool.end();
    },
    takeDown: async () => {
      await allow(false);
      await admin.query('SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = $1', [database]);
    },
    bringBack: async () => void (await allow(true)),
    stop: () => admin.end(),
  };
}

/** A process that takes a batch and never ends it, so that the test can kill it in the middle. */
const mortalWorker = `
  import { Worker, createPostgresBackend, createRedisBackend } from 'bullmq';
  const { redisUrl, databaseUrl, prefix, queue } = JSON.parse(process.argv[1]);
  const connection = redisUrl ? { url: redisUrl, maxRetriesPerRequest: null } : { connectionString: databaseUrl };
  const take = () => new Promise(() => console.log('taken'));
  const times = { lockDuration: 1000, stalledInterval: 300 };
  new Worker(queue, take, { prefix, connection, ...times }, redisUrl ? createRedisBackend : createPostgresBackend);`;

const shortTimes = { lockMs: 1_000, stalledIntervalMs: 300, stuckAfterMs: 5_000, closeDeadlineMs: 5_000 } as const;
const soon = 10_000;
type Handler = (data: unknown, context: QueueContext) => unknown;

const digestOf = (data: unknown): string => createHash('sha256').update(JSON.stringify(data)).digest('hex');
const forEver = (): Promise<never> => new Promise(() => undefined);

function holdTheContract(openArena: () => Promise<Arena>): void {
  let arena: Arena;
  let backend: QueueBackend;
  let client: QueueClient;
  let queue = '';
  const started: { close(): Promise<void> }[] = [];

  beforeAll(async () => {
    arena = await openArena();
    backend = await prepareQueue(arena.settings);
  });

  afterAll(() => arena.stop());

  beforeEach(() => {
    queue = `q${createHash('sha256')
      .update(expect.getState().currentTestName ?? '')
      .digest('hex')
      .slice(0, 16)}`;
    started.push((client = new QueueClient(backend)));
  });

  afterEach(async () => {
    await Promise.all(started.splice(0).map((one) => one.close()));
  });

  const offer = (id: string, data: unknown = id, lane = 4): Promise<void> => client.offer(queue, id, data, { lane });

  async function serve(handler: Handler, options: QueueServerOptions = {}): Promise<QueueServer> {
    const server = new QueueServer(backend, { ...shortTimes, ...options });
    server.addHandler(queue, async (data: unknown, context: QueueContext) => handler(data, context), true);
    started.push(server);
    await new Promise<void>((resolve, reject) => server.listen((error) => (error ? reject(error) : resolve())));
    return server;
  }

  /** Waits until the queue holds nothing: neither a waiting batch nor one of these ids. */
  const settled = (...ids: string[]): Promise<unknown> =>
    until(async () => (await client.waiting(queue)) === 0 && (await client.known(queue, ids)).size === 0, {
      deadlineMs: soon,
      what: 'the queue to be empty',
    });

  test('a batch reaches the handler once, and is known until then', async () => {
    const seen: unknown[] = [];
    await offer('a', { messages: [1, 2] });
    expect(await client.known(queue, ['a', 'b'])).toEqual(new Set(['a']));
    const server = await serve((data, { jobId, lane, queue: from }) => seen.push([data, jobId, lane, from]));
    await settled('a');
    expect(seen).toEqual([[{ messages: [1, 2] }, 'a', 4, queue]]);
    expect(server.progress()[queue]).toEqual({ taken: 1, done: 1, failed: 0, renewed: 0 });
  });

  test('a batch sent as a Nest event reaches the handler', async () => {
    const seen: unknown[] = [];
    await firstValueFrom(client.emit(queue, { jobId: 'e', data: { n: 1 }, lane: 0 }), { defaultValue: undefined });
    await serve((data, { lane }) => seen.push([data, lane]));
    await settled('e');
    expect(seen).toEqual([[{ n: 1 }, 0]]);
  });

  test.each([
    ['rejects', () => Promise.reject(new Error('no disk'))],
    ['throws', () => raise(new Error('no disk'))],
    ['answers with an Observable that errors', () => throwError(() => new Error('no disk'))],
  ])('a handler that %s fails its batch, which can be offered again', async (_, fail) => {
    let calls = 0;
    const server = await serve(() => (++calls === 1 ? fail() : undefined));
    await offer('a');
    await until(() => server.progress()[queue]?.failed === 1, { deadlineMs: soon, what: 'the failure' });
    await settled('a');
    expect(server.progress()[queue]).toEqual({ taken: 1, done: 0, failed: 1, renewed: 0 });
    await offer('a');
    await until(() => server.progress()[queue]?.done === 1, { deadlineMs: soon, what: 'the second offer' });
  });

  test('a throwing controller of a Nest microservice fails its batch', async () => {
    class Controls {
      take(): void {
        throw new TypeError('no disk');
      }
    }
    QueueMessages(queue, { concurrency: 1 })(Controls.prototype, 'take', descriptorOf(Controls.prototype, 'take'));
    Controller()(Controls);
    class Root {}
    Module({ controllers: [Controls] })(Root);
    const strategy = new QueueServer(backend, shortTimes);
    const app = await NestFactory.createMicroservice(Root, { strategy, logger: false });
    started.push(app);
    await app.listen();
    await offer('a');
    await until(() => strategy.progress()[queue]?.failed === 1, { deadlineMs: soon, what: 'the failure' });
    await settled('a');
    expect(strategy.progress()[queue]).toEqual({ taken: 1, done: 0, failed: 1, renewed: 0 });
  });

  test('urgent batches overtake the normal ones that wait, the most urgent first, each lane in its order', async () => {
    const order: unknown[] = [];
    for (const id of ['n1', 'n2', 'n3']) await offer(id);
    for (const id of ['u1', 'u2']) await offer(id, id, 3);
    await offer('n4');
    await offer('v1', 'v1', 1);
    await serve((data) => order.push(data), { concurrency: 1 });
    await settled('n4');
    expect(order).toEqual(['v1', 'u1', 'u2', 'n1', 'n2', 'n3', 'n4']);
  });

  test('the same id is not queued twice while the first waits', async () => {
    const seen: unknown[] = [];
    for (const data of ['first', 'second', 'third']) await offer('a', data);
    expect(await client.waiting(queue)).toBe(1);
    await serve((data) => seen.push(data));
    await settled('a');
    expect(seen).toEqual(['first']);
    await offer('a', 'again');
    await until(() => seen.length === 2, { deadlineMs: soon, what: 'the same id after its end' });
  });

  test('two servers share a queue, and every batch is taken by one of them', async () => {
    const seen: string[] = [];
    const take = async (data: unknown): Promise<void> => {
      seen.push(String(data));
      await pause(20);
    };
    const both = [await serve(take, { concurrency: 1 }), await serve(take, { concurrency: 1 })];
    const ids = Array.from({ length: 30 }, (_, index) => `b${index}`);
    await Promise.all(ids.map((id) => offer(id)));
    await settled(...ids);
    expect([...seen].sort()).toEqual([...ids].sort());
    for (const server of both) expect(server.progress()[queue]?.done).toBeGreaterThan(0);
  });

  test('900 kilobytes survive byte for byte', async () => {
    const text = `${randomBytes(300_000).toString('base64')}\u0000\ud800 Trục liên thông \u2028 𝟙`.repeat(2);
    const data = { z: text, a: [1e21, -0.5, '"\\\\"'], '10': null, '9': '' };
    expect(JSON.stringify(data).length).toBeGreaterThan(800_000);
    let digest = '';
    await serve((received) => (digest = digestOf(received)));
    await offer('big', data);
    await settled('big');
    expect(digest).toBe(digestOf(data));
  });

  test('a batch comes again when the process that took it is killed', async () => {
    await offer('a');
    const child = spawn(process.execPath, [
      '--input-type=module',
      '-e',
      mortalWorker,
      JSON.stringify({ ...arena.settings, queue }),
    ]);
    const ended = new Promise((resolve) => child.once('exit', (_, signal) => resolve(signal)));
    await new Promise((resolve, reject) => child.stdout.once('data', resolve).once('end', reject));
    const seen: unknown[] = [];
    await serve((data) => seen.push(data));
    expect(await client.known(queue, ['a'])).toEqual(new Set(['a']));
    child.kill('SIGKILL');
    expect(await ended).toBe('SIGKILL');
    await settled('a');
    expect(seen).toEqual(['a']);
  });

  test('close ends within its deadline while a handler hangs, and another server gets the batch', async () => {
    const hanging = await serve(forEver, { closeDeadlineMs: 300 });
    await offer('a');
    await until(() => hanging.progress()[queue]?.taken === 1, { deadlineMs: soon, what: 'the batch to be taken' });
    const before = performance.now();
    await hanging.close();
    expect(performance.now() - before).toBeLessThan(3_000);
    const seen: unknown[] = [];
    await serve((data) => seen.push(data));
    await settled('a');
    expect(seen).toEqual(['a']);
  });

  test('close lets a running batch end', async () => {
    let ended = false;
    const server = await serve(async () => {
      await pause(300);
      ended = true;
    });
    await offer('a');
    await until(() => server.progress()[queue]?.taken === 1, { deadlineMs: soon, what: 'the batch to be taken' });
    await server.close();
    expect(ended).toBe(true);
    await settled('a');
  });

  test('a worker that takes nothing while batches wait is renewed', async () => {
    const seen: unknown[] = [];
    const server = await serve((data) => seen.push(data), { stuckAfterMs: 300 });
    // A paused worker says that it is running, as those did that were found stuck.
    await server.unwrap<Map<string, Worker>>().get(queue)?.pause(true);
    await offer('a');
    await offer('b');
    await settled('a', 'b');
    expect(seen).toEqual(['a', 'b']);
    expect(server.progress()[queue]?.renewed).toBe(1);
  });

  test('a wiped queue is used on without a restart', async () => {
    const seen: unknown[] = [];
    await offer('lost');
    const server = await serve((data) => seen.push(data));
    await until(() => server.progress()[queue]?.done === 1, { deadlineMs: soon, what: 'the first batch' });
    await offer('before');
    await settled('before');
    await arena.wipe();
    expect(await client.known(queue, ['lost'])).toEqual(new Set());
    await offer('after');
    await until(() => seen.includes('after'), { deadlineMs: soon, what: 'the batch after the wipe' });
  });

  test('while the server is away offers are refused soon; when it is back the queue goes on without a restart', async () => {
    const seen: unknown[] = [];
    await serve((data) => seen.push(data));
    await offer('before');
    await settled('before');
    await arena.takeDown();
    try {
      const began = performance.now();
      await expect(offer('meanwhile')).rejects.toThrow();
      expect(performance.now() - began).toBeLessThan(6_000);
      // An end that is opened during the outage must come to life as well.
      started.push((client = new QueueClient(backend)));
      await expect(offer('meanwhile')).rejects.toThrow();
      await expect(prepareQueue(arena.settings)).rejects.toThrow(/The queue can not use (Redis|PostgreSQL) at/);
    } finally {
      await arena.bringBack();
    }
    await until(() => offer('after').then(() => true), { deadlineMs: soon, what: 'an offer after the outage' });
    await until(() => seen.includes('after'), { deadlineMs: soon, what: 'the batch after the outage' });
  });
}

const raise = (error: Error): never => {
  throw error;
};

function descriptorOf(prototype: object, name: string): PropertyDescriptor {
  const descriptor = Object.getOwnPropertyDescriptor(prototype, name);
  if (!descriptor) throw new Error(`${name} is not there`);
  return descriptor;
}

describe('a queue on PostgreSQL', () => holdTheContract(postgresArena));

describeWithRedisServer('a queue on Redis', () => holdTheContract(redisArena));
