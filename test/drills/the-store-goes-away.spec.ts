/** PostgreSQL or Redis goes away under a running exchange: what needs it is answered 503, nothing 500, and all goes on when it is back. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { ExchangeProcess } from '../support/exchange-process.js';
import { Network } from '../support/network.js';
import { describeWithRedisServer } from '../support/servers.js';
import { until } from '../support/waits.js';
import { Door } from './door.js';
import { ask, Flood, submitRaw } from './flood.js';
import { BrittlePostgres, BrittleRedis, onDatabase } from './queue-faults.js';
import { readEverything } from './readers.js';

const full = process.env['LIENTHONG_DRILLS'] === 'full';
const recipients = ['H54.02', 'H05'];
const recoveryMs = 45_000;

/** What the tests of one group share: a network whose servers can be hurt, and one process that must live through everything. */
class Scene {
  private constructor(
    readonly folder: string,
    readonly network: Network,
    readonly exchange: ExchangeProcess,
    readonly keys: ReadonlyMap<string, string>,
    private readonly door: Door,
  ) {}

  static async open(
    name: string,
    folder: string,
    servers: { databaseUrl?: string; redisUrl?: string },
  ): Promise<Scene> {
    const network = await Network.start(name, { processes: 0, ...servers });
    const exchange = await ExchangeProcess.start({ name: 'exchange', folder, environment: network.environment });
    const door = new Door([exchange.address]);
    const wanted = ['H54.01', ...recipients];
    const { value } = await door.ask(network.operatorKey, 'keys', (client) => client.operator.mintKeys(wanted));
    return new Scene(folder, network, exchange, new Map(value.map(({ agency, key }) => [agency, key])), door);
  }

  get sender(): string {
    return this.keys.get('H54.01')!;
  }

  flood(): Flood {
    return new Flood(this.exchange.address, this.sender, recipients);
  }

  submit(documentId: string) {
    return submitRaw(this.exchange.address, this.sender, documentId, recipients);
  }

  async becomesGoodAgain(documentId: string): Promise<void> {
    await until(async () => (await this.submit(documentId)).status === 202, {
      ...{ deadlineMs: recoveryMs, what: 'a submission to be taken in again', everyMs: 200 },
    });
    expect([this.exchange.lives, this.exchange.surprises]).toEqual([1, []]);
  }

  /** Each of these documents stands in each inbox, and none of all documents stands there twice. */
  async arrive(documentIds: readonly string[]): Promise<void> {
    for (const agency of recipients) {
      const key = this.keys.get(agency)!;
      const missing = async (): Promise<string[]> => {
        const { inbox } = await readEverything({ door: this.door, key, agency });
        expect(inbox.length).toBe(new Set(inbox).size);
        return documentIds.filter((id) => !inbox.includes(`H54.01 ${id} > ${agency}`));
      };
      await until(async () => (await missing()).length === 0, {
        ...{ deadlineMs: recoveryMs, what: `every document in the inbox of ${agency}`, everyMs: 250 },
      });
    }
  }

  async close(): Promise<void> {
    await this.door.close();
    await this.exchange.stop();
    await this.network.stop();
    await rm(this.folder, { recursive: true });
  }
}

const newFolder = (): Promise<string> => mkdtemp(join(tmpdir(), 'lienthong-away-'));

describe('PostgreSQL goes away', () => {
  let postgres: BrittlePostgres;
  let scene: Scene;

  beforeAll(async () => {
    const folder = await newFolder();
    postgres = await BrittlePostgres.start(folder);
    scene = await Scene.open('goes away', folder, { databaseUrl: postgres.url });
  }, 60_000);
  afterAll(async () => {
    // The folder goes last, and the server lives in it.
    await scene.close().finally(() => postgres.stop());
  });

  test('a request in flight is answered 202 or 503 with Retry-After, and what was answered 202 arrives', async () => {
    const flood = scene.flood();
    const some = flood.answers;
    await until(() => flood.accepted.length > 20, { deadlineMs: 20_000, what: 'the flood to flow' });
    for (let storm = 0; storm < 3; storm++) {
      const before = some.length;
      await onDatabase(postgres.url, (client) =>
        client.query(
          `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid <> pg_backend_pid() AND backend_type = 'client backend'`,
        ),
      );
      await until(() => some.length > before + 20, { deadlineMs: 20_000, what: 'answers after the storm' });
    }
    await postgres.goAway();
    await until(() => some.slice(-6).every(({ status }) => status === 503), { deadlineMs: 20_000, what: 'only 503' });
    await postgres.comeBack();
    await until(() => some.slice(-6).every(({ status }) => status === 202), {
      deadlineMs: recoveryMs,
      what: 'only 202',
    });
    await flood.stop();
    const wrong = some.filter(({ status, code, retryAfter }) =>
      status === 503 ? code !== 'store-unavailable' || !/^\d+$/.test(retryAfter ?? '') : status !== 202,
    );
    expect(wrong).toEqual([]);
    expect(flood.count()).toMatchObject({ '503 store-unavailable': expect.any(Number) });
    await scene.arrive(flood.accepted);
    await scene.becomesGoodAgain('H54.01,2020/03/02,again/CV');
  }, 120_000);

  test('every route that needs the store says 503 while it is down, the process lives, and readiness tells why', async () => {
    await postgres.goAway();
    const { address } = scene.exchange;
    const recipient = scene.keys.get('H54.02')!;
    const none = '01900000-0000-7000-8000-000000000000';
    const json = { method: 'POST', type: 'application/json' };
    const answers = await Promise.all([
      scene.submit('H54.01,2020/03/02,down/CV'),
      ask(address, recipient, '/api/v1/inbox'),
      ask(address, recipient, '/api/v1/statuses'),
      ask(address, recipient, '/api/v1/statistics/books'),
      ask(address, recipient, '/api/v1/statuses', {
        ...json,
        body: JSON.stringify({ statuses: [{ document: none, code: 3 }] }),
      }),
      ask(address, recipient, '/api/v1/inbox/packages', { ...json, body: JSON.stringify({ documents: [none] }) }),
      ask(address, recipient, '/api/v1/inbox/acknowledgements', {
        ...json,
        body: JSON.stringify({ documents: [none] }),
      }),
    ]);
    expect(
      answers.filter(
        ({ status, code, retryAfter }) => status !== 503 || code !== 'store-unavailable' || retryAfter === null,
      ),
    ).toEqual([]);
    expect((await ask(address, '', '/health/live')).status).toBe(200);
    expect((await ask(address, '', '/health/ready')).status).toBe(503);
    await postgres.comeBack();
    await scene.becomesGoodAgain('H54.01,2020/03/02,down/CV');
    await until(async () => (await ask(address, '', '/health/ready')).status === 200, {
      deadlineMs: 10_000,
      what: 'readiness',
    });
    await scene.arrive(['H54.01,2020/03/02,down/CV']);
  }, 120_000);
});

describeWithRedisServer('Redis goes away', () => {
  /** Longer than BullMQ's wait for a job: workers have been seen to stop for ever after that (taskforcesh/bullmq issue 4585). */
  const outageMs = full ? 20_000 : 7_000;

  test('submissions are still taken in, and the backlog drains after it is back', async () => {
    const redis = await BrittleRedis.start();
    const scene = await Scene.open('Redis away', await newFolder(), { redisUrl: redis.url });
    try {
      await scene.becomesGoodAgain('H54.01,2020/03/02,before/CV');
      await scene.arrive(['H54.01,2020/03/02,before/CV']);
      await redis.goAway();
      const back = performance.now() + outageMs;
      const flood = scene.flood();
      await until(() => performance.now() > back, { deadlineMs: outageMs + 5_000, what: 'the outage to have lasted' });
      await flood.stop();
      expect(Object.keys(flood.count())).toEqual(['202']);
      await redis.comeBack();
      await scene.arrive(flood.accepted);
      await scene.becomesGoodAgain('H54.01,2020/03/02,after/CV');
    } finally {
      await scene.close();
      await redis.stop();
    }
  }, 120_000);
});
