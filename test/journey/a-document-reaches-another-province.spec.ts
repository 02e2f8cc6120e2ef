/** One signed document from Thái Bình to Bắc Ninh and its statuses back, through three places. */
import { hash } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { axis, makePackage, Network, office, otherOffice } from '../support/network.js';
import { until } from '../support/waits.js';

let network: Network;

beforeAll(async () => {
  network = await Network.start('another province');
});
afterAll(() => network.stop());

describe('a signed document to another province', () => {
  test('is delivered, fetched byte for byte, answered, and its statuses stand on the sender’s desk', async () => {
    const sender = await network.agency('H54.01');
    const recipient = await network.agency('H05');
    const bytes = makePackage({ to: ['H05', 'H54.02'], signers: [await network.signer('H54.01')] });

    const submission = await sender.submit(bytes);
    expect(submission.facts).toEqual({ declared: true, present: true, valid: true, trusted: true, verdict: 'trusted' });

    const item = await until(async () => (await recipient.inbox()).items[0], {
      deadlineMs: 15_000,
      what: 'the document in the inbox of H05',
    });
    expect(item.packageDigest).toBe(hash('sha256', bytes, 'hex'));
    for await (const fetched of recipient.packages([item.document], true)) expect(fetched.bytes).toEqual(bytes);

    const said = await recipient.statuses([
      { document: item.document, code: 3, staff: 'Văn thư' },
      { document: item.document, code: 6 },
    ]);
    expect(said.items.map(({ outcome }) => outcome)).toEqual(['recorded', 'recorded']);

    await until(async () => (await sender.desk()).items.filter(({ recipient: who }) => who === 'H05').length === 3, {
      deadlineMs: 15_000,
      what: 'three statuses of H05 on the desk',
    });
    const view = await sender.document(submission.document);
    const abroad = view.deliveries.find(({ recipient: who }) => who === 'H05');
    expect(abroad?.state).toBe('delivered');
    expect(abroad?.statuses.map(({ code }) => code)).toEqual([1, 3, 6]);
    expect(abroad?.trace.map(({ place }) => place)).toEqual([office, axis, otherOffice]);

    const { total } = await network.operator().books();
    expect(total).toMatchObject({ documents: 1, accepted: 2, delivered: 2, inFlight: 0, statuses: 4 });
    const statistics = await network.operator().signatureStatistics({ by: ['agency'] });
    expect(statistics.items).toMatchObject([{ agency: 'H54.01', sent: 1, trusted: 1, signedRatio: 1 }]);
  });
});
