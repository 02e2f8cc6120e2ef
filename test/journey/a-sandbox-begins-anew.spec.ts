/** A rehearsal is emptied while its processes run: nothing of before is left or comes back, and the audit agrees. */
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { LienThongClient } from '@lienthong/client';
import { officialTime, statement } from '@lienthong/store';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { audit } from '../../apps/exchange/src/audit/audit.js';
import { makePackage, Network, office } from '../support/network.js';
import { until } from '../support/waits.js';

const documentId = 'H54.01,2020/03/02,700/CV';
const soon = (what: string) => ({ deadlineMs: 20_000, what });

let network: Network;
/** At the other process, which serves the other province. */
let recipient: LienThongClient;
beforeAll(async () => {
  network = await Network.start('a sandbox', { environment: { QUEUES: 'office' } });
});
afterAll(async () => {
  await recipient.close();
  await network.stop();
});

const reset = () => network.operator().operator.resetSandbox();
const findings = async () =>
  (await audit({ store: network.store, folder: network.folder, tell: () => undefined })).differences;
const checkpoints = async () =>
  (await readdir(join(network.folder, 'checkpoints'))).filter((name) => name === `${office}.jsonl`);

/** A document to the other province, and its way back; with the same identity each time. */
async function roundTrip(subject: string): Promise<void> {
  const sender = await network.agency('H54.01');
  const { document } = await sender.submit(makePackage({ documentId, to: ['H05'], subject }));
  await until(async () => (await recipient.inbox()).items.length === 1, soon('the document'));
  await recipient.statuses([{ document, code: 3 }]);
  await until(async () => (await sender.desk()).items.length === 2, soon('both statuses'));
}

async function settled(): Promise<void> {
  const left = statement('test-left', 'SELECT 1 FROM outbox WHERE place = ANY (SELECT code FROM place)');
  await until(async () => (await network.store.run(left)).length === 0, soon('everything to arrive'));
  await until(async () => (await checkpoints()).length === 1, soon('a checkpoint'));
}

test('a sandbox is emptied when nothing is under way, and what comes after it is counted from nothing', async () => {
  const sender = await network.agency('H54.01');
  await sender.submit(makePackage({ to: ['H05'] }));
  await expect(reset()).rejects.toMatchObject({ status: 409, code: 'reset-refused' });
  const { address } = await network.addServer({ QUEUES: 'office,axis,nodes' });
  const operator = new LienThongClient({ baseUrl: address, key: network.operatorKey });
  recipient = operator.as((await operator.operator.mintKeys(['H05']))[0]!.key);
  await settled();
  const { now } = await officialTime(network.store);
  expect(await reset()).toEqual({ resets: 1 });
  expect((await officialTime(network.store)).now.getTime()).toBeGreaterThanOrEqual(now.getTime());
  expect((await sender.documents()).items).toEqual([]);
  expect((await network.operator().books()).total).toMatchObject({ documents: 0, accepted: 0, statuses: 0 });
  expect(await findings()).toEqual([]);
  await roundTrip('Lần thứ nhất');
  await settled();
  expect(await findings()).toEqual([]);
  expect(await reset()).toEqual({ resets: 2 });
  await roundTrip('Lần thứ hai');
  await settled();
  expect(await findings()).toEqual([]);
  expect((await network.operator().books()).total).toMatchObject({ documents: 1, accepted: 1, delivered: 1 });
});

test('a deployment that is no rehearsal is never emptied', async () => {
  await network.store.run(statement('test-real', 'UPDATE official_clock SET rehearsal = false'));
  await expect(reset()).rejects.toMatchObject({ status: 409, code: 'reset-refused' });
  expect((await network.operator().books()).total).toMatchObject({ documents: 1 });
});
