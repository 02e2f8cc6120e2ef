/** With the policy `observe` bad signatures pass with their verdict; what the scanner finds, or can not look at, does not pass for that. */
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { signDetached } from '@lienthong/signature';
import { audit } from '../../apps/exchange/src/audit/audit.js';
import { ClamdServer, describeWithClamd, plagues } from '../support/clamd.js';
import { makePackage, Network, rehearsalFrom } from '../support/network.js';
import { until } from '../support/waits.js';

describeWithClamd('a place that observes and scans', () => {
  let network: Network;
  let clamd: ClamdServer;

  beforeAll(async () => {
    clamd = await ClamdServer.start('Old');
    const settings = { SIGNATURE_POLICY: 'observe', SCANNER: clamd.address, SCAN_SECONDS: '5', LOG_LEVEL: 'error' };
    network = await Network.start('observed and scanned', { environment: settings });
  }, 120_000);
  afterAll(async () => {
    await network.stop();
    await clamd.stop();
  });

  /** With a signature of `signed`, where it is not of the bytes themselves. */
  async function submit(bytes: Buffer, signed = bytes): Promise<string> {
    const signatures = [signDetached(signed, await network.signer('H54.01'), rehearsalFrom)];
    const sent = await (await network.agency('H54.01')).submit(makePackage({ bytes, signatures }));
    expect(sent.state).toBe('parked');
    return sent.document;
  }
  const view = async (document: string) => (await network.agency('H54.01')).document(document);
  const ended = (document: string) =>
    until(
      async () => {
        const one = await view(document);
        return one.deliveries.some(({ state }) => state !== 'in-flight') && one;
      },
      { deadlineMs: 30_000, what: 'the end of the delivery' },
    );
  const letter = (words: string) => Buffer.from(`%PDF-1.7 ${words}`);

  test('a clean document with an altered signature is delivered with that verdict', async () => {
    const facts = { declared: true, present: true, valid: false, trusted: false, verdict: 'signature-altered' };
    const document = await submit(letter('one'), letter('another'));
    expect(await ended(document)).toMatchObject({ state: 'accepted', facts, deliveries: [{ state: 'delivered' }] });
    const [item] = (await (await network.agency('H54.02')).inbox()).items;
    expect(item).toMatchObject({ document, facts });
  });

  test('an infected one is refused for what was found in it, whatever its signature is worth', async () => {
    const infected = Buffer.concat([letter('infected'), plagues.Old]);
    for (const [signed, facts] of [
      [infected, { valid: true, trusted: true }],
      [letter('another'), { valid: false, verdict: 'signature-altered' }],
    ] as const) {
      const one = await ended(await submit(infected, signed));
      expect(one).toMatchObject({ state: 'accepted', facts, deliveries: [{ state: 'refused', status: 2 }] });
      expect(one.deliveries[0]?.reason).toMatch(/^The scanner found LienThong\.Plague\.Old/);
    }
  });

  test('while the scanner is away documents wait, and end refused after four hours', async () => {
    await clamd.pause();
    const document = await submit(letter('waiting'));
    await until(async () => (await view(document)).unscanned, { deadlineMs: 30_000, what: 'the reason to be told' });
    expect(await view(document)).toMatchObject({ state: 'parked', deliveries: [] });
    await network.operator().operator.moveClock(new Date('2020-03-02T13:00:00+07:00'));
    const { deliveries } = await ended(document);
    expect(deliveries).toMatchObject([
      { state: 'refused', reason: expect.stringMatching(/no verdict within 4 hours/) },
    ]);
    await clamd.resume();
  });

  test('without fresh lists a document waits for the scanner alone, and is delivered valid, not trusted', async () => {
    await network.operator().operator.moveClock(new Date('2021-02-01T09:00:00+07:00'));
    const facts = { valid: true, trusted: false, verdict: 'revocation-stale' };
    const one = await ended(await submit(letter('stale')));
    expect(one).toMatchObject({ state: 'accepted', facts, deliveries: [{ state: 'delivered' }] });
  });

  test('every document is counted once with its facts, attempts by code, and an audit finds nothing that differs', async () => {
    const { total } = await network.operator().signatureStatistics();
    expect(total).toMatchObject({ sent: 5, declared: 5, present: 5, valid: 3, trusted: 2 });
    const books = (await network.operator().books()).total;
    expect(books).toMatchObject({ accepted: 5, delivered: 2, refused: 3, expired: 0, dead: 0, inFlight: 0 });
    const counted = await network.store.source.query<unknown[]>(
      'SELECT code, sum(attempts)::int AS attempts FROM refusal_count GROUP BY code ORDER BY code',
    );
    expect(counted).toEqual([
      { code: 'attachment-infected', attempts: 2 },
      { code: 'attachment-unscanned', attempts: 1 },
    ]);
    const { store, folder } = network;
    expect((await audit({ store, folder, tell: () => undefined })).differences).toEqual([]);
  });
});
