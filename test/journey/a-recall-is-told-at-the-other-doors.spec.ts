/** A recall reaches recipients that know no API of ours: as a status 13 at the doors of the national and the provincial axis, answered there. */
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { readStatus, writeStatus, type StatusMessage } from '@lienthong/edxml';
import { makePackage, Network, office, otherOffice } from '../support/network.js';
import { axisDoor, centre, provincialDoor, type ListingDoor } from '../support/status-doors.js';
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
    await until(() => isListed(document), soon('the document'));
  });

  const recall = (reason: string) => door.send('H54.01', status('H54.01', 'H05', documentId, 13, reason), 'status');
  const answer = (code: number, words: string) =>
    door.send('H05', status('H05', 'H54.01', documentId, code, words), 'status');
  const isListed = async (id: string) => (await door.list('H05', 'edoc')).some(({ docId }) => docId === `${id}-H05`);
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
    expect(await isListed(document)).toBe(true);
    expect((await answer(15, 'Đồng ý')).good).toBe(true);
    await until(async () => (await copyOf(document)).ended === 'recalled', soon('the answer 15'));
    expect(await isListed(document)).toBe(false);
    expect((await door.get('H05', `${document}-H05`)).length).toBeGreaterThan(0);
    expect((await answer(15, 'Đồng ý')).good).toBe(true);
    expect((await answer(6, 'Đã xong')).good).toBe(false);
    expect(await recall('Lần nữa')).toMatchObject({ good: false, words: expect.stringContaining('recalled') });
  });

  test('a replaced copy leaves the list before it was fetched, and the new document stands there', async () => {
    const replaced = `${documentId}/replaced`;
    const { id } = await door.send('H54.01', makePackage({ to: ['H05'], documentId: replaced }), 'edoc');
    await until(() => isListed(id), soon('the document that will be replaced'));
    const business = { type: 3, reason: 'Đính chính', replacements: [{ documentId: replaced }] };
    const fresh = makePackage({ to: ['H05'], documentId: `${replaced}/new`, change: { business } });
    const { id: next } = await door.send('H54.01', fresh, 'edoc');
    await until(() => isListed(next), soon('the new document'));
    await until(async () => !(await isListed(id)), soon('a list without the replaced copy'));
    const listed = (await door.list('H05', 'edoc')).length;
    expect((await door.count?.('H05')) ?? listed).toBe(listed);
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
    await until(() => isListed(id), soon('the package of the recall'));
    const isAsked = async () => (await (await network.agency('H05')).inboxItem(sent.id)).request === 'recall';
    await until(isAsked, soon('the request'));
    const rows = await door.list('H05', 'status');
    expect(rows.filter(({ docId }) => docId!.startsWith(sent.id))).toEqual([]);
  });
});

test('a centre finds the recalls and the answers that it sent among its statuses, newest first', async () => {
  const [here, there] = await Promise.all([office, otherOffice].map((code) => centre(network, code)));
  const documentId = 'H54.01,2020/03/02,sent-list';
  const { DocId = '' } = await here!.sendEdoc('H54.01', makePackage({ to: ['H05', 'H54.02'], documentId }));
  const isThere = async () => (await there!.received()).some(({ docId }) => docId === `${DocId}-H05`);
  await until(isThere, soon('the document'));
  expect(await here!.sent(DocId, 'status')).toEqual([]);
  await here!.sendEdoc('H54.01', status('H54.01', 'H05', documentId, 13, 'Ban hành nhầm'), 'status');
  const recall = {
    ...{ serviceType: 'eDoc', messageType: 'status', senderDocId: DocId, receiverDocId: `${DocId}-H05-r1` },
    ...{ fromCode: 'H54.01', toCode: 'H05', sendStatus: 'done', receiveStatus: 'initial' },
    ...{ receivedTime: '', sentTime: expect.stringMatching(/^2020\/03\/02 /), title: expect.any(String) },
    ...{ notation: expect.stringMatching(/\/CV$/), sendStatusDesc: 'Đã gửi lên trục' },
    receiveStatusDesc: expect.stringMatching(/^13 \S/),
  };
  expect(await here!.sent(DocId, 'status')).toEqual([recall]);
  const isTold = async () => (await there!.received('status')).some(({ docId }) => docId === recall.receiverDocId);
  await until(isTold, soon('the recall'));
  await there!.sendEdoc('H05', status('H05', 'H54.01', documentId, 16, 'Đã giao việc'), 'status');
  expect(await there!.sent('', 'status')).toContainEqual(
    expect.objectContaining({ fromCode: 'H05', toCode: 'H54.01', senderDocId: `${DocId}-H05` }),
  );
  expect(
    (await there!.sent('', 'status')).filter(({ receiveStatusDesc }) => receiveStatusDesc?.startsWith('13')),
  ).toEqual([]);
  const all = await here!.sent('', 'status');
  expect(all).toContainEqual(recall);
  const times = all.map(({ sentTime }) => sentTime!);
  expect(times).toEqual(times.toSorted().reverse());
});
