/** A recall reaches recipients that know no API of ours: as a status 13 at the doors of the national and the provincial axis, answered there. */
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { readStatus, writeStatus, type StatusMessage } from '@lienthong/edxml';
import { makePackage, Network } from '../support/network.js';
import { axisDoor, provincialDoor, type ListingDoor } from '../support/status-doors.js';
import { until } from '../support/waits.js';

let network: Network;

beforeAll(async () => {
  network = await Network.start('recalls at doors');
});
afterAll(() => network.stop());

const soon = (what: string) => ({ deadlineMs: 15_000, what });
const names: Readonly<Record<string, string>> = { 'H54.01': 'Sở Nội vụ', H05: 'UBND tỉnh Bắc Ninh' };

/** A status about the document of H54.01, by either side. */
const status = (from: string, told: string, documentId: string, statusCode: number, description: string): Buffer =>
  writeStatus({
    from: { organId: from, organName: names[from]! },
    responseFor: { organId: told, code: '', documentId, promulgationDate: '2020-03-02' },
    statusCode,
    description,
    timestamp: '2020-03-02T09:00:00+07:00',
  });

function read(bytes: Buffer): StatusMessage {
  const message = readStatus(bytes);
  if ('refusal' in message) throw new Error(message.refusal.detail);
  return message.value;
}

async function copyOf(document: string) {
  const { deliveries } = await (await network.agency('H54.01')).document(document);
  return deliveries.find(({ recipient }) => recipient === 'H05')!;
}

describe.each([
  ['national', axisDoor],
  ['provincial', provincialDoor],
])('at the door of the %s axis', (which, open) => {
  const documentId = `H54.01,2020/03/02,${which}`;
  let door: ListingDoor;
  let document: string;

  beforeAll(async () => {
    door = await open(network);
    document = (await door.send('H54.01', makePackage({ to: ['H05'], documentId }), 'edoc')).id;
    const isThere = async () => (await door.list('H05', 'edoc')).some(({ docId }) => docId === `${document}-H05`);
    await until(isThere, soon('the document'));
  });

  const recall = (reason: string) => door.send('H54.01', status('H54.01', 'H05', documentId, 13, reason), 'status');
  const answer = (code: number, words: string) =>
    door.send('H05', status('H05', 'H54.01', documentId, code, words), 'status');
  const told = (number: number) =>
    until(
      async () => (await door.list('H05', 'status')).find(({ docId }) => docId === `${document}-H05-r${number}`),
      soon(`the recall ${number}`),
    );

  test('a recall waits among the statuses as a 13 of the sender, until it is done', async () => {
    expect((await recall('Ban hành nhầm')).good).toBe(true);
    const row = await told(1);
    expect(row).toMatchObject({ from: 'H54.01', to: 'H05', messageType: 'status', status: 'initial' });
    expect(read(await door.get('H05', row['docId']!))).toMatchObject({
      ...{ from: { organId: 'H54.01' }, statusCode: 13, description: 'Ban hành nhầm' },
      responseFor: { organId: 'H05', documentId, code: expect.stringMatching(/\/CV$/), promulgationDate: '2020-03-02' },
    });
    await door.done('H05', row['docId']!);
    const left = (await door.list('H05', 'status')).filter(({ docId }) => docId === row['docId']);
    expect(left.map(({ status: word }) => word)).toEqual(which === 'national' ? [] : ['done']);
  });

  test('16 settles it with a reason and the work goes on; a second recall is told anew, and 15 ends the copy', async () => {
    expect((await answer(3, 'Đã tiếp nhận')).good).toBe(false);
    expect((await answer(16, 'Đã giao việc')).good).toBe(true);
    await until(async () => (await copyOf(document)).request === undefined, soon('the answer 16'));
    const back = (await door.list('H54.01', 'status')).at(-1)!;
    expect(read(await door.get('H54.01', back['docId']!))).toMatchObject({
      statusCode: 16,
      description: 'Đã giao việc',
    });
    expect((await answer(3, 'Đã tiếp nhận')).good).toBe(true);
    await until(async () => (await copyOf(document)).status === 3, soon('the status 03'));
    await recall('Sai thể thức');
    expect(read(await door.get('H05', (await told(2))['docId']!)).description).toBe('Sai thể thức');
    expect((await answer(15, 'Đồng ý')).good).toBe(true);
    await until(async () => (await copyOf(document)).ended === 'recalled', soon('the answer 15'));
    expect((await answer(15, 'Đồng ý')).good).toBe(true);
    expect((await answer(6, 'Đã xong')).good).toBe(false);
    expect(await recall('Lần nữa')).toMatchObject({ good: false, words: expect.stringContaining('recalled') });
  });

  test('the sender does not read what was told to the recipient', async () => {
    expect((await door.list('H54.01', 'status')).filter(({ docId }) => /-r\d/.test(docId!))).toEqual([]);
    await expect(door.get('H54.01', `${document}-H05-r1`).then(read)).rejects.toThrow();
  });

  test('a recall by a package is told by the package alone', async () => {
    const other = `${documentId}/2`;
    const sent = await door.send('H54.01', makePackage({ to: ['H05'], documentId: other }), 'edoc');
    const business = { type: 1, reason: 'Đính chính', documentId: other };
    const operation = makePackage({ to: ['H05'], documentId: `${other}/op`, change: { business } });
    const { id } = await door.send('H54.01', operation, 'edoc');
    const has = async (docId: string) => (await door.list('H05', 'edoc')).some((row) => row['docId'] === docId);
    await until(() => has(`${id}-H05`), soon('the package of the recall'));
    const isAsked = async () => (await (await network.agency('H05')).inboxItem(sent.id)).request === 'recall';
    await until(isAsked, soon('the request'));
    const rows = await door.list('H05', 'status');
    expect(rows.filter(({ docId }) => docId!.startsWith(sent.id))).toEqual([]);
  });
});
