/** Status messages as systems of other makers really send them: repeated, without a DocumentId, from the wrong side; alike at every door. */
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { writeStatus, type StatusMessage } from '@lienthong/edxml';
import { audit } from '../../apps/exchange/src/audit/audit.js';
import { makePackage, Network } from '../support/network.js';
import {
  axisDoor,
  ownDoor,
  provincialDoor,
  type Said,
  type Speaker,
  type StatusDoor,
} from '../support/status-doors.js';
import { until } from '../support/waits.js';

let network: Network;

beforeAll(async () => {
  network = await Network.start('statuses at doors');
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

describe.each([
  ['of the national axis', axisDoor],
  ['of a provincial axis', provincialDoor],
  ['of our own', ownDoor],
])('at the door %s', (_, open) => {
  let door: StatusDoor;

  beforeAll(async () => {
    door = await open(network);
  });

  const say = (from: Speaker, named: Partial<StatusMessage['responseFor']>, change: Partial<StatusMessage>) =>
    door.send(from, message(from, named, change), 'status');
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
});

test('an audit finds every one of them in its place', async () => {
  const look = () => audit({ store: network.store, folder: network.folder, tell: () => undefined });
  await until(async () => (await look()).count === 0, soon('an audit without differences'));
});
