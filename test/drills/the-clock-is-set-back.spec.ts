/** Somebody sets the machine's clock back by hours and by years: what travels goes on at once, because nothing is paced by that clock. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { LienThongClient } from '@lienthong/client';
import { ExchangeProcess } from '../support/exchange-process.js';
import { describeWithFaketime, ProcessClock } from '../support/faketime.js';
import { makePackage, Network } from '../support/network.js';
import { until } from '../support/waits.js';

/** Longer than the longest patience with an unanswered batch, far shorter than the steps of the clock. */
const deadlineMs = 45_000;

describeWithFaketime('a clock that is set back', () => {
  let network: Network;
  let folder: string;
  let clock: ProcessClock;
  let exchange: ExchangeProcess;
  const clients: LienThongClient[] = [];

  beforeAll(async () => {
    network = await Network.start('the clock is set back', { processes: 0 });
    folder = await mkdtemp(join(tmpdir(), 'lienthong-drill-'));
    clock = new ProcessClock();
    const environment = { ...network.environment, ...clock.environment };
    exchange = await ExchangeProcess.start({ name: 'exchange', folder, environment });
    const open = (key: string) => new LienThongClient({ baseUrl: exchange.address, key });
    clients.push(open(network.operatorKey));
    const keys = await clients[0]!.operator.mintKeys(['H54.01', 'H05']);
    for (const agency of ['H54.01', 'H05']) clients.push(open(keys.find((one) => one.agency === agency)!.key));
  });
  afterAll(async () => {
    await Promise.all(clients.map((client) => client.close()));
    await exchange.stop();
    clock.remove();
    await network.stop();
    await rm(folder, { recursive: true });
  });

  test.each(['-3h', '-10y'])('by %s does not hold up a document on its way over the axis', async (offset) => {
    const [, sender, recipient] = clients as [LienThongClient, LienThongClient, LienThongClient];
    const arrives = async (document: string) =>
      until(async () => (await recipient.inbox({})).items.some((item) => item.document === document), {
        ...{ deadlineMs, what: `${document} in the inbox of H05`, everyMs: 100 },
      });
    await arrives((await sender.submit(makePackage({ to: ['H05'] }))).document);
    clock.set(offset);
    await arrives((await sender.submit(makePackage({ to: ['H05'] }))).document);
    const ready = await fetch(`${exchange.address}/health/ready`);
    expect([ready.status, exchange.lives, exchange.surprises]).toEqual([200, 1, []]);
  });
});
