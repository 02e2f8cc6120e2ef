/** The due date of a package (hạn trả lời) goes with it: its recipient looks for what is due, its sender sees who has not answered in time. */
import { afterAll, beforeAll, expect, test } from '@jest/globals';
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
