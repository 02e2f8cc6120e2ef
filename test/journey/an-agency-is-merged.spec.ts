/** A merger: to its last day an agency writes and is written to, then who writes to it, and itself, is told who goes on with its work. */
import { ProblemError } from '@lienthong/client';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { AxisClient } from '../support/axis-client.js';
import { makePackage, Network, office, otherOffice, type DocumentWish } from '../support/network.js';
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
        `H54.44,a,commune,${office},H54,,,H54.40,\n` +
        `H05.1,a,commune,${office},H54,,,,\n` +
        `H99,a,province,${otherOffice},,,,,\n` +
        `H99.01,a,department,${office},H54,,,,\n`,
    );
    expect(done).toEqual({
      ...{ added: 2, changed: 1 },
      refused: [
        { line: 4, reason: 'validFrom "2020-02-30" is not a day like 2025-06-30' },
        { line: 5, reason: 'the successor H99.99 is neither in the file nor in the directory' },
        { line: 6, reason: 'the alias H54.02 is that of H54.02, Sở Tài chính' },
        { line: 7, reason: expect.stringContaining('needs validTo') },
        { line: 8, reason: `H05.1 stands below H05, which lives at ${otherOffice}` },
        { line: 10, reason: `H99.01 stands below H99, which lives at ${otherOffice}` },
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
        ...{ status: 'FAIL', ErrorCode: '19', ErrorDesc: expect.stringContaining(`(${where}: ${ended})`) },
      });
      expect(await provincial.sendEdoc(from('H54.20'))).toMatchObject({
        ...{ http: 200, success: false, errorCode: '19', message: expect.stringContaining(`(${where}: ${ended})`) },
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

  test('shows at the door of the national axis: nobody can choose the agency any more, and copies are told that it is over', async () => {
    const { secret, path } = await network.operator().operator.addSystem({ code: office });
    const centre = new AxisClient(network.address + path, office, secret);
    centre.put({ unitVersion: '' });
    const rows = async (operation: string) => (await centre.good(operation)).data as Record<string, unknown>[];
    const whether = async () => {
      const lists = await Promise.all([rows('getAgenciesList'), rows('getAgenciesListQD20')]);
      const chosen = lists.map((some) => some.map(({ code }) => code));
      const units = new Map((await rows('getSynchronizeUnit')).map(({ code, deleted }) => [code, deleted]));
      return ['H54.20', 'H54.40', 'H54.60'].map((code) => [
        ...chosen.map((some) => some.includes(code)),
        units.get(code),
      ]);
    };
    const line = `H54.60,Sở sắp giải thể,department,${office},H54,,2020-03-04,H54.40,\n`;
    await importCsv(`${head}${line}`);
    const [gone, here] = [
      [false, false, true],
      [true, true, false],
    ];
    expect(await whether()).toEqual([gone, here, here]);
    const version = Math.max(...(await rows('getSynchronizeUnit')).map((row) => row['version'] as number));
    await network.operator().operator.moveClock(new Date('2020-03-05T00:00:00+07:00'));
    expect(await whether()).toEqual([gone, here, gone]);
    centre.put({ unitVersion: String(version) });
    const told = (await rows('getSynchronizeUnit')).map(({ code, deleted }) => [code, deleted]);
    expect(told).toEqual([
      ['H54.20', true],
      ['H54.60', true],
    ]);
  });

  test('whose successors go round in a circle is refused, in one file and over several', async () => {
    const line = (code: string, successor: string) => `${code},a,commune,${office},H54,,2020-03-02,${successor},\n`;
    const circle = 'its successors go round in a circle';
    const whole = await importCsv(`${head}${line('H54.88', 'H54.89')}${line('H54.89', 'H54.88')}`);
    expect(whole).toEqual({
      ...{ added: 0, changed: 0 },
      refused: [
        { line: 2, reason: `${circle}: H54.88, H54.89, H54.88` },
        { line: 3, reason: `${circle}: H54.89, H54.88, H54.89` },
      ],
    });
    const [open, closed] = [
      await importCsv(head + line('H54.88', 'H54.20')),
      await importCsv(head + line('H54.40', 'H54.88')),
    ];
    expect(open).toMatchObject({ added: 1, refused: [] });
    expect(closed).toEqual({
      ...{ added: 0, changed: 0 },
      refused: [{ line: 2, reason: `${circle}: H54.40, H54.88, H54.20, H54.40` }],
    });
  });

  test('after which nobody goes on is told as such, also where a successor was named', async () => {
    const rows = [`H54.90,a,commune,${office},H54,,2020-03-02,H54.91,`, `H54.91,b,commune,${office},H54,,2020-03-02,,`];
    await importCsv(head + rows.join('\n'));
    const ended = 'acted until 2020-03-02; ';
    expect((await refusal('H54.91')).detail).toBe(`H54.91 ${ended}the directory names no successor`);
    const { detail } = await refusal('H54.90');
    expect(detail).toBe(`H54.90 ${ended}nobody goes on with its work: its successor H54.91 has ended too`);
  });

  test('keeps its aliases to itself: nobody else can have one as a code', async () => {
    const { refused } = await importCsv(`code,name,tier,place\nH54.DH,a,commune,${otherOffice}\n`);
    expect(refused).toEqual([{ line: 2, reason: `H54.DH is an alias of H54.40, which lives at ${office}` }]);
  });

  test('of a whole province is told when nobody has the code, from its day on', async () => {
    expect((await refusal('H54.99')).detail).toBe('No agency has the code H54.99; the directory lists all');
    await network.operator().operator.moveClock(new Date('2025-07-01T08:00:00+07:00'));
    expect((await refusal('H54.99')).detail).toContain('H54 went into H31 on 2025-07-01');
  });
});
