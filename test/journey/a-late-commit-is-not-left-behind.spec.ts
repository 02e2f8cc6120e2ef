/** Two processes write one outbox: a message whose transaction ends after one with a higher number leaves at the next look, not at a full scan. */
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { HopBag } from '@lienthong/edxml';
import { putIntoOutbox } from '@lienthong/store';
import type { Exchange } from '../../apps/exchange/src/exchange.js';
import { bagMessages, windowBags } from '../../apps/exchange/src/hops/bag-window.js';
import { Relay } from '../../apps/exchange/src/hops/relay.js';
import { holdRelay } from '../support/held-relay.js';
import { axis, Network, office } from '../support/network.js';

const pace = { patienceMs: 60_000, lingerMs: 100 };
/** Looks of which each learns what was answered; no full scan lies between those of a test. */
const lookMs = 301;

let network: Network;
let letOfficeRelay: () => Promise<void>;
let relay: Relay;
let now = Date.now();
let left: string[][];

beforeAll(async () => {
  network = await Network.start('late commit', { processes: 0 });
  letOfficeRelay = await holdRelay(network.store, 'office');
  const { exchange } = await network.addServer({ QUEUES: 'office' });
  const offer = (_queue: string, _id: string, { batches }: HopBag): Promise<void> => {
    left.push(batches.flatMap(({ messages }) => messages.map(({ text }) => text)));
    return Promise.resolve();
  };
  const noted = Object.create(exchange, { queue: { value: { offer } } }) as Exchange;
  relay = new Relay(noted, new Set([office]), pace);
  // The first round reads from the start, as a full scan does.
  await look();
});
afterAll(async () => {
  await letOfficeRelay();
  await network.stop();
});

/** The texts of the bags that leave now. */
async function look(): Promise<string[][]> {
  left = [];
  now += lookMs;
  await relay.round(now);
  return left;
}

const rows = (...texts: string[]) => texts.map((text) => ({ place: office, neighbour: axis, lane: 4, text }));

/** Takes a number in the outbox; the transaction ends when what is returned is called. */
async function begun(text: string): Promise<() => Promise<void>> {
  let commit = (): void => undefined;
  const wanted = new Promise<void>((resolve) => (commit = resolve));
  let written = (): void => undefined;
  const isWritten = new Promise<void>((resolve) => (written = resolve));
  const ended = network.store.transaction(async (tx) => {
    await putIntoOutbox(tx, rows(text));
    written();
    await wanted;
  });
  await isWritten;
  return () => {
    commit();
    return ended;
  };
}

/** As the next place's receipts do. */
const answerAll = (texts: readonly string[]) =>
  network.store.source.query('DELETE FROM outbox WHERE place = $1 AND text = ANY ($2)', [office, texts]);

const put = (...texts: string[]) => network.store.transaction((tx) => putIntoOutbox(tx, rows(...texts)));

test('a message that commits after a later one leaves at the next look, and once', async () => {
  const commit = await begun('late');
  await put('early');
  expect(await look()).toEqual([['early']]);
  await Promise.all([commit(), answerAll(['early'])]);
  expect(await look()).toEqual([['late']]);
  expect(await look()).toEqual([]);
  await answerAll(['late']);
});

test('where more waits than a look takes, the next look goes on behind it', async () => {
  const backlog = Array.from({ length: 5 * bagMessages }, (_, index) => `backlog ${index}`);
  await put(...backlog);
  const first = (await look()).flat();
  expect(first).toEqual(backlog.slice(0, windowBags * bagMessages));
  await answerAll(first);
  expect((await look()).flat()).toEqual(backlog.slice(first.length));
});
