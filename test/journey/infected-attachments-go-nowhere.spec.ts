/** With a scanner, nothing infected leaves its sender's place or enters an inbox, and nothing at all while the scanner is away. */
import { audit } from '../../apps/exchange/src/audit/audit.js';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { Clamd, readScannerAddress } from '../../apps/exchange/src/scan/clamd.js';
import { ClamdServer, describeWithClamd, plagues } from '../support/clamd.js';
import { makePackage, Network, office, otherOffice } from '../support/network.js';
import { until } from '../support/waits.js';

const within = (what: string) => ({ deadlineMs: 45_000, what });
const books = async (network: Network) => (await network.operator().books()).total;

describeWithClamd('a network whose places scan', () => {
  let network: Network;
  let leaving: ClamdServer;
  let entering: ClamdServer;

  beforeAll(async () => {
    [leaving, entering] = await Promise.all([ClamdServer.start('Old'), ClamdServer.start('Old', 'New')]);
    network = await Network.start('scanned', { processes: 0 });
    const pace = { RELAY_PATIENCE_MS: '300', SCAN_SECONDS: '5' };
    await network.addServer({ QUEUES: 'office,axis', SCANNER: leaving.address, ...pace, LOG_LEVEL: 'error' });
    await network.addServer({ QUEUES: 'nodes', SCANNER: entering.address, ...pace, LOG_LEVEL: 'error' });
  }, 120_000);
  afterAll(async () => {
    await network.stop();
    await Promise.all([leaving.stop(), entering.stop()]);
  });

  async function submit(to: readonly string[], plague?: Buffer, wish: Parameters<typeof makePackage>[0] = {}) {
    const sender = await network.agency('H54.01');
    const content = Buffer.from(`%PDF-1.7 ${Math.random()}\n`);
    const bytes = makePackage({
      to,
      bytes: plague === undefined ? content : Buffer.concat([content, plague]),
      ...wish,
    });
    return { sender, bytes, submission: await sender.submit(bytes) };
  }

  async function ended({ sender, submission }: Awaited<ReturnType<typeof submit>>, open = 0) {
    return until(async () => {
      const view = await sender.document(submission.document);
      const states = view.deliveries.map(({ state }) => state);
      return states.length > 0 && states.filter((state) => state === 'in-flight').length === open && view;
    }, within('the deliveries to end'));
  }

  test('the scanner is heard each time it is asked, however quickly it answers and closes', async () => {
    const clamd = new Clamd(readScannerAddress(leaving.address), { answerWithinMs: 20_000, mostBytes: 1_000 });
    const heard: string[] = [];
    const ask = async (): Promise<void> => {
      for (let time = 0; time < 100; time++) {
        heard.push(await clamd.version());
        heard.push(`ClamAV found ${await clamd.scan(plagues.Old)}`);
      }
    };
    await Promise.all(Array.from({ length: 8 }, ask));
    expect(heard).toHaveLength(1_600);
    expect(heard.filter((one) => !one.startsWith('ClamAV'))).toEqual([]);
  });

  test('a clean document is parked for a moment, then delivered here and in another province', async () => {
    const signed = await submit(['H05', 'H54.02'], undefined, { signers: [await network.signer('H54.01')] });
    expect(signed.submission).toMatchObject({ state: 'parked', facts: { trusted: true } });
    const view = await ended(signed);
    expect(view).toMatchObject({ state: 'accepted', facts: { trusted: true }, signatures: [{ code: 'trusted' }] });
    expect(view.deliveries.map(({ state }) => state)).toEqual(['delivered', 'delivered']);
    expect((await signed.sender.submit(signed.bytes)).receipt).toEqual(signed.submission.receipt);
  });

  test.each([
    { what: 'as it is', zipped: false },
    { what: 'zipped for the transport', zipped: true },
  ])(
    'an infected attachment ($what) leaves its place for nobody, and the sender is told what was found',
    async (form) => {
      const before = await books(network);
      const sent = await submit(['H05', 'H54.02'], plagues.Old, { zipped: form.zipped, name: 'thong-bao.pdf' });
      const view = await ended(sent);
      const reason = 'The scanner found LienThong.Plague.Old.UNOFFICIAL in thong-bao.pdf';
      expect(view.deliveries).toMatchObject(
        ['H05', 'H54.02'].map((recipient) => ({ recipient, state: 'refused', status: 2, reason })),
      );
      const desk = (await sent.sender.desk({ limit: 200 })).items.filter(({ document }) => document === view.document);
      expect(desk.map(({ code, reason: said, staff }) => [code, said, staff])).toEqual(
        Array(2).fill([2, reason, office]),
      );
      const left = 'SELECT FROM delivery WHERE document = $1 AND (seq IS NOT NULL OR place <> $2)';
      expect(await network.store.source.query<unknown[]>(left, [view.document, office])).toEqual([]);
      const { refused, inFlight } = await books(network);
      expect([refused, inFlight]).toEqual([before.refused + 2, before.inFlight]);
      expect((await sent.sender.submit(sent.bytes)).receipt).toEqual(sent.submission.receipt);
    },
  );

  test('what only the scanner of the receiving place knows is refused there, and delivered where nobody knows it', async () => {
    const sent = await submit(['H05', 'H54.02'], plagues.New);
    const [abroad, here] = (await ended(sent)).deliveries;
    expect(here).toMatchObject({ recipient: 'H54.02', state: 'delivered' });
    expect(abroad).toMatchObject({
      ...{ recipient: 'H05', state: 'refused', status: 2 },
      statuses: [{ number: 0, code: 2, staff: otherOffice }],
    });
    expect(abroad?.reason).toMatch(/^The scanner found LienThong\.Plague\.New\.UNOFFICIAL in van-ban-\d+\.pdf$/);
  });

  test("while the receiving place's scanner is of no use its documents stay under way, others pass, and none dies", async () => {
    const broken = await entering.misbehave();
    const waiting = await submit(['H05', 'H54.20']);
    const view = await ended(waiting, 1);
    expect(view.deliveries.map(({ state }) => state)).toEqual(['in-flight', 'delivered']);
    await until(() => broken.asked() >= 3, within('the hop to be offered again and again'));
    expect((await ended(waiting, 1)).deliveries[0]).toMatchObject({ recipient: 'H05', state: 'in-flight' });
    expect(await network.store.source.query<unknown[]>('SELECT attempts FROM attempt')).toEqual([]);
    await broken.stop();
    await entering.resume();
    expect((await ended(waiting)).deliveries.map(({ state }) => state)).toEqual(['delivered', 'delivered']);
  });

  test("while the sender's scanner is away documents wait, say why, and go on when it is back", async () => {
    await leaving.pause();
    const waiting = await submit(['H54.02']);
    const told = await until(async () => {
      const { unscanned, state } = await waiting.sender.document(waiting.submission.document);
      return unscanned !== undefined && { unscanned, state };
    }, within('the reason to be told'));
    expect(told).toEqual({ state: 'parked', unscanned: expect.stringMatching(/ENOENT|ECONNREFUSED/) });
    await leaving.resume();
    const view = await ended(waiting);
    expect([view.state, view.unscanned, view.deliveries[0]?.state]).toEqual(['accepted', undefined, 'delivered']);
  });

  test('a document that the scanner gave no verdict on within four hours ends refused, never sent', async () => {
    await leaving.pause();
    const waiting = await submit(['H05', 'H54.02']);
    await network.operator().operator.moveClock(new Date('2020-03-02T16:00:00+07:00'));
    const view = await ended(waiting);
    for (const { state, reason } of view.deliveries) {
      expect(state).toBe('refused');
      expect(reason).toMatch(/^The scanner gave no verdict within 4 hours \(.+\); send it anew/);
    }
    await leaving.resume();
  });

  test('the books balance, attempts are counted by code, and an audit finds nothing that differs', async () => {
    const { accepted, delivered, refused, expired, dead, inFlight } = await books(network);
    expect([expired, dead, inFlight, accepted]).toEqual([0, 0, 0, delivered + refused]);
    const counted = await network.store.source.query<unknown[]>(
      'SELECT agency, code, attempts FROM refusal_count ORDER BY code',
    );
    expect(counted).toEqual([
      { agency: 'H54.01', code: 'attachment-infected', attempts: 2 },
      { agency: 'H54.01', code: 'attachment-unscanned', attempts: 1 },
    ]);
    const { store, folder } = network;
    expect((await audit({ store, folder, tell: () => undefined })).differences).toEqual([]);
  });
});

describe('without a scanner', () => {
  test('nothing waits: a document is accepted at once', async () => {
    const network = await Network.start('not scanned');
    const sender = await network.agency('H54.01');
    expect(await sender.submit(makePackage({ bytes: plagues.Old }))).toMatchObject({ state: 'accepted' });
    await network.stop();
  });
});
