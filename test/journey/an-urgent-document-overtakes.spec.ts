/** Hỏa tốc goes first through every queue: submitted behind a backlog of thousands, urgent documents pass it at every hop, by degree. */
import { LienThongClient } from '@lienthong/client';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { axis, makePackage, Network, otherOffice } from '../support/network.js';
import { noRedis, testRedisUrl } from '../support/servers.js';
import { until } from '../support/waits.js';

const backlog = 2_000;
/** Khẩn, thượng khẩn, hỏa tốc and hỏa tốc hẹn giờ: the most urgent comes last. */
const degrees = [1, 2, 3, 4];
const atOnce = 40;
const soon = { deadlineMs: 60_000 };

const redisUrl = await testRedisUrl();
const onRedis = redisUrl === undefined ? describe.skip : describe;

describe('with the queues on PostgreSQL', () => overtaking(false));
onRedis(redisUrl === undefined ? `with the queues on Redis (${noRedis})` : 'with the queues on Redis', () =>
  overtaking(true),
);

function overtaking(redis: boolean): void {
  let network: Network;
  // A bag that nobody answers is not offered twice while the test looks at it.
  const patient = { RELAY_PATIENCE_MS: '60000' };

  beforeAll(async () => {
    network = await Network.start(`overtakes ${redis ? 'redis' : 'postgres'}`, { processes: 0, redis });
    await network.addServer({ ...patient, QUEUES: 'office' });
  });
  afterAll(() => network.stop());

  async function submitAll(priorities: readonly number[]): Promise<void> {
    const sender = await network.agency('H54.01');
    const left = [...priorities];
    const submit = async (): Promise<void> => {
      for (let priority = left.shift(); priority !== undefined; priority = left.shift())
        await sender.submit(makePackage({ to: ['H05'], priority, bytes: Buffer.from(`%PDF-1.7 ${left.length}`) }));
    };
    await Promise.all(Array.from({ length: Math.min(atOnce, left.length) }, submit));
  }

  /** Lanes of the messages that wait in the outbox of a place, none of them answered yet. */
  async function waiting(place: string): Promise<number> {
    const sql = 'SELECT count(*)::int AS count FROM outbox WHERE place = $1';
    return (await network.store.source.query<{ count: number }[]>(sql, [place]))[0]!.count;
  }

  /** Urgencies of the documents of a place in the order in which they were recorded there, by transaction. */
  async function arrived(place: string): Promise<number[]> {
    const sql = 'SELECT urgency FROM document WHERE place::text = $1 ORDER BY xmin::text::bigint, urgency DESC';
    return (await network.store.source.query<{ urgency: number }[]>(sql, [place])).map(({ urgency }) => urgency);
  }

  const inQueue = (queue: string) => network.servers[0]!.exchange.queue.waiting(queue);

  /** The process of the last place answers for its agency. */
  async function atLastPlace() {
    const baseUrl = network.servers.at(-1)!.address.replace('[::1]', '127.0.0.1');
    const operator = new LienThongClient({ baseUrl, key: network.operatorKey });
    const [minted] = await operator.operator.mintKeys(['H05']);
    const recipient = new LienThongClient({ baseUrl, key: minted!.key });
    const page = await recipient.inbox({ urgent: true });
    await Promise.all([operator.close(), recipient.close()]);
    return page;
  }

  /** Two batches are worked on at a time: what is urgent is taken by free hands at once, before any of the backlog. */
  function expectUrgentFirst(order: readonly number[]): void {
    expect(order).toHaveLength(backlog + degrees.length);
    expect(order.slice(0, degrees.length).sort()).toEqual(degrees);
    expect(order.slice(0, 2).sort()).toEqual([3, 4]);
    expect(order.slice(degrees.length)).toEqual(Array(backlog).fill(0));
  }

  test('a backlog waits while the next place is away; urgent documents submitted last are queued ahead of it', async () => {
    await submitAll(Array(backlog).fill(0) as number[]);
    await until(async () => (await inQueue('axis')) > 0, { ...soon, what: 'the backlog at the queue' });
    const before = await inQueue('axis');
    for (const degree of degrees) {
      await submitAll([degree]);
      const bags = before + degrees.indexOf(degree) + 1;
      await until(async () => (await inQueue('axis')) === bags, { ...soon, what: `a bag of its own for ${degree}` });
    }
    expect([await waiting('00.54.W00'), await arrived(axis)]).toEqual([backlog + degrees.length, []]);
  }, 120_000);

  test('at the next place, when it is back, they arrive before the backlog, and so at the one behind it', async () => {
    await network.addServer({ ...patient, QUEUES: 'axis' });
    const isAll = async (place: string) => (await arrived(place)).length === backlog + degrees.length;
    await until(() => isAll(axis), { ...soon, what: 'everything at the axis' });
    expectUrgentFirst(await arrived(axis));
    await network.addServer({ ...patient, QUEUES: 'nodes,office' });
    await until(() => isAll(otherOffice), { ...soon, what: 'everything at the last place' });
    expectUrgentFirst(await arrived(otherOffice));
  }, 120_000);

  test('their statuses come back first as well, and the recipient finds them without the backlog', async () => {
    const sender = await network.agency('H54.01');
    const isBack = async () => (await sender.desk({ limit: 500, code: 1 })).items.length >= degrees.length;
    await until(isBack, { ...soon, what: 'the first statuses 01' });
    const urgent = (await atLastPlace()).items;
    expect(urgent.map(({ urgency }) => urgency).sort()).toEqual(degrees);
    const first = (await sender.desk({ limit: degrees.length, code: 1 })).items.map(({ document }) => document);
    expect(first.sort()).toEqual(urgent.map(({ document }) => document).sort());
  }, 120_000);
}
