/** A sender's act on a copy that a place stopped on the way: it ends there, and the refusal of the document answers it; nothing dies. */
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { audit } from '../../apps/exchange/src/audit/audit.js';
import { ClamdServer, describeWithClamd, plagues } from '../support/clamd.js';
import { holdRelay } from '../support/held-relay.js';
import { axis, makePackage, Network, office, otherOffice } from '../support/network.js';
import { until } from '../support/waits.js';

const soon = (what: string) => ({ deadlineMs: 30_000, what });
const pace = { PACKAGE_CACHE_MB: '0', RELAY_PATIENCE_MS: '300', LOG_LEVEL: 'error' };

const query = <Row>(network: Network, sql: string, values: unknown[] = []): Promise<Row[]> =>
  network.store.source.query(sql, values);
const stoppedAt = (network: Network, place: string, document: string) =>
  query(network, 'SELECT FROM stopped WHERE place::text = $1 AND document = $2', [place, document]);
const openAt = (network: Network, place: string) => query(network, 'SELECT FROM outbox WHERE place = $1', [place]);

async function recall(network: Network, document: string): Promise<string[]> {
  const { items } = await (await network.agency('H54.01')).recall(document, { reason: 'Gửi nhầm' });
  return items.map(({ recipient, outcome, refusal }) => `${recipient} ${refusal?.code ?? outcome}`);
}

async function copyOf(network: Network, document: string) {
  return (await (await network.agency('H54.01')).document(document)).deliveries[0]!;
}

/** Refused, asked for nothing, and a second recall is refused at once. */
async function expectSettled(network: Network, document: string): Promise<void> {
  await until(async () => (await copyOf(network, document)).state === 'refused', soon('the refusal at the sender'));
  expect(await copyOf(network, document)).not.toHaveProperty('request');
  expect(await recall(network, document)).toEqual(['H05 status-transition']);
  expect((await network.operator().operator.dead()).items).toEqual([]);
  const { store, folder } = network;
  const look = async () => (await audit({ store, folder, tell: () => undefined })).differences;
  await until(async () => (await look()).length === 0, soon('an audit without differences')).catch(() => undefined);
  expect(await look()).toEqual([]);
}

describe('a document whose bytes were altered on the way', () => {
  let network: Network;
  afterAll(() => network.stop());

  test('is stopped at the next place, and so is the recall behind it', async () => {
    network = await Network.start('stopped on the way', { processes: 0 });
    const [letOffice, letAxis] = [await holdRelay(network.store, 'office'), await holdRelay(network.store, 'axis')];
    await network.addServer(pace);
    const sender = await network.agency('H54.01');
    const { document } = await sender.submit(makePackage({ to: ['H05'] }));
    const { packageDigest } = await sender.document(document);
    const alter = `UPDATE package SET bytes = set_byte(bytes, 900, get_byte(bytes, 900) # 1) WHERE digest = decode($1, 'hex')`;
    await query(network, alter, [packageDigest]);
    await letOffice();
    await until(
      async () => (await stoppedAt(network, axis, document)).length === 1,
      soon('the document to be stopped'),
    );
    expect(await recall(network, document)).toEqual(['H05 recorded']);
    await until(async () => (await openAt(network, office)).length === 0, soon('the act to be answered'));
    expect(await copyOf(network, document)).toMatchObject({ state: 'in-flight', request: 'recall' });
    await query(network, alter, [packageDigest]);
    await letAxis();
    await expectSettled(network, document);
  }, 120_000);
});

describeWithClamd('a place that scans', () => {
  let network: Network;
  let scanner: ClamdServer;
  let letNodes: () => Promise<void>;

  beforeAll(async () => {
    scanner = await ClamdServer.start('New');
    network = await Network.start('stopped by a scanner', { processes: 0 });
    letNodes = await holdRelay(network.store, 'nodes');
    await network.addServer({ QUEUES: 'office,axis', ...pace });
    await network.addServer({ QUEUES: 'nodes', SCANNER: scanner.address, SCAN_SECONDS: '5', ...pace });
  }, 120_000);
  afterAll(async () => {
    await network.stop();
    await scanner.stop();
  });

  const submit = async (plague?: Buffer): Promise<string> => {
    const bytes = Buffer.concat([Buffer.from(`%PDF-1.7 ${Math.random()}\n`), plague ?? Buffer.alloc(0)]);
    return (await (await network.agency('H54.01')).submit(makePackage({ to: ['H05'], bytes }))).document;
  };

  test('takes a recall of what it stopped, and the refusal answers it', async () => {
    const document = await submit(plagues.New);
    await until(async () => (await stoppedAt(network, otherOffice, document)).length === 1, soon('the find'));
    expect(await recall(network, document)).toEqual(['H05 recorded']);
    for (const place of [office, axis])
      await until(async () => (await openAt(network, place)).length === 0, soon('the act to be answered'));
    expect(await copyOf(network, document)).toMatchObject({ state: 'in-flight', request: 'recall' });
    await letNodes();
    await expectSettled(network, document);
  }, 120_000);

  test('leaves a recall with the neighbour as long as its document, while the scanner is away', async () => {
    await scanner.pause();
    const document = await submit();
    expect(await recall(network, document)).toEqual(['H05 recorded']);
    await until(async () => (await openAt(network, axis)).length === 2, soon('both to wait at the neighbour'));
    await until(async () => (await openAt(network, office)).length === 0, soon('nothing to wait at the sender'));
    expect(await query(network, 'SELECT FROM attempt')).toEqual([]);
    await scanner.resume();
    await until(async () => (await copyOf(network, document)).status === 1, soon('the document to arrive'));
    const asked = 'SELECT FROM delivery WHERE place::text = $1 AND asked = 1';
    await until(async () => (await query(network, asked, [otherOffice])).length === 1, soon('the recall to arrive'));
    expect((await network.operator().operator.dead()).items).toEqual([]);
  }, 120_000);
});
