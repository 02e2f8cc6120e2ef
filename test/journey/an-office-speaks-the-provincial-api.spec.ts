/** The provincial axis' API: an office sends, lists, fetches and answers; whoever it writes to may use any other door. */
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { readPackage, readStatus, writeStatus } from '@lienthong/edxml';
import { axis, makePackage, Network, office, otherOffice } from '../support/network.js';
import { ProvincialClient } from '../support/provincial-client.js';
import { until } from '../support/waits.js';

let network: Network;
let sender: ProvincialClient;
let recipient: ProvincialClient;
let keys: Readonly<Record<string, string>>;

beforeAll(async () => {
  network = await Network.start('provincial door');
  const minted = await network.operator().operator.mintKeys(['H54.01', 'H05']);
  keys = Object.fromEntries(minted.map(({ agency, key }) => [agency, key]));
  sender = new ProvincialClient(network.address, 'H54.01', keys['H54.01']!);
  recipient = new ProvincialClient(network.address, '000.00.00.H05', keys['H05']!);
});
afterAll(() => network.stop());

type Row = Record<string, string>;

async function listed(client: ProvincialClient, query?: string): Promise<Row[]> {
  const reply = await client.list(query);
  expect(reply).toMatchObject({ http: 200, success: true, errorCode: '0' });
  return reply.data as Row[];
}

function answer(documentId: string, statusCode: number, from = 'H05'): Buffer {
  return writeStatus({
    from: { organId: from, organName: 'UBND tỉnh Bắc Ninh' },
    responseFor: { organId: 'H54.01', code: '1/CV', documentId },
    statusCode,
    timestamp: '2020-03-02T09:00:00+07:00',
  });
}

describe('an office system at the provincial axis', () => {
  const documentId = 'H54.01,2020/03/02,800/CV';

  test('sends a document that another office lists, fetches and answers', async () => {
    const bytes = makePackage({ to: ['H05', 'H54.02'], documentId });
    const { success, data } = await sender.sendEdoc(bytes);
    const { docId } = data as { docId: string };
    expect([success, await sender.sendEdoc(bytes)]).toMatchObject([true, { success: true, data: { docId } }]);

    const row = await until(async () => (await listed(recipient))[0], { deadlineMs: 15_000, what: 'the document' });
    expect(row).toMatchObject({
      docId: `${docId}-H05`,
      from: 'H54.01',
      to: 'H05',
      messageType: 'edoc',
      status: 'initial',
    });
    const fetched = readPackage(Buffer.from((await recipient.getEdoc(row['docId']!)).data as string, 'base64'));
    if ('refusal' in fetched) throw new Error(fetched.refusal.detail);
    expect(fetched.value.document.trace.map(({ organId }) => organId)).toEqual([office, axis, otherOffice]);
    expect(await recipient.updateStatus(row['docId']!, 'done')).toMatchObject({ success: true, errorCode: '0' });
    expect(await listed(recipient)).toMatchObject([{ docId: row['docId'], status: 'done' }]);
    expect((await (await network.agency('H05')).inbox({ unacknowledged: true })).items).toEqual([]);

    expect(await recipient.sendEdoc(answer(documentId, 5), 'status')).toMatchObject({ errorCode: '22' });
    expect(await recipient.sendEdoc(answer(documentId, 3), 'status')).toMatchObject({ success: true });
    const told = await until(
      async () => (await listed(sender, 'messageType=status')).find(({ docId: id }) => id === `${docId}-H05-2`),
      { deadlineMs: 15_000, what: 'the status 03' },
    );
    const status = readStatus(Buffer.from((await sender.getEdoc(told['docId']!)).data as string, 'base64'));
    expect(status).toMatchObject({ value: { statusCode: 3, responseFor: { documentId } } });
  });

  test('lists what came between two days of official time', async () => {
    const day = (from: string, to: string) => listed(recipient, `messageType=edoc&fromDate=${from}&toDate=${to}`);
    expect(await day('2020/03/02', '2020/03/02')).toHaveLength(1);
    expect(await day('2020/02/01', '2020/03/01')).toEqual([]);
    expect(await day('2020/03/02', '2020/03/02&pageSize=10&pageIndex=1')).toHaveLength(1);
    expect(await recipient.list('fromDate=2020/13/40')).toMatchObject({ http: 200, errorCode: '10' });
  });

  test('reads no package of another agency', async () => {
    const [row] = await listed(recipient);
    expect(await sender.getEdoc(row!['docId']!)).toMatchObject({ success: false, errorCode: '10', data: null });
    expect(await sender.updateStatus(row!['docId']!, 'fail')).toMatchObject({ errorCode: '10' });
  });
});
