/** A sender recalls, updates and replaces what it sent: who may do what when, what each side sees, and that the books still agree. */
import { writeStatus, type BulkOutcome } from '@lienthong/edxml';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { audit } from '../../apps/exchange/src/audit/audit.js';
import { makePackage, Network } from '../support/network.js';
import { until as waitUntil } from '../support/waits.js';

let network: Network;

beforeAll(async () => {
  network = await Network.start('taken-back');
});
afterAll(() => network.stop());

const until = <T>(condition: () => T | Promise<T>, what: string) => waitUntil(condition, { what, deadlineMs: 15_000 });

/** A document of H54.01, in the inboxes of all its recipients. */
async function sent(
  to: string[] = ['H54.02', 'H05'],
  documentId?: string,
): Promise<{ id: string; documentId: string }> {
  const sender = await network.agency('H54.01');
  const { document: id, documentId: name } = await sender.submit(
    makePackage({ to, ...(documentId && { documentId }) }),
  );
  for (const recipient of to) await until(() => inInbox(recipient, id), `document ${id} in the inbox of ${recipient}`);
  return { id, documentId: name };
}

async function inInbox(recipient: string, document: string) {
  return (await network.agency(recipient)).inboxItem(document).catch(() => undefined);
}

async function copyOf(document: string, recipient: string) {
  const { deliveries } = await (await network.agency('H54.01')).document(document);
  return deliveries.find((delivery) => delivery.recipient === recipient)!;
}

async function recall(document: string, recipients?: string[], reason = 'Gửi nhầm'): Promise<string[]> {
  const sender = await network.agency('H54.01');
  const { items } = await sender.recall(document, { reason, ...(recipients && { recipients }) });
  return items.map(({ recipient, outcome, refusal }) => `${recipient} ${refusal?.code ?? outcome}`);
}

async function say(recipient: string, document: string, code: number): Promise<string> {
  const { items } = await (await network.agency(recipient)).statuses([{ document, code, reason: 'Đã xử lý' }]);
  return items.map(({ outcome, refusal }: BulkOutcome) => refusal?.code ?? outcome).join();
}

const workList = async (recipient: string): Promise<string[]> => {
  const { items } = await (await network.agency(recipient)).inbox({ unacknowledged: true, limit: 500 });
  return items.map(({ document }) => document);
};

describe('a recall', () => {
  test('asks every recipient; who agrees loses the document from its list of work, never from its record', async () => {
    const { id } = await sent();
    expect(await recall(id)).toEqual(['H05 recorded', 'H54.02 recorded']);
    await until(async () => (await inInbox('H05', id))?.request === 'recall', 'the request at H05');
    expect(await copyOf(id, 'H54.02')).toMatchObject({ status: 1, request: 'recall' });
    await until(async () => (await workList('H05')).includes(id), 'the document on the list of work');
    expect(await say('H05', id, 15)).toBe('recorded');
    expect(await workList('H05')).not.toContain(id);
    expect(await inInbox('H05', id)).toMatchObject({ status: 1, ended: 'recalled' });
    await until(async () => (await copyOf(id, 'H05')).ended === 'recalled', 'the answer at the sender');
    expect(await say('H54.02', id, 16)).toBe('recorded');
    expect(await copyOf(id, 'H54.02')).not.toHaveProperty('request');
    expect(await say('H54.02', id, 3)).toBe('recorded');
    expect((await copyOf(id, 'H54.02')).status).toBe(3);
  });

  test('waits for its answer: nothing else is said of the copy, and it is not asked twice', async () => {
    const { id } = await sent(['H54.02']);
    await recall(id);
    expect(await say('H54.02', id, 3)).toBe('status-transition');
    expect(await recall(id)).toEqual(['H54.02 duplicate']);
    expect(await recall(id, ['H54.02'], 'Sai thể thức')).toEqual(['H54.02 status-transition']);
  });

  test('of a finished document, at a stranger, and of a document of somebody else is refused', async () => {
    const { id } = await sent(['H54.02']);
    for (const code of [3, 6]) await say('H54.02', id, code);
    expect(await recall(id, ['H54.02', 'H54.20'])).toEqual(['H54.02 status-transition', 'H54.20 recipient-unknown']);
    const stranger = await network.agency('H54.20');
    await expect(stranger.recall(id, { reason: 'Lấy lại' })).rejects.toMatchObject({
      code: 'document-not-found',
    });
  });

  test('is found among the requests, from a cursor on', async () => {
    const { id, documentId } = await sent(['H05']);
    await recall(id);
    const recipient = await network.agency('H05');
    const found = await until(async () => {
      const { items } = await recipient.requests();
      return items.find(({ document }) => document === id);
    }, 'the request at H05');
    expect(found).toMatchObject({ sender: 'H54.01', documentId, number: 1, act: 'recall', reason: 'Gửi nhầm' });
    const { next = '' } = await recipient.requests();
    expect((await recipient.requests({ after: next })).items).toEqual([]);
  });

  test('may be said as an edXML status message 13, which names the recipient and the sender’s own document', async () => {
    const { id, documentId } = await sent(['H54.02']);
    const message = writeStatus({
      from: { organId: 'H54.01', organName: 'Sở Nội vụ' },
      responseFor: { organId: 'H54.02', code: '', documentId },
      statusCode: 13,
      description: 'Ban hành nhầm',
      timestamp: '2020-03-02T09:00:00+07:00',
    });
    const { items } = await (await network.agency('H54.01')).statusMessage(message);
    expect(items).toEqual([{ document: id, outcome: 'recorded' }]);
    expect(await inInbox('H54.02', id)).toMatchObject({ request: 'recall' });
  });
});

describe('the package of an operation', () => {
  const operate = async (to: string[], documentId: string, business: object): Promise<string> => {
    const sender = await network.agency('H54.01');
    const change = { business: { reason: 'Đính chính', documentId, ...business } as never };
    return (await sender.submit(makePackage({ to, documentId: `${documentId}/op`, change }))).document;
  };

  test('recall (1) is delivered itself and asks for the document that it names', async () => {
    const { id, documentId } = await sent();
    const operation = await operate(['H54.02', 'H05'], documentId, { type: 1 });
    await until(async () => (await inInbox('H05', id))?.request === 'recall', 'the request at H05');
    expect(await inInbox('H54.02', operation)).toMatchObject({ operation: 1, documentId: `${documentId}/op` });
    // Rows are shown when no older transaction is open any more.
    const told = await until(async () => {
      const { items } = await (await network.agency('H54.02')).requests({ limit: 500 });
      return items.find((one) => one.operation === operation);
    }, 'the request at H54.02');
    expect(told).toMatchObject({ document: id, act: 'recall', reason: 'Đính chính' });
  });

  test('update (2) asks only who has taken the document in, and may come again with other content', async () => {
    const { id, documentId } = await sent(['H54.02', 'H54.20']);
    await say('H54.02', id, 3);
    await operate(['H54.02', 'H54.20'], documentId, { type: 2 });
    expect(await copyOf(id, 'H54.02')).toMatchObject({ status: 3, request: 'update' });
    expect(await copyOf(id, 'H54.20')).not.toHaveProperty('request');
    expect(await say('H54.02', id, 15)).toBe('recorded');
    expect(await say('H54.02', id, 5)).toBe('recorded');
    await operate(['H54.02', 'H54.20'], documentId, { type: 2 });
    expect(await copyOf(id, 'H54.02')).toMatchObject({ status: 5, request: 'update' });
  });

  test('replace (3) ends the copies of those it names, finished ones too', async () => {
    const { id, documentId } = await sent(['H54.02', 'H54.20', 'H05']);
    for (const code of [3, 6]) await say('H54.02', id, code);
    const replacements = [{ documentId, organIds: ['H54.02', 'H05'] }];
    const fresh = await operate(['H54.02', 'H54.20', 'H05'], documentId, { type: 3, replacements });
    await until(async () => (await inInbox('H05', id))?.ended === 'replaced', 'the replacement at H05');
    expect(await inInbox('H54.02', id)).toMatchObject({ status: 6, ended: 'replaced' });
    expect(await copyOf(id, 'H54.20')).not.toHaveProperty('ended');
    await until(async () => (await workList('H54.20')).includes(fresh), 'the new document on the list of work');
  });
});

test('books, chains and every copy agree afterwards', async () => {
  const look = () => audit({ store: network.store, folder: network.folder, tell: () => undefined });
  // What is under way may be at neither place in the first look.
  await until(async () => (await look()).count === 0, 'an audit without differences').catch(() => undefined);
  expect((await look()).differences).toEqual([]);
}, 60_000);

test.each([
  ['a recall that is wiped from a copy', 'delivery', 'UPDATE delivery SET asked = 0 WHERE asked = 3'],
  ['a copy that calls itself replaced', 'delivery', 'UPDATE delivery SET asked = 4 WHERE asked = 2'],
  ['an act that is taken out where it arrived', 'act', "DELETE FROM act WHERE place = '00.05.W00'"],
])('an audit names %s', async (what, table, sql) => {
  const name = what.replaceAll(' ', '-');
  await network.store.run({ name: `${name}-keep`, text: `CREATE TABLE kept_${table} AS TABLE ${table}` });
  await network.store.run({ name, text: sql });
  const { differences } = await audit({ store: network.store, folder: network.folder, tell: () => undefined });
  await network.store.run({ name: `${name}-empty`, text: `DELETE FROM ${table}` });
  await network.store.run({ name: `${name}-back`, text: `INSERT INTO ${table} TABLE kept_${table}` });
  await network.store.run({ name: `${name}-drop`, text: `DROP TABLE kept_${table}` });
  expect(differences.map((one) => one.table)).toContain(table);
});
