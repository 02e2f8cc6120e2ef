/** The servers a test runs on: an empty database of its own, and a Redis of its own where the machine has one. */
import { createHash } from 'node:crypto';
import { describe, expect } from '@jest/globals';
import pg from 'pg';
import { hasRedisServer, startRedis } from './redis-server.mjs';
import type { RedisServer } from './redis-server.mjs';

export { startRedis };
export type { RedisServer };

/** Names given out in this spec file; jest loads this module anew for each. */
const given = new Set<string>();

/**
 * A name made from the spec file, the given name and the worker: the same in every run, different for every test in flight.
 * Good as a database, a queue prefix (at most 40 characters), a folder. @throws Error when one spec file asks for the same name twice.
 */
export function isolatedName(name: string): string {
  if (given.has(name)) throw new Error(`the name "${name}" is taken already in this spec file: give each use its own`);
  given.add(name);
  return `lt-${wordsOf(name).slice(0, 24)}-${hashOf(name).slice(0, 12)}`;
}

/** A new, empty database; dropped when all specs have ended, and then nobody may still be connected to it. */
export async function testDatabaseUrl(name: string): Promise<string> {
  const server = process.env['TEST_DATABASE_URL'];
  if (server === undefined)
    throw new Error('TEST_DATABASE_URL is missing: jest ran without test/support/global-setup.mjs');
  const database = isolatedName(name);
  const client = new pg.Client({ connectionString: server });
  await client.connect();
  try {
    await client.query(`DROP DATABASE IF EXISTS "${database}" WITH (FORCE)`);
    await client.query(`CREATE DATABASE "${database}" TEMPLATE template0`);
  } finally {
    await client.end();
  }
  const url = new URL(server);
  url.pathname = `/${database}`;
  return url.href;
}

/**
 * A Redis for this spec file, ended with all specs: a database of its own on a private server (FLUSHDB hurts nobody), or REDIS_URL as
 * it is where that is set (others may use it: take a queue prefix from `isolatedName`). Undefined where there is neither.
 */
export async function testRedisUrl(): Promise<string | undefined> {
  const shared = process.env['REDIS_URL'];
  if (shared !== undefined) return shared;
  const server = process.env['TEST_REDIS_URL'];
  if (server === undefined) return undefined;
  return `${server}/${Number.parseInt(hashOf('redis').slice(0, 8), 16) % Number(process.env['TEST_REDIS_DATABASES'])}`;
}

/** Stands in the title of each test that is skipped for want of Redis; `.ci/run` refuses a run with such a title. */
export const noRedis = 'skipped: no Redis, neither redis-server in PATH nor REDIS_URL';

/** A group of tests that need Redis: run with its address where there is one, else reported as skipped with the reason. */
export async function describeWithRedis(title: string, tests: (redisUrl: string) => void): Promise<void> {
  const url = await testRedisUrl();
  if (url === undefined) describe.skip(`${title} (${noRedis})`, () => tests(''));
  else describe(title, () => tests(url));
}

/** A group of tests that start and kill a Redis server of their own (`startRedis`), else reported as skipped with the reason. */
export function describeWithRedisServer(title: string, tests: () => void): void {
  if (hasRedisServer()) describe(title, tests);
  else describe.skip(`${title} (${noRedis})`, tests);
}

function hashOf(name: string): string {
  const parts = [expect.getState().testPath ?? '', name, process.env['JEST_WORKER_ID'] ?? '1'];
  return createHash('sha256').update(parts.join('\0')).digest('hex');
}

function wordsOf(name: string): string {
  return name.toLowerCase().replaceAll(/[^a-z0-9]+/g, '-');
}
