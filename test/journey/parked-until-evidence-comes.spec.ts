/** A signed document that comes while the revocation lists are out of date waits for fresh ones, and not for ever. */
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { ProblemError } from '@lienthong/client';
import { deleteAgency, putAgencies } from '@lienthong/store';
import { audit } from '../../apps/exchange/src/audit/audit.js';
import { makePackage, Network, office } from '../support/network.js';
import { until } from '../support/waits.js';

let network: Network;

beforeAll(async () => {
  network = await Network.start('parked', { processes: 0 });
  await publish('2020-03-01T00:00:00+07:00', '2020-03-02T00:00:00+07:00');
  await network.addServer();
});
afterAll(() => network.stop());

const publish = (from: string, to: string) => network.publishTrust(new Date(from), new Date(to));
const moveTo = (time: string) => network.operator().operator.moveClock(new Date(time));
const books = async () => (await network.operator().books()).total;

describe('a document without fresh revocation evidence', () => {
  test('is parked: receipted, but neither delivered nor counted, until fresh lists come', async () => {
    const [sender, recipient] = [await network.agency('H54.01'), await network.agency('H54.02')];
    const bytes = makePackage({ to: ['H54.02', 'H54.20'], signers: [await network.signer('H54.01')] });
    const submission = await sender.submit(bytes);
    const { document } = submission;
    expect(submission).toMatchObject({
      ...{ state: 'parked', recipients: ['H54.02', 'H54.20'] },
      facts: { declared: true, present: true, valid: true, trusted: false, verdict: 'revocation-stale' },
    });
    expect(await sender.submit(bytes)).toEqual(submission);
    expect(await sender.document(document)).toMatchObject({ state: 'parked', deliveries: [] });
    expect((await recipient.inbox()).items).toEqual([]);
    expect(await books()).toMatchObject({ documents: 0, accepted: 0, inFlight: 0 });

    // Published an hour after the document came, as lists are: they speak from their own day on.
    await moveTo('2020-03-02T09:30:00+07:00');
    await publish('2020-03-02T09:00:00+07:00', '2020-03-03T00:00:00+07:00');
    const item = await until(async () => (await recipient.inbox()).items[0], {
      ...{ deadlineMs: 15_000, what: 'the parked document in the inbox' },
    });
    expect(item).toMatchObject({ document, facts: { trusted: true, verdict: 'trusted' } });
    const view = await sender.document(document);
    expect(view).toMatchObject({ state: 'accepted', facts: { trusted: true }, signatures: [{ code: 'trusted' }] });
    expect(view.deliveries.map(({ state }) => state)).toEqual(['delivered', 'delivered']);
    expect(await books()).toMatchObject({ documents: 1, accepted: 2, delivered: 2, inFlight: 0 });
    expect((await network.operator().signatureStatistics()).total).toMatchObject({ sent: 1, valid: 1, trusted: 1 });
    expect((await sender.submit(bytes)).receipt).toEqual(submission.receipt);
  });

  test('goes by unsigned ones, which need no evidence', async () => {
    await moveTo('2020-03-03T08:00:00+07:00');
    const sender = await network.agency('H54.01');
    expect(await sender.submit(makePackage())).toMatchObject({ state: 'accepted', facts: { verdict: 'unsigned' } });
    const waiting = await sender.submit(makePackage({ signers: [await network.signer('H54.01')] }));
    expect(waiting.state).toBe('parked');
  });

  test('is refused when none comes within four hours of official time, and stays refused', async () => {
    const sender = await network.agency('H54.01');
    const bytes = makePackage({ signers: [await network.signer('H54.01')] });
    const { document } = await sender.submit(bytes);
    await moveTo('2020-03-03T12:00:00+07:00');
    const alone = makePackage({ signers: [await network.signer('H54.01')] });
    expect((await sender.submit(alone)).state).toBe('parked');
    await moveTo('2020-03-03T12:00:01+07:00');
    await until(async () => (await sender.document(document)).state === 'refused', {
      ...{ deadlineMs: 15_000, what: 'the parked document to be refused' },
    });
    const states = (await sender.documents()).items.map(({ state }) => state);
    expect(states).toEqual(['accepted', 'accepted', 'refused', 'refused', 'parked']);
    const again = sender.submit(bytes);
    await expect(again).rejects.toThrow(ProblemError);
    await expect(again).rejects.toMatchObject({ status: 422, code: 'revocation-stale' });
    expect(await books()).toMatchObject({ documents: 2, accepted: 3, delivered: 3, refused: 0, inFlight: 0 });
    const attempts: unknown[] = await network.store.source.query('SELECT agency, code, attempts FROM refusal_count');
    expect(attempts).toEqual([{ agency: 'H54.01', code: 'revocation-stale', attempts: 2 }]);
  });

  test('ends with a refusal that its sender sees when a recipient is deleted while it waits', async () => {
    const sender = await network.agency('H54.01');
    const gone = { code: 'H54.40', oldCode: '000.00.40.H54', name: 'Sở đã giải thể', tier: 'department' };
    await network.store.transaction((tx) => putAgencies(tx, [{ ...gone, place: office, parent: null }]));
    await until(async () => (await sender.directory({ text: gone.code })).items.length === 1, {
      ...{ deadlineMs: 15_000, what: 'the agency in the directory' },
    });
    const wish = { to: ['H54.02', gone.code], signers: [await network.signer('H54.01')] };
    const { document, state } = await sender.submit(makePackage(wish));
    expect(state).toBe('parked');
    await network.store.transaction((tx) => deleteAgency(tx, office, gone.code));
    const refused = await until(
      async () => {
        const view = await sender.document(document);
        return view.state === 'refused' && view;
      },
      { deadlineMs: 15_000, what: 'the refusal' },
    );
    expect(refused).toMatchObject({
      deliveries: [],
      facts: { declared: true, present: true, verdict: 'recipient-locked' },
    });
    const { differences } = await audit({ store: network.store, folder: network.folder, tell: () => undefined });
    expect(differences).toEqual([]);
  });

  test('ends the due date of what it answers when it goes on, not before', async () => {
    const [asking, sender] = [await network.agency('H54.20'), await network.agency('H54.01')];
    const change = { dueDate: '2020-03-10' };
    const asked = await asking.submit(makePackage({ from: 'H54.20', to: ['H54.01'], documentId: 'asked', change }));
    const wish = {
      ...{ to: ['H54.20'], signers: [await network.signer('H54.01')] },
      change: { responseFor: [{ organId: 'H54.20', documentId: 'asked' }] },
    };
    const { document, state } = await sender.submit(makePackage(wish));
    expect([state, (await sender.inboxItem(asked.document)).answeredBy]).toEqual(['parked', undefined]);
    await publish('2020-03-03T09:00:00+07:00', '2020-03-05T00:00:00+07:00');
    const isNoted = async () => (await sender.inboxItem(asked.document)).answeredBy;
    expect(await until(isNoted, { deadlineMs: 15_000, what: 'the answer to be judged' })).toBe(document);
    expect((await asking.document(asked.document)).deliveries).toMatchObject([{ answeredBy: document }]);
  });
});
