/** The time limits of Decision 28/2018 and Decree 30/2020 on a clock that a rehearsal moves: what breaks them is shown as late. */
import type { DocumentsQuery } from '@lienthong/client';
import type { LateStatistic } from '@lienthong/edxml';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { signDetached } from '@lienthong/signature';
import { audit } from '../../apps/exchange/src/audit/audit.js';
import { makePackage, Network } from '../support/network.js';
import { until } from '../support/waits.js';

let network: Network;

beforeAll(async () => {
  network = await Network.start('late');
});
afterAll(() => network.stop());

const bytes = Buffer.from('%PDF-1.7 late');

async function sentAfterSigning(signedAt: string, documentId: string, priority = 0): Promise<string> {
  const signature = signDetached(bytes, await network.signer('H54.01'), new Date(signedAt));
  const sender = await network.agency('H54.01');
  return (await sender.submit(makePackage({ bytes, signatures: [signature], documentId, priority }))).document;
}

const view = async (document: string) => (await network.agency('H54.01')).document(document);

/** The rehearsal begins on Monday, 2 March 2020, at 08:00. */
test('a document is sent late when the morning after its signing has passed; an urgent one after an hour', async () => {
  expect(await view(await sentAfterSigning('2020-02-28T16:00:00+07:00', 'late-1'))).not.toHaveProperty('sentLate');
  expect(await view(await sentAfterSigning('2020-02-27T16:00:00+07:00', 'late-2'))).toHaveProperty('sentLate', true);
  expect(await view(await sentAfterSigning('2020-03-02T06:30:00+07:00', 'late-3', 3))).toHaveProperty('sentLate', true);
  expect(await view(await sentAfterSigning('2020-03-02T07:30:00+07:00', 'late-4', 3))).not.toHaveProperty('sentLate');
});

test('a recipient that has not taken it up on the day of its arrival is late, also when it answers afterwards', async () => {
  const sender = await network.agency('H54.01');
  const recipient = await network.agency('H54.02');
  const [fast, slow] = await Promise.all(
    ['late-5', 'late-6'].map(async (documentId) => (await sender.submit(makePackage({ documentId }))).document),
  );
  await recipient.statuses([{ document: fast!, code: 3 }]);
  await network.operator().operator.moveClock(new Date('2020-03-02T23:50:00+07:00'));
  expect((await view(slow!)).deliveries[0]).not.toHaveProperty('answeredLate');
  await network.operator().operator.moveClock(new Date('2020-03-03T00:10:00+07:00'));
  expect((await view(slow!)).deliveries[0]).toHaveProperty('answeredLate', true);
  await recipient.statuses([{ document: slow!, code: 3 }]);
  expect((await view(slow!)).deliveries[0]).toHaveProperty('answeredLate', true);
  expect((await view(fast!)).deliveries[0]).not.toHaveProperty('answeredLate');
});

const counts = ({ sent, sentLate, answeredLate, unanswered }: LateStatistic) => [
  sent,
  sentLate,
  answeredLate,
  unanswered,
];

describe('the statistics of what was late', () => {
  test('count by month, agency, tier and type what was sent late, answered late, and is late without an answer', async () => {
    const operator = network.operator();
    const { items, total } = await operator.lateStatistics({ by: ['month', 'agency'] });
    // The four documents of the first story were never taken up by H54.02, nor were they by the end of 2 March.
    expect(counts(total)).toEqual([6, 2, 1, 4]);
    expect(items.map(({ month, agency, ...row }) => [month, agency, ...counts(row)])).toEqual([
      ['2020-03', 'H54.01', 6, 2, 0, 0],
      ['2020-03', 'H54.02', 0, 0, 1, 4],
    ]);
    const byType = await operator.lateStatistics({
      by: ['tier', 'type'],
      agency: 'H54.01',
      from: '2020-03',
      to: '2020-03',
    });
    expect(byType.items).toEqual([
      { tier: 'department', type: 'Công văn', sent: 6, sentLate: 2, answeredLate: 0, unanswered: 0 },
    ]);
    expect(counts((await operator.lateStatistics({ from: '2020-04' })).total)).toEqual([0, 0, 0, 0]);
  });

  test('lead to the documents, page by page, with their limits; an agency sees its own', async () => {
    const operator = network.operator();
    const first = await operator.lateDocuments({ kind: 'sent', limit: 1 });
    expect(first).toMatchObject({
      more: true,
      items: [
        {
          ...{ agency: 'H54.01', documentId: 'late-2', since: '2020-02-27T09:00:00.000Z' },
          ...{ due: '2020-02-28T05:00:00.000Z', done: expect.stringMatching(/^2020-03-02T01:/) },
        },
      ],
    });
    const second = await operator.lateDocuments({ kind: 'sent', after: first.next! });
    expect(second.items.map(({ documentId }) => documentId)).toEqual(['late-3']);
    const recipient = await network.agency('H54.02');
    const answered = await recipient.lateDocuments({ kind: 'answered' });
    expect(answered.items).toMatchObject([{ documentId: 'late-6', due: '2020-03-02T17:00:00.000Z' }]);
    const open = await recipient.lateDocuments({ kind: 'unanswered' });
    expect(open.items.map(({ documentId }) => documentId)).toEqual(['late-1', 'late-2', 'late-3', 'late-4']);
    await expect(recipient.lateDocuments({ kind: 'sent', agency: 'H54.01' })).rejects.toMatchObject({
      code: 'role-forbidden',
    });
  });

  test('are recomputed by the audit, which names what was changed', async () => {
    const look = async () => {
      const { differences } = await audit({ store: network.store, folder: network.folder, tell: () => undefined });
      return differences.map(({ table, key, found }) => [table, key.slice(0, 2), found.slice(0, 6)]);
    };
    const run = (sql: string) => network.store.source.query(sql);
    expect(await look()).toEqual([]);
    await run(`UPDATE late SET due_at = due_at + interval '1 day' WHERE kind = 2`);
    expect(await look()).toEqual([['late', '2 ', 'month ']]);
    await run('DELETE FROM late WHERE kind = 2');
    expect(await look()).toEqual([['late', '2 ', 'no row']]);
  });

  test('are those that their sender finds by the limit that was broken, of any recipient or one', async () => {
    const sender = await network.agency('H54.01');
    const found = async (query: DocumentsQuery) =>
      (await sender.documents(query)).items.map(({ documentId }) => documentId);
    const open = ['late-1', 'late-2', 'late-3', 'late-4'];
    expect(await found({ late: 'sent' })).toEqual(['late-2', 'late-3']);
    expect(await found({ late: 'answered' })).toEqual(['late-6']);
    expect(await found({ late: 'unanswered' })).toEqual(open);
    expect(await found({ late: 'unanswered', recipient: 'H54.02' })).toEqual(open);
    expect(await found({ late: 'answered', documentId: 'late-5' })).toEqual([]);
    await sender.submit(makePackage({ documentId: 'late-7', to: ['H05', 'H54.02'] }));
    const isThere = async () => (await (await network.agency('H05')).inbox()).items[0];
    const { document } = await until(isThere, { deadlineMs: 15_000, what: 'a document in another province' });
    await network.operator().operator.moveClock(new Date('2020-03-04T00:10:00+07:00'));
    const waits = { late: 'unanswered', documentId: 'late-7', recipient: 'H05' } as const;
    await until(async () => (await found(waits)).length, { deadlineMs: 15_000, what: 'the word of its arrival' });
    await (await network.agency('H05')).statuses([{ document, code: 3 }]);
    const isTold = async () => (await found({ late: 'answered' })).includes('late-7');
    await until(isTold, { deadlineMs: 15_000, what: 'the receipt from another province' });
    expect(await found(waits)).toEqual([]);
    expect(await found({ late: 'unanswered', documentId: 'late-7' })).toEqual(['late-7']);
    expect(await found({ late: 'answered', recipient: 'H54.02' })).toEqual(['late-6']);
  });
});
