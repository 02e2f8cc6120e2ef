/** The time limits of Decision 28/2018 and Decree 30/2020 on a clock that a rehearsal moves: what breaks them is shown as late. */
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { signDetached } from '@lienthong/signature';
import { makePackage, Network } from '../support/network.js';

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
