/** A merger: to its last day an agency writes and is written to, then who writes to it, and itself, is told who goes on with its work. */
import { ProblemError } from '@lienthong/client';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { AxisClient } from '../support/axis-client.js';
import { makePackage, Network, office, type DocumentWish } from '../support/network.js';
import { ProvincialClient } from '../support/provincial-client.js';
import { until } from '../support/waits.js';

let network: Network;

beforeAll(async () => void (network = await Network.start('a merger')));
afterAll(() => network.stop());

const head = 'code,name,tier,place,parent,validFrom,validTo,successor,aliases\n';
const importCsv = (csv: string) => network.operator().operator.importDirectory(csv);
const submit = async (to: string) => (await network.agency('H54.01')).submit(makePackage({ to: [to] }));
const refusal = (to: string): Promise<ProblemError> => refusalOf(submit(to));

async function refusalOf(asked: Promise<unknown>): Promise<ProblemError> {
  const refused = await asked.catch((error: unknown) => error);
  if (!(refused instanceof ProblemError)) throw new Error('what is to be refused was taken');
  return refused;
}

async function arrives(document: string, at: string): Promise<void> {
  const inbox = await network.agency(at);
  const has = async () => (await inbox.inbox()).items.some((item) => item.document === document);
  await until(has, { deadlineMs: 15_000, what: `the document at ${at}` });
}

describe('a merger', () => {
  test('is read from a file, whose other lines are refused with their reasons', async () => {
    const done = await importCsv(
      `${head}H54.20,Huyện Đông Hưng,district,${office},H54,,2020-03-02,H54.40,\n` +
        `H54.40,Xã Đông Hưng,commune,${office},H54,2020-03-03,,,H54.DH 54.40\n` +
        `H54.41,a,commune,${office},H54,2020-02-30,,,\n` +
        `H54.42,a,commune,${office},H54,,2020-03-02,H99.99,\n` +
        `H54.43,a,commune,${office},H54,,,,H54.02\n` +
        `H54.44,a,commune,${office},H54,,,H54.40,\n`,
    );
    expect(done).toEqual({
      ...{ added: 1, changed: 1 },
      refused: [
        { line: 4, reason: 'validFrom "2020-02-30" is not a day like 2025-06-30' },
        { line: 5, reason: 'the successor H99.99 is neither in the file nor in the directory' },
        { line: 6, reason: 'the alias H54.02 is that of H54.02, Sở Tài chính' },
        { line: 7, reason: expect.stringContaining('needs validTo') },
      ],
    });
  });

  test('before its day the old agency is delivered to, and the new one is not there yet', async () => {
    await arrives((await submit('H54.20')).document, 'H54.20');
    expect(await refusal('H54.40')).toMatchObject({
      code: 'recipient-locked',
      detail: 'H54.40 takes documents from 2020-03-03 on',
    });
    const old = await network.agency('H54.20');
    await old.submit(makePackage({ from: 'H54.20', to: ['H54.01', 'H54.02'], documentId: 'before' }));
    const fresh = await network.agency('H54.40');
    for (const type of [0, 1])
      expect(
        await refusalOf(fresh.submit(makePackage({ from: 'H54.40', change: { business: { type, reason: 'Sửa' } } }))),
      ).toMatchObject({ code: 'sender-locked', detail: 'H54.40 sends documents from 2020-03-03 on' });
  });

  test('from its day on the sender is told the successor, which takes documents under its alias too', async () => {
    await network.operator().operator.moveClock(new Date('2020-03-03T08:00:00+07:00'));
    for (const code of ['H54.20', '000.00.20.H54'])
      expect(await refusal(code)).toMatchObject({
        code: 'recipient-locked',
        detail: `${code} acted until 2020-03-02; write to its successor H54.40, Xã Đông Hưng`,
      });
    const sent = await submit('H54.DH');
    expect(sent.recipients).toEqual(['H54.40']);
    await arrives(sent.document, 'H54.40');
  });

  test('what was received before is answered still', async () => {
    const [item] = (await (await network.agency('H54.20')).inbox()).items;
    const said = await (await network.agency('H54.20')).statuses([{ document: item!.document, code: 3 }]);
    expect(said.items).toMatchObject([{ outcome: 'recorded' }]);
  });

  describe('of those who send', () => {
    const ended = 'H54.20 acted until 2020-03-02; its successor H54.40, Xã Đông Hưng, sends in its place';
    const from = (code: string, wish: DocumentWish = {}) => makePackage({ from: code, to: ['H54.01'], ...wish });

    test('the old one sends no document, no update and nothing in place of another, whichever form its code has', async () => {
      const old = await network.agency('H54.20');
      const operations = [
        { type: 2, documentId: 'before', reason: 'Sửa', update: { contentChanged: true } },
        { type: 3, reason: 'Thay', replacements: [{ documentId: 'before' }] },
      ];
      const packages = [
        ...[from('H54.20'), from('000.00.20.H54')],
        ...operations.map((business) => from('H54.20', { documentId: 'after', change: { business } })),
      ];
      for (const bytes of packages)
        expect(await refusalOf(old.submit(bytes))).toMatchObject({
          ...{ status: 422, code: 'sender-locked' },
          detail: expect.stringContaining(ended.slice('H54.20'.length)),
        });
    });

    test('it is refused at the doors of other makers as one that is not registered', async () => {
      const { operator } = network.operator();
      const { secret, path } = await operator.addSystem({ code: office });
      const [minted] = await operator.mintKeys(['H54.20']);
      const centre = new AxisClient(network.address + path, office, secret);
      const provincial = new ProvincialClient(network.address, 'H54.20', minted!.key);
      const where = 'MessageHeader.From.OrganId';
      expect(await centre.sendEdoc('H54.20', from('H54.20'))).toMatchObject({
        ...{ status: 'FAIL', ErrorCode: '19', ErrorDesc: `${where}: ${ended}` },
      });
      expect(await provincial.sendEdoc(from('H54.20'))).toMatchObject({
        ...{ http: 200, success: false, errorCode: '19', message: `${where}: ${ended}` },
      });
      expect(await provincial.list()).toMatchObject({ success: true });
    });

    test('it takes back what it sent before, by a word and by a package', async () => {
      const old = await network.agency('H54.20');
      const [document] = (await old.documents({ documentId: 'before' })).items;
      const byPackage = from('H54.20', {
        ...{ documentId: 'before', to: ['H54.02'] },
        change: { business: { type: 1, documentId: 'before', reason: 'Gửi nhầm' } },
      });
      expect(await old.submit(byPackage)).toMatchObject({ state: 'accepted', recipients: ['H54.02'] });
      const said = await old.recall(document!.document, { reason: 'Gửi nhầm', recipients: ['H54.01'] });
      expect(said.items).toMatchObject([{ recipient: 'H54.01', outcome: 'recorded' }]);
      const { deliveries } = await old.document(document!.document);
      expect(deliveries.map(({ recipient, request }) => [recipient, request])).toEqual([
        ['H54.01', 'recall'],
        ['H54.02', 'recall'],
      ]);
    });

    test('the new one sends', async () => {
      const fresh = await network.agency('H54.40');
      expect(await fresh.submit(from('H54.40'))).toMatchObject({ state: 'accepted' });
    });
  });

  test('a file that tells nothing of validity leaves it as it is', async () => {
    expect(await importCsv(`code,name,tier,place,parent\nH54.20,Đông Hưng cũ,district,${office},H54\n`)).toMatchObject({
      ...{ added: 0, changed: 1 },
    });
    expect((await refusal('H54.20')).detail).toContain('H54.40');
  });

  test('the directory tells of it', async () => {
    const { items } = await (await network.agency('H54.01')).directory({ text: 'dong hung' });
    expect(items).toMatchObject([
      { code: 'H54.20', validTo: '2020-03-02', successor: 'H54.40' },
      { code: 'H54.40', validFrom: '2020-03-03', aliases: ['H54.DH', '54.40'] },
    ]);
    const changes: string[][] = [];
    for await (const { items: some } of (await network.agency('H54.01')).directoryChanges())
      changes.push(...some.map(({ change, agency }) => [agency.code, change]));
    expect(changes).toEqual(
      expect.arrayContaining([
        ['H54.20', 'ended'],
        ['H54.40', 'added'],
      ]),
    );
  });

  test('of a whole province is told when nobody has the code, from its day on', async () => {
    expect((await refusal('H54.99')).detail).toBe('No agency has the code H54.99; the directory lists all');
    await network.operator().operator.moveClock(new Date('2025-07-01T08:00:00+07:00'));
    expect((await refusal('H54.99')).detail).toContain('H54 went into H31 on 2025-07-01');
  });
});
