/** One message that the next place can not work on ends as dead with its reason; its neighbours in the batch arrive, and it can be sent again. */
import type { DocumentView, StatusHop } from '@lienthong/edxml';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { holdRelay } from '../support/held-relay.js';
import { axis, makePackage, Network, office, otherOffice } from '../support/network.js';
import { until } from '../support/waits.js';

let network: Network;
let letOfficeRelay: () => Promise<void>;

beforeAll(async () => {
  network = await Network.start('poison', { processes: 0 });
  letOfficeRelay = await holdRelay(network.store, 'office');
  // Without packages in memory the axis must read what the test takes away; five attempts need a moment, not minutes.
  await network.addServer({ PACKAGE_CACHE_MB: '0', RELAY_PATIENCE_MS: '50' });
});
afterAll(() => network.stop());

const books = async () => (await network.operator().books()).total;
const dead = async () => (await network.operator().operator.dead()).items;
const query = <Row>(sql: string, values: unknown[] = []): Promise<Row[]> => network.store.source.query(sql, values);

async function waitForDead(document: string) {
  return until(async () => (await dead()).find((message) => message.document === document), {
    ...{ deadlineMs: 30_000, what: `a dead message about ${document}` },
  });
}

describe('a document whose package was lost', () => {
  let poisoned: DocumentView;
  let bytes: Buffer;
  let message: Awaited<ReturnType<typeof waitForDead>>;

  beforeAll(async () => {
    const sender = await network.agency('H54.01');
    const packages = Array.from({ length: 20 }, () => makePackage({ to: ['H05'] }));
    bytes = packages[7]!;
    const submissions = await Promise.all(packages.map((one) => sender.submit(one)));
    poisoned = await sender.document(submissions[7]!.document);
    await query(`DELETE FROM package WHERE digest = decode($1, 'hex')`, [poisoned.packageDigest]);
    await letOfficeRelay();
    message = await waitForDead(poisoned.document);
  }, 60_000);

  test('dies with its reason after its attempts, listed to the operator', () => {
    expect(message).toMatchObject({ kind: 'document', document: poisoned.document, place: office, neighbour: axis });
    expect(message.reason).toMatch(/^5 attempts failed: the package [0-9a-f]{64} .* is not stored/);
  });

  test('holds none of the others up', async () => {
    const recipient = await network.agency('H05');
    const inbox = await until(
      async () => {
        const { items } = await recipient.inbox();
        return items.length === 19 && items;
      },
      { deadlineMs: 15_000, what: '19 documents in the inbox of H05' },
    );
    expect(inbox.map(({ document }) => document)).not.toContain(poisoned.document);
  });

  test('stands as dead in the books and before its sender', async () => {
    await until(async () => (await books()).delivered === 19, {
      deadlineMs: 15_000,
      what: '19 deliveries in the books',
    });
    expect(await books()).toMatchObject({ documents: 20, accepted: 20, delivered: 19, dead: 1, inFlight: 0 });
    const [delivery] = (await (await network.agency('H54.01')).document(poisoned.document)).deliveries;
    expect(delivery).toMatchObject({ recipient: 'H05', state: 'dead', status: 0, reason: message.reason });
  });

  test('sent again before its cause is mended it dies again, and the books do not move', async () => {
    await network.operator().operator.resend(message.id);
    const again = await waitForDead(poisoned.document);
    expect(again.id).not.toBe(message.id);
    expect(await books()).toMatchObject({ delivered: 19, dead: 1, inFlight: 0 });
    message = again;
  });

  test('sent again after its cause was mended it arrives, and the books balance', async () => {
    const { packageDigest } = poisoned;
    const stored = `INSERT INTO package (digest, size, bytes) VALUES (decode($1, 'hex'), $2, $3)`;
    await query(stored, [packageDigest, bytes.length, bytes]);
    await network.operator().operator.resend(message.id);
    await until(async () => (await books()).delivered === 20, { deadlineMs: 15_000, what: 'the last delivery' });
    expect(await books()).toMatchObject({ documents: 20, accepted: 20, delivered: 20, dead: 0, inFlight: 0 });
    expect(await dead()).toEqual([]);
    const fetched = await (await network.agency('H05')).package(poisoned.document);
    expect(fetched).toMatchObject({ bytes, digest: packageDigest });
    await expect(network.operator().operator.resend(message.id)).rejects.toMatchObject({ code: 'message-not-found' });
  });
});

describe('a status about a document that nobody knows', () => {
  const nowhere = '018e4a00-0000-7000-8000-000000000000';
  const lost: StatusHop = {
    ...{ kind: 'status', document: nowhere, sender: 'H54.01', recipient: 'H05', number: 1, code: 1 },
    ...{ at: '2020-03-02T01:00:00.000Z', place: otherOffice, urgency: 0 },
  };

  test('dies alone on the axis, while the statuses beside it come home', async () => {
    const [sender, recipient] = [await network.agency('H54.01'), await network.agency('H05')];
    const { items } = await recipient.inbox();
    await query('INSERT INTO outbox (place, neighbour, lane, text) VALUES ($1, $2, 1, $3)', [
      axis,
      office,
      JSON.stringify(lost),
    ]);
    await recipient.statuses(items.map(({ document }) => ({ document, code: 3 })));
    const message = await waitForDead(nowhere);
    expect(message).toMatchObject({ kind: 'status', place: axis, neighbour: office });
    expect(message.reason).toContain(`a status came before its document ${nowhere}`);
    await until(async () => (await books()).statuses === 40, { deadlineMs: 15_000, what: 'the statuses in the books' });
    const said = async () => (await sender.desk({ limit: 500 })).items.filter(({ code }) => code === 3).length === 20;
    await until(said, { deadlineMs: 15_000, what: 'twenty statuses 03 on the desk' });
    expect(await books()).toMatchObject({ accepted: 20, delivered: 20, dead: 0, inFlight: 0 });
  });
});
