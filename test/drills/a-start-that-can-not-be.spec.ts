/** An exchange process that can not start says why in one line, which names what is wrong, and ends with 2. */
import { mkdtemp, rename, rm } from 'node:fs/promises';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { runExchange } from '../support/exchange-process.js';
import { freePort } from '../support/free-port.js';
import { axis, Network } from '../support/network.js';
import { testDatabaseUrl } from '../support/servers.js';

let network: Network;
let folder: string;
let runs = 0;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'lienthong-starts-'));
  network = await Network.start('starts', { processes: 0 });
}, 60_000);
afterAll(async () => {
  await network.stop();
  await rm(folder, { recursive: true });
});

async function failedStart(
  change: Readonly<Record<string, string>>,
): Promise<{ code: number | null; lines: string[] }> {
  const environment = { ...network.environment, LOG_LEVEL: 'error', ...change };
  const { code, errors } = await runExchange({ name: `start-${++runs}`, folder, environment });
  return { code, lines: errors.trimEnd().split('\n') };
}

describe('an exchange process', () => {
  test('says that its port is taken', async () => {
    const other = createServer().listen(0, '127.0.0.1');
    await new Promise((resolve) => other.once('listening', resolve));
    const { port } = other.address() as AddressInfo;
    try {
      const start = await failedStart({ PORT: String(port) });
      expect(start).toEqual({ code: 2, lines: [expect.stringMatching(new RegExp(`port.*${port}.*taken`, 'i'))] });
    } finally {
      await new Promise((resolve) => other.close(resolve));
    }
  });

  test('says that PostgreSQL can not be reached, without the password', async () => {
    const start = await failedStart({ DATABASE_URL: `postgres://lienthong:secret@127.0.0.1:${await freePort()}/none` });
    expect(start).toEqual({ code: 2, lines: [expect.stringMatching(/PostgreSQL cannot be reached.*DATABASE_URL/)] });
    expect(start.lines.join()).not.toContain('secret');
  });

  test('says that Redis can not be reached, without the password', async () => {
    const start = await failedStart({ REDIS_URL: `redis://:secret@127.0.0.1:${await freePort()}` });
    expect(start).toEqual({ code: 2, lines: [expect.stringMatching(/Redis at redis:\/\/127\.0\.0\.1.*REDIS_URL/)] });
    expect(start.lines.join()).not.toContain('secret');
  });

  test('says that an empty database holds no directory, and who prepares it', async () => {
    const start = await failedStart({ DATABASE_URL: await testDatabaseUrl('empty') });
    expect(start).toEqual({ code: 2, lines: [expect.stringMatching(/no directory.*lienthong start/)] });
  });

  test('says which place has no key', async () => {
    const key = join(network.folder, 'places', axis, 'key.pem');
    await rename(key, `${key}.away`);
    try {
      const start = await failedStart({});
      expect(start).toEqual({
        code: 2,
        lines: [expect.stringMatching(/places\/00\.00\.W00\/key\.pem can not be read.*lienthong start/)],
      });
    } finally {
      await rename(`${key}.away`, key);
    }
  });

  test('says every setting that is wrong at once', async () => {
    const start = await failedStart({ PORT: '70000', SIGNATURE_POLICY: 'perhaps' });
    expect(start.code).toBe(2);
    expect(start.lines.join('\n')).toMatch(/PORT[^]*SIGNATURE_POLICY/);
  });
});
