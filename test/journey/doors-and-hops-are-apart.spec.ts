/** A process that only answers at the doors, another that works on hops: together they are the exchange. */
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { HopBag } from '@lienthong/edxml';
import type { Exchange } from '../../apps/exchange/src/exchange.js';
import { HopsController } from '../../apps/exchange/src/hops/hops.controller.js';
import { Relay } from '../../apps/exchange/src/hops/relay.js';
import { makePackage, Network, office } from '../support/network.js';
import { until } from '../support/waits.js';

const soon = { deadlineMs: 30_000 };

let network: Network;
let door: Exchange;

beforeAll(async () => {
  network = await Network.start('doors and hops', { processes: 0 });
  door = (await network.addServer({ HOPS: 'false' })).exchange;
});
afterAll(() => network.stop());

/** The exchange with another queue. */
const withQueue = (offer: (...asked: [string, string, unknown]) => Promise<void>) =>
  Object.create(door, { queue: { value: { offer } } }) as Exchange;

async function waiting(): Promise<number> {
  const sql = 'SELECT count(*)::int AS count FROM outbox';
  return (await network.store.source.query<{ count: number }[]>(sql))[0]!.count;
}

test('a process without hops takes documents in and moves none of them', async () => {
  const sender = await network.agency('H54.01');
  await sender.submit(makePackage({ to: ['H54.02', 'H05'] }));
  // Longer than a relay takes to win its lock, and to offer what waits.
  await new Promise((resolve) => setTimeout(resolve, 3_000));
  expect([await waiting(), await door.queue.waiting('axis')]).toEqual([1, 0]);
  expect((await (await network.agency('H54.02')).inbox()).items).toHaveLength(1);
});

test('a bag is done when its effects are committed; its receipts leave when they can, before the process ends', async () => {
  const bags: HopBag[] = [];
  const relay = new Relay(
    withQueue((_queue, _id, bag) => Promise.resolve(void bags.push(bag as HopBag))),
    new Set([office]),
    { patienceMs: 60_000, lingerMs: 0 },
  );
  await relay.round();
  expect(bags).toHaveLength(1);
  let leave = (): void => undefined;
  const away = new Promise<void>((resolve) => (leave = resolve));
  const offered: string[] = [];
  const axis = new HopsController(withQueue((queue) => away.then(() => void offered.push(queue))));
  await axis.axis(bags[0]!);
  expect(offered).toEqual([]);
  const ended = axis.onApplicationShutdown();
  leave();
  await ended;
  expect(offered).toEqual(['office']);
});

test('when a process that works on hops comes, everything arrives and is answered', async () => {
  await network.addServer({ HOPS: 'true' });
  const recipient = await network.agency('H05');
  const sender = await network.agency('H54.01');
  await until(async () => (await recipient.inbox()).items.length === 1, { ...soon, what: 'the document at H05' });
  const said = async () => (await sender.desk({ code: 1 })).items.map(({ recipient: code }) => code).sort();
  await until(async () => (await said()).length === 2, { ...soon, what: 'both statuses 01' });
  expect(await said()).toEqual(['H05', 'H54.02']);
  await until(async () => (await waiting()) === 0, { ...soon, what: 'every hop answered' });
});
