/** A delivery that was not handed over within 30 days of official time ends as expired, once and for good. */
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { holdRelay } from '../support/held-relay.js';
import { makePackage, Network } from '../support/network.js';
import { until } from '../support/waits.js';

let network: Network;
let letOfficeRelay: () => Promise<void>;

beforeAll(async () => {
  network = await Network.start('expiry', { processes: 0 });
  letOfficeRelay = await holdRelay(network.store, 'office');
  await network.addServer();
});
afterAll(() => network.stop());

const books = async () => (await network.operator().books()).total;
const moveTo = (time: string) => network.operator().operator.moveClock(new Date(time));

test('what never left expires after 30 days and stays so when it arrives after all; what was handed over does not', async () => {
  const sender = await network.agency('H54.01');
  const { document } = await sender.submit(makePackage({ to: ['H05', 'H54.02'] }));
  await moveTo('2020-03-12T08:00:00+07:00');
  const later = await sender.submit(makePackage({ to: ['H05'] }));
  await moveTo('2020-04-01T08:00:01+07:00');
  await until(async () => (await books()).expired === 1, { deadlineMs: 15_000, what: 'the delivery to expire' });
  expect(await books()).toMatchObject({ documents: 2, accepted: 3, delivered: 1, expired: 1, inFlight: 1 });

  const [abroad, here] = (await sender.document(document)).deliveries;
  expect(abroad).toMatchObject({ recipient: 'H05', state: 'expired', reason: 'not handed over within 30 days' });
  expect(here).toMatchObject({ recipient: 'H54.02', state: 'delivered', status: 1 });

  await letOfficeRelay();
  await until(async () => (await books()).inFlight === 0, { deadlineMs: 15_000, what: 'the later delivery' });
  const arrived = async () => (await sender.desk()).items.filter(({ recipient }) => recipient === 'H05').length === 2;
  await until(arrived, { deadlineMs: 15_000, what: 'both documents to arrive at H05' });
  expect(await books()).toMatchObject({ documents: 2, accepted: 3, delivered: 2, expired: 1, inFlight: 0 });
  expect((await sender.document(document)).deliveries[0]).toMatchObject({ state: 'expired', status: 1 });
  expect((await sender.document(later.document)).deliveries[0]).toMatchObject({ state: 'delivered' });
});
