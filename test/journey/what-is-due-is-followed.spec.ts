/** The due date of a package (hạn trả lời) goes with it: its recipient looks for what is due, its sender sees who has not answered in time; a document that answers ends it. */
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { ResponseFor } from '@lienthong/edxml';
import { audit } from '../../apps/exchange/src/audit/audit.js';
import { makePackage, Network } from '../support/network.js';
import { until } from '../support/waits.js';

let network: Network;
const sent: Record<string, string> = {};

/** The rehearsal begins on Monday, 2 March 2020, at 08:00. */
beforeAll(async () => {
  network = await Network.start('due');
  const sender = await network.agency('H54.01');
  for (const [name, dueDate] of [
    ['soon', '2020-03-04'],
    ['later', '2020-03-20'],
    ['never', undefined],
  ] as const) {
    const change = dueDate === undefined ? {} : { dueDate };
    const bytes = makePackage({ to: ['H05', 'H54.02'], documentId: name, change });
    sent[name] = (await sender.submit(bytes)).document;
  }
  const isThere = async () => (await (await network.agency('H05')).inbox()).items.length === 3;
  await until(isThere, { deadlineMs: 15_000, what: 'all at H05' });
});
afterAll(() => network.stop());

async function found(recipient: string, query: { dueBy?: string; overdue?: boolean }): Promise<string[]> {
  const { items } = await (await network.agency(recipient)).inbox(query);
  return items.map(({ documentId }) => documentId).sort();
}

const overdueOf = async (document: string): Promise<string[]> => {
  const { deliveries } = await (await network.agency('H54.01')).document(document);
  return deliveries.filter(({ overdue }) => overdue).map(({ recipient }) => recipient);
};

test('the due date stands in every inbox, also in another province, and is looked for', async () => {
  const items = (await (await network.agency('H05')).inbox()).items;
  expect(Object.fromEntries(items.map(({ documentId, dueDate }) => [documentId, dueDate]))).toEqual({
    ...{ soon: '2020-03-04', later: '2020-03-20', never: undefined },
  });
  expect(await found('H05', { dueBy: '2020-03-04' })).toEqual(['soon']);
  expect(await found('H54.02', { dueBy: '2020-12-31' })).toEqual(['later', 'soon']);
});

test('what is not done by the end of its day is overdue, for its recipient and its sender, until it is done', async () => {
  const [sender, recipient] = [await network.agency('H54.01'), await network.agency('H54.02')];
  for (const code of [3, 6]) await recipient.statuses([{ document: sent['soon']!, code }]);
  await network.operator().operator.moveClock(new Date('2020-03-04T23:59:00+07:00'));
  expect([await found('H05', { overdue: true }), await overdueOf(sent['soon']!)]).toEqual([[], []]);
  expect((await sender.documents({ overdue: true })).items).toEqual([]);
  await network.operator().operator.moveClock(new Date('2020-03-05T00:01:00+07:00'));
  expect([await found('H05', { overdue: true }), await found('H54.02', { overdue: true })]).toEqual([['soon'], []]);
  expect(await overdueOf(sent['soon']!)).toEqual(['H05']);
  expect((await sender.documents({ overdue: true })).items).toMatchObject([
    { documentId: 'soon', dueDate: '2020-03-04' },
  ]);
  const late = await network.agency('H05');
  for (const code of [3, 6]) await late.statuses([{ document: sent['soon']!, code }]);
  expect(await found('H05', { overdue: true })).toEqual([]);
  await until(async () => (await sender.documents({ overdue: true })).items.length === 0, {
    ...{ deadlineMs: 15_000, what: 'nobody to be waited for' },
  });
  expect(await overdueOf(sent['soon']!)).toEqual(['H05']);
});

describe('a document that answers', () => {
  const asking = { from: 'H54.01', to: ['H05', 'H54.02', 'H54.20'], documentId: 'asked' };
  let asked: string;
  const deliveryTo = async (recipient: string) => {
    const { deliveries } = await (await network.agency('H54.01')).document(asked);
    return deliveries.find((delivery) => delivery.recipient === recipient)!;
  };
  const itemAt = async (recipient: string) => (await network.agency(recipient)).inboxItem(asked);

  async function answer(from: string, to: ResponseFor, type = 0, documentId = `${from} answers ${to.documentId}`) {
    const change = { responseFor: [to], business: { type, reason: 'Phúc đáp' } };
    return (await network.agency(from)).submit(makePackage({ from, to: ['H54.01'], documentId, change }));
  }

  beforeAll(async () => {
    const change = { dueDate: '2020-03-06', code: { number: '77', notation: 'SNV-VP' } };
    asked = (await (await network.agency('H54.01')).submit(makePackage({ ...asking, change }))).document;
    await until(() => itemAt('H05').catch(() => undefined), { deadlineMs: 15_000, what: 'the question at H05' });
    await network.operator().operator.moveClock(new Date('2020-03-07T08:00:00+07:00'));
  });

  test('ends the due date in its sender’s inbox at once, and where it was asked for when it gets there', async () => {
    expect(await itemAt('H05')).toMatchObject({ overdue: true });
    expect(await deliveryTo('H05')).toMatchObject({ overdue: true });
    const { document } = await answer('H05', { organId: '000.00.01.H54', documentId: 'asked' });
    const item = await itemAt('H05');
    expect([item.answeredBy, item.overdue, item.status]).toEqual([document, undefined, 1]);
    expect(await found('H05', { overdue: true })).toEqual([]);
    const isTold = async () => (await deliveryTo('H05')).answeredBy;
    expect(await until(isTold, { deadlineMs: 15_000, what: 'the answer at the place of H54.01' })).toBe(document);
    expect((await overdueOf(asked)).sort()).toEqual(['H54.02', 'H54.20']);
  });

  test('may name it by number and notation, with its day; then they have to be those of one that is due', async () => {
    const by = { organId: 'H54.01', code: '77/SNV-VP' };
    await answer('H54.02', { ...by, promulgationDate: '2019-03-02' }, 0, 'of another year');
    await answer('H54.02', { ...by, organId: 'H54.20' }, 0, 'of another agency');
    await answer('H54.02', { organId: 'H99', documentId: 'asked' }, 0, 'of nobody');
    await answer('H54.02', { organId: 'H54.01', documentId: 'never' }, 0, 'without a due date');
    expect(await itemAt('H54.02')).toMatchObject({ overdue: true });
    const { document } = await answer('H54.02', { ...by, promulgationDate: '2020-03-02' }, 0, 'the right one');
    expect(await itemAt('H54.02')).toMatchObject({ answeredBy: document });
    expect(await deliveryTo('H54.02')).toMatchObject({ answeredBy: document });
    const [never] = (await (await network.agency('H54.02')).inbox()).items.filter(
      ({ documentId }) => documentId === 'never',
    );
    expect(never).not.toHaveProperty('answeredBy');
  });

  test('is the first one: neither a second answer nor the first sent again is noted', async () => {
    const { answeredBy } = await itemAt('H05');
    await answer('H05', { organId: 'H54.01', documentId: 'asked' }, 0, 'once more');
    expect((await itemAt('H05')).answeredBy).toBe(answeredBy);
  });

  test('is no recall, though that names the same document', async () => {
    const sent = makePackage({ from: 'H54.20', to: ['H54.01'], documentId: 'taken back' });
    await (await network.agency('H54.20')).submit(sent);
    await answer('H54.20', { organId: 'H54.01', documentId: 'asked' }, 1, 'taken back');
    expect(await itemAt('H54.20')).toMatchObject({ overdue: true });
    const found = await (await network.agency('H54.01')).documents({ overdue: true });
    expect(found.items.map(({ documentId }) => documentId)).toEqual(['asked']);
  });

  test('is made from a form as well', async () => {
    const metadata = {
      ...{ to: ['H54.01'], code: { number: '8', notation: 'UBND' }, subject: 'Về việc phúc đáp' },
      ...{ promulgation: { date: '2020-03-06' }, responseFor: [{ organId: 'H54.01', documentId: 'asked' }] },
    };
    const file = { name: 'phuc-dap.pdf', contentType: 'application/pdf', bytes: Buffer.from('%PDF-1.7') };
    const { document } = await (await network.agency('H54.20')).submitFiles(metadata, [file]);
    expect(await itemAt('H54.20')).toMatchObject({ answeredBy: document });
    expect((await (await network.agency('H54.01')).documents({ overdue: true })).items).toEqual([]);
    const { differences } = await audit({ store: network.store, folder: network.folder, tell: () => undefined });
    expect(differences).toEqual([]);
  });
});
