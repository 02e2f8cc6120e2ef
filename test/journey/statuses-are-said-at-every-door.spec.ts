/** Status messages as systems of other makers really send them: repeated, without a DocumentId, from the wrong side; alike at every door. */
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { readStatus, writeStatus, type StatusMessage } from '@lienthong/edxml';
import { audit } from '../../apps/exchange/src/audit/audit.js';
import { makePackage, Network } from '../support/network.js';
import {
  axisDoor,
  ownDoor,
  provincialDoor,
  type ListingDoor,
  type Said,
  type Speaker,
  type StatusDoor,
} from '../support/status-doors.js';
import { until } from '../support/waits.js';

let network: Network;
let doors: { readonly national: ListingDoor; readonly provincial: ListingDoor; readonly own: StatusDoor };

beforeAll(async () => {
  network = await Network.start('statuses at doors');
  doors = { national: await axisDoor(network), provincial: await provincialDoor(network), own: ownDoor(network) };
});
afterAll(async () => {
  await network.stop();
});

const soon = (what: string) => ({ deadlineMs: 15_000, what });

interface Sent {
  readonly id: string;
  readonly documentId: string;
}

let made = 0;

/** A document of H54.01 that has arrived at H05, and whose sender knows it. */
async function arrived(change: Parameters<typeof makePackage>[0] = {}): Promise<Sent> {
  const documentId = change?.documentId ?? `H54.01,2020/03/02,${++made}/ST`;
  const sender = await network.agency('H54.01');
  const { document: id } = await sender.submit(makePackage({ to: ['H05'], ...change, documentId }));
  await until(async () => (await copyOf(id)).status === 1, soon('the status 01'));
  return { id, documentId };
}

async function copyOf(document: string) {
  const { deliveries } = await (await network.agency('H54.01')).document(document);
  return deliveries.find(({ recipient }) => recipient === 'H05')!;
}

const codesAtHome = async (document: string) => (await copyOf(document)).statuses.map(({ code }) => code);

const names: Readonly<Record<Speaker, string>> = { 'H54.01': 'Sở Nội vụ', H05: 'UBND tỉnh Bắc Ninh' };

/** A status of one side about a document, told to the other. */
function message(from: Speaker, named: Partial<StatusMessage['responseFor']>, change: Partial<StatusMessage>): Buffer {
  return writeStatus({
    from: { organId: from, organName: names[from] },
    responseFor: { organId: from === 'H05' ? 'H54.01' : 'H05', code: '', documentId: '', ...named },
    ...{ statusCode: 3, timestamp: '2020-03-02T09:00:00+07:00', ...change },
  });
}

describe.each(['national', 'provincial', 'own'] as const)('at the %s door', (which) => {
  const say = (from: Speaker, named: Partial<StatusMessage['responseFor']>, change: Partial<StatusMessage>) =>
    doors[which].send(from, message(from, named, change), 'status');
  const bad = (...words: string[]): Said => ({
    ...{ good: false, id: '' },
    words: expect.stringMatching(new RegExp(words.join('.*'))) as unknown as string,
  });

  test('a status 01 that the recipient’s system says too is a repeat, before and after 03', async () => {
    const { id, documentId } = await arrived();
    expect(await say('H05', { documentId }, { statusCode: 1 })).toMatchObject({ good: true });
    expect(await say('H05', { documentId }, { statusCode: 3 })).toMatchObject({ good: true });
    expect(await say('H05', { documentId }, { statusCode: 1 })).toMatchObject({ good: true });
    await until(async () => (await copyOf(id)).status === 3, soon('the status 03'));
    expect(await codesAtHome(id)).toEqual([1, 3]);
    expect((await copyOf(id)).statuses.map(({ number }) => number)).toEqual([1, 2]);
  });

  const recall = (documentId: string, description: string) =>
    say('H54.01', { documentId }, { statusCode: 13, description });
  const requests = async (document: string) => {
    const { items } = await (await network.agency('H05')).requests({ limit: 500 });
    return items.filter((one) => one.document === document).map(({ reason }) => reason);
  };

  test('the same recall again is a repeat while it is not answered; another reason is refused, and after 16 it is a new one', async () => {
    const { id, documentId } = await arrived();
    for (const _ of [1, 2, 3]) expect(await recall(documentId, 'Sai thể thức')).toMatchObject({ good: true });
    expect(await recall(documentId, 'Lý do khác')).toEqual(bad('has not answered the recall yet'));
    await until(async () => (await requests(id)).length > 0, soon('the recall'));
    expect(await requests(id)).toEqual(['Sai thể thức']);
    expect(await say('H05', { documentId }, { statusCode: 16, description: 'Đã giao việc' })).toMatchObject({
      good: true,
    });
    await until(async () => (await copyOf(id)).request === undefined, soon('the answer 16'));
    expect(await recall(documentId, 'Sai thể thức')).toMatchObject({ good: true });
    await until(async () => (await requests(id)).length > 1, soon('the second recall'));
    expect(await requests(id)).toEqual(['Sai thể thức', 'Sai thể thức']);
  });

  test('a recall by the recipient is told that only the sender of a document recalls it', async () => {
    const { documentId } = await arrived();
    const answer = await say('H05', { documentId }, { statusCode: 13, description: 'Trả lại' });
    expect(answer).toEqual(bad('only the sender', 'H54.01'));
  });

  test('a status without DocumentId finds its document by number and notation, whatever their spaces and case', async () => {
    const code = { number: `${++made}`, notation: 'VPCP-TTĐT' };
    const { id } = await arrived({ change: { code } });
    expect(await say('H05', { code: ` ${code.number} / vpcp-ttđt ` }, {})).toMatchObject({ good: true });
    await until(async () => (await copyOf(id)).status === 3, soon('the status 03'));
    const named = { code: `${code.number}/VPCP-TTĐT` };
    expect(await say('H54.01', named, { statusCode: 13, description: 'Sai' })).toMatchObject({ good: true });
    expect((await copyOf(id)).request).toBe('recall');
    expect(await say('H05', { code: '999/VPCP-TTĐT' }, {})).toEqual(bad('No document 999/VPCP-TTĐT'));
    expect(await say('H05', {}, {})).toEqual(bad('is required'));
  });

  test('one number of two documents is told apart by its day, and by the DocumentId only on one day', async () => {
    const code = { number: `${++made}`, notation: 'UBND' };
    const [first, second] = [await arrived({ change: { code } }), await arrived({ change: { code } })];
    const promulgation = { place: 'Thái Bình', date: '2020-02-28' };
    const earlier = await arrived({ change: { code, promulgation } });
    const named = { code: `${code.number}/UBND` };
    expect(await say('H05', named, {})).toEqual(bad('3 documents', 'DocumentId'));
    expect(await say('H05', { ...named, promulgationDate: '2020-03-02' }, {})).toEqual(bad('2 documents'));
    expect(await say('H05', { ...named, promulgationDate: '2020-02-28' }, {})).toMatchObject({ good: true });
    expect(await say('H05', { ...named, documentId: second.documentId }, {})).toMatchObject({ good: true });
    await until(async () => (await copyOf(earlier.id)).status === 3, soon('the status of the earlier one'));
    await until(async () => (await copyOf(second.id)).status === 3, soon('the status of the second'));
    expect(await codesAtHome(first.id)).toEqual([1]);
  });

  test('a number that is another document’s than the DocumentId is refused; one that is nobody’s is left alone', async () => {
    const code = { number: `${++made}`, notation: 'KH' };
    const [one, other] = [await arrived(), await arrived({ change: { code } })];
    const named = { documentId: one.documentId, code: `${code.number}/KH` };
    expect(await say('H05', named, {})).toEqual(bad(other.documentId, one.documentId));
    expect(await codesAtHome(one.id)).toEqual([1]);
    expect(await say('H05', { ...named, code: 'số 7' }, {})).toMatchObject({ good: true });
  });
  //STAFF

  const contact = { department: 'Văn phòng', mobile: '0912345678', email: 'vanphong@bacninh.gov.vn' };
  const staff = { staff: 'Nguyễn Văn A', ...contact };

  /** Who said the status of this package, as the two other doors hand it out. */
  const handedOut = (who: Speaker, docId: string) =>
    Promise.all(
      [doors.national, doors.provincial].map(async (door) => {
        const read = readStatus(await door.get(who, docId));
        return 'value' in read ? read.value.staff : read.refusal;
      }),
    );

  test('who said a status, and how to reach them, comes out whole at every door; so it is with a recall', async () => {
    const { id, documentId } = await arrived();
    await say('H05', { documentId }, { staff });
    await until(async () => (await copyOf(id)).status === 3, soon('the status 03'));
    expect((await copyOf(id)).statuses.at(-1)).toMatchObject({ staff: 'Nguyễn Văn A', contact });
    expect(await handedOut('H54.01', `${id}-H05-2`)).toEqual([staff, staff]);
    await say('H54.01', { documentId }, { statusCode: 13, description: 'Sai', staff });
    await until(async () => (await requests(id)).length > 0, soon('the recall'));
    expect(await handedOut('H05', `${id}-H05-r1`)).toEqual([staff, staff]);
  });

  test('a description or a number that is too long is refused with its limit, and nothing of it is kept', async () => {
    const { id, documentId } = await arrived();
    const long = { staff: { ...staff, mobile: '0'.repeat(21) } };
    expect(await say('H05', { documentId }, { description: 'x'.repeat(1_001) })).toEqual(bad('1001', '1000'));
    expect(await say('H05', { documentId }, long)).toEqual(bad('21', '20'));
    expect(await codesAtHome(id)).toEqual([1]);
    expect(await say('H05', { documentId }, { description: 'x'.repeat(1_000) })).toMatchObject({ good: true });
  });
});

test('JSON says and shows the same: with statuses, on the desk, with recalls and among the requests', async () => {
  const { id } = await arrived();
  const [sender, recipient] = [await network.agency('H54.01'), await network.agency('H05')];
  const contact = { mobile: '0912345678' };
  const { items } = await recipient.statuses([{ document: id, code: 3, staff: 'Văn thư', contact }]);
  expect(items).toEqual([{ document: id, outcome: 'recorded' }]);
  const desk = async () => (await sender.desk({ document: id, code: 3 })).items;
  await until(async () => (await desk()).length === 1, soon('the status on the desk'));
  expect(await desk()).toMatchObject([{ staff: 'Văn thư', contact }]);
  await sender.recall(id, { reason: 'Sai', contact });
  const asked = async () => (await recipient.requests({ limit: 500 })).items.filter(({ document }) => document === id);
  await until(async () => (await asked()).length === 1, soon('the recall'));
  expect(await asked()).toMatchObject([{ reason: 'Sai', contact }]);
  const wrong = recipient.statuses([{ document: id, code: 5, contact: { mobile: '0'.repeat(21) } }]);
  await expect(wrong).rejects.toMatchObject({ status: 400, code: 'request-invalid' });
});

test('an audit finds every one of them in its place', async () => {
  const look = () => audit({ store: network.store, folder: network.folder, tell: () => undefined });
  await until(async () => (await look()).count === 0, soon('an audit without differences'));
});
