/** The servers of the tests are held themselves: what one spec is given, no other spec can see. */
import { describe, expect, test } from '@jest/globals';
import pg from 'pg';
import { describeWithRedis, describeWithRedisServer, isolatedName, startRedis, testDatabaseUrl } from './servers.js';

async function ask(url: string, sql: string): Promise<unknown[]> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query(sql)).rows;
  } finally {
    await client.end();
  }
}

describe('every spec has servers of its own', () => {
  test('two names give two empty databases', async () => {
    const [first, second] = [await testDatabaseUrl('first'), await testDatabaseUrl('second')];
    await ask(first, 'CREATE TABLE seen (one int)');
    expect(await ask(second, `SELECT to_regclass('seen') AS seen`)).toEqual([{ seen: null }]);
  });

  test('the same name asked for twice is refused', () => {
    isolatedName('asked for twice');
    expect(() => isolatedName('asked for twice')).toThrow('is taken already in this spec file');
  });
});

describeWithRedisServer('a spec that kills its Redis', () => {
  test('a killed server comes back on its port', async () => {
    const first = await startRedis();
    await first.stop('SIGKILL');
    const second = await startRedis(Number(new URL(first.url).port));
    expect(second.url).toBe(first.url);
    expect(second.pid).not.toBe(first.pid);
    await second.stop();
  });
});

await describeWithRedis('a spec that needs Redis', (redisUrl) => {
  test('it is given an address', () => {
    expect(redisUrl).toMatch(/^rediss?:\/\//);
  });
});
