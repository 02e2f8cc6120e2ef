/** The directory is listed in pages and copied by differences; agencies end, are merged and go by other names. */
import type { Agency } from '@lienthong/directory';
import { ProblemError, type LienThongClient } from '@lienthong/client';
import { deleteAgency, putAgencies } from '@lienthong/store';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { AxisClient } from '../support/axis-client.js';
import { ask } from '../support/door.js';
import { makePackage, Network, office, otherOffice } from '../support/network.js';
import { until } from '../support/waits.js';

let network: Network;
let reader: LienThongClient;

beforeAll(async () => {
  network = await Network.start('copies of the directory', { processes: 2 });
  reader = await network.agency('H54.01');
});
afterAll(() => network.stop());

const department = (number: number, name = `Phòng ${number}`) => ({
  ...{ code: `H05.${number}`, oldCode: `H05.${number}`, name, tier: 'department', place: otherOffice, parent: 'H05' },
});

/** A client's own copy. */
class Copy {
  readonly agencies = new Map<string, Agency>();
  version: string | undefined;

  /** What the pages said, in their order. */
  async follow(limit = 500): Promise<string[]> {
    const said: string[] = [];
    const { version: since } = this;
    for await (const { items, version } of reader.directoryChanges({ limit, ...(since !== undefined && { since }) })) {
      this.version = version;
      for (const { change, agency } of items) {
        said.push(`${change} ${agency.code}`);
        if (change === 'removed') this.agencies.delete(agency.code);
        else this.agencies.set(agency.code, agency);
      }
    }
    return said;
  }

  get sorted(): Agency[] {
    return [...this.agencies.values()].sort((one, other) => (one.code < other.code ? -1 : 1));
  }
}

async function listed(query: Parameters<LienThongClient['directory']>[0] = {}): Promise<Agency[]> {
  const found: Agency[] = [];
  for (let after: string | undefined, more = true; more;) {
    const page = await reader.directory({ limit: 3, ...query, ...(after !== undefined && { after }) });
    found.push(...page.items);
    [after, more] = [page.next, page.more];
  }
  return found;
}

const codes = (agencies: readonly Agency[]) => agencies.map(({ code }) => code);
const importCsv = (csv: string) => network.operator().operator.importDirectory(csv);
const refusalOf = (asked: Promise<unknown>): Promise<ProblemError> =>
  asked.then(
    () => {
      throw new Error('it was not refused');
    },
    (error: unknown) => error as ProblemError,
  );

describe('the list', () => {
  test('comes in pages, of all agencies or of those that are looked for', async () => {
    expect(codes(await listed())).toEqual(['H05', 'H54', 'H54.01', 'H54.02', 'H54.20']);
    expect(codes(await listed({ place: otherOffice }))).toEqual(['H05']);
    expect(codes(await listed({ parent: 'H54', limit: 1 }))).toEqual(['H54.01', 'H54.02', 'H54.20']);
    expect(codes(await listed({ tier: 'district' }))).toEqual(['H54.20']);
    expect(codes(await listed({ text: 'dong hung' }))).toEqual(['H54.20']);
    expect(codes(await listed({ text: '000.00.02' }))).toEqual(['H54.02']);
    expect(codes(await listed({ text: 'xyz' }))).toEqual([]);
  });

  test('is not sent again while it is the same, and says what it does not know', async () => {
    const get = { method: 'GET', path: '/api/v1/directory?text=so', key: network.operatorKey } as const;
    const first = await ask(network.address, get);
    const again = { ...get, headers: { 'If-None-Match': String(first.headers.etag) } };
    expect([first.status, (await ask(network.address, again)).status]).toEqual([200, 304]);
    const wrong = await ask(network.address, { ...get, path: '/api/v1/directory?tier=king' });
    expect([wrong.status, wrong.body.toString()]).toEqual([400, expect.stringContaining('tier')]);
  });
});

describe('a copy', () => {
  test('is made in pages, and then told only what was added, changed and removed', async () => {
    const copy = new Copy();
    await copy.follow(2);
    expect(copy.sorted).toEqual(await listed());
    expect(await copy.follow()).toEqual([]);

    await importCsv(
      `code,name,tier,place\nH54.30,Sở Tư pháp,department,${office}\nH54.20,Đông Hưng,district,${office}\n`,
    );
    await network.store.transaction((tx) => putAgencies(tx, [department(1)]));
    await network.store.transaction((tx) => deleteAgency(tx, otherOffice, 'H05.1'));
    await network.servers[0]!.exchange.refresh();
    expect(await copy.follow(1)).toEqual(['changed H54.20', 'added H54.30', 'removed H05.1']);
    expect(copy.sorted).toEqual(await listed());
  });

  test('misses nothing that many register at once, while it is being read in pages', async () => {
    const copy = new Copy();
    await copy.follow();
    const changing = Array.from({ length: 60 }, async (_, index) => {
      // Odd ones stay open for a moment: their changes would be passed over if numbers were given before their turn.
      await network.store.transaction(async (tx) => {
        await putAgencies(tx, [department(100 + index)]);
        if (index % 2 === 1) await new Promise((resolve) => setTimeout(resolve, 5));
      });
      if (index % 3 === 0)
        await network.store.transaction((tx) => putAgencies(tx, [department(100 + index, `Phòng mới ${index}`)]));
      if (index % 7 === 0) await network.store.transaction((tx) => deleteAgency(tx, otherOffice, `H05.${100 + index}`));
    });
    let isOver = false;
    const all = Promise.all(changing).then(() => (isOver = true));
    while (!isOver) {
      await network.servers[0]!.exchange.refresh();
      await copy.follow(7);
    }
    await all;
    await Promise.all(network.servers.map(({ exchange }) => exchange.refresh()));
    await copy.follow(7);
    const there = await listed({ limit: 500 });
    expect(copy.sorted).toEqual(there);
    expect(there.filter(({ code }) => /^H05\.1\d\d$/.test(code))).toHaveLength(51);
    const [one, other] = network.servers.map(({ exchange }) => exchange.versionedDirectory());
    expect(one!.directory.agencies).toEqual(other!.directory.agencies);
  });

  test('is told when its version is another directory’s, of the future, or no version', async () => {
    const copy = new Copy();
    await copy.follow();
    const text = Buffer.from(copy.version!, 'base64url').toString();
    const altered = (change: (parts: string[]) => string[]) =>
      reader.directoryChanges({ since: Buffer.from(change(text.split('/')).join('/')).toString('base64url') }).next();
    const ofAnother = await refusalOf(altered(([, ...rest]) => ['00000000-0000-4000-8000-000000000000', ...rest]));
    expect(ofAnother).toMatchObject({ code: 'directory-version-unknown', more: { where: 'since' } });
    const ofTheFuture = await refusalOf(altered(([id, since, , code]) => [id!, since!, '999999', code!]));
    expect(ofTheFuture).toMatchObject({ code: 'directory-version-unknown', status: 410 });
    const ofNone = await refusalOf(reader.directoryChanges({ since: 'nonsense' }).next());
    expect(ofNone).toMatchObject({ code: 'cursor-invalid', status: 400 });
  });

  test('another process has read the same differences', async () => {
    const [one, other] = network.servers.map(({ exchange }) => exchange);
    await importCsv(`code,name,tier,place\nH54.31,Sở Y tế,department,${office}\n`);
    expect(one!.directory().agency('H54.31')?.name).toBe('Sở Y tế');
    const learned = () => other!.directory().agency('H54.31') !== undefined;
    await until(learned, { deadlineMs: 10_000, what: 'the second process to follow' });
  });
});

describe('an agency that was imported', () => {
  test('reads its empty inbox and desk, sends and is written to', async () => {
    await importCsv(`code,name,tier,place\nH54.33,Sở Tài nguyên,department,${office}\n`);
    const fresh = await network.agency('H54.33');
    expect([(await fresh.inbox()).items, (await fresh.desk()).items]).toEqual([[], []]);
    await fresh.submit(makePackage({ from: 'H54.33', to: ['H54.02', 'H05.2'] })).catch((error: unknown) => {
      expect(error).toMatchObject({ code: 'recipient-unknown' });
    });
    const { document } = await fresh.submit(makePackage({ from: 'H54.33', to: ['H54.02', 'H05.101'] }));
    const arrived = async () => (await fresh.document(document)).deliveries.every(({ state }) => state === 'delivered');
    await until(arrived, { deadlineMs: 15_000, what: 'the document at both places' });
  });
});

describe('at the door of the national axis', () => {
  test('a centre asks for what has changed since the largest version that it knows', async () => {
    const { path, secret } = await network.operator().operator.addSystem({ code: office });
    const client = new AxisClient(network.address + path, office, secret);
    const units = async (change: Record<string, string> = {}) => {
      client.put({ unitVersion: '', ...change });
      const answer = await client.ask({ method: 'POST', operation: 'getSynchronizeUnit', body: Buffer.from('{}') });
      return answer as unknown as { ErrorCode: string; data: { code: string; version: number; deleted: boolean }[] };
    };
    const versionOf = (rows: readonly { version: number }[]) => String(Math.max(...rows.map(({ version }) => version)));
    const before = (await units()).data;
    expect(before.map(({ code }) => code)).toEqual(expect.arrayContaining([office, 'H54.01', 'H05.1']));
    expect((await units({ unitVersion: versionOf(before) })).data).toEqual([]);

    const list = async () =>
      (await client.ask({ method: 'POST', operation: 'getAgenciesList', change: {} })) as unknown;
    const was = await list();
    await importCsv(`code,name,tier,place\nH54.32,Sở Xây dựng,department,${office}\n`);
    const changed = (await units({ unitVersion: versionOf(before) })).data;
    expect(changed).toMatchObject([{ code: 'H54.32', deleted: false }]);
    expect((await units()).data).toHaveLength(before.length + 1);
    expect(JSON.stringify(was)).not.toContain('H54.32');
    expect(await list()).toMatchObject({ data: expect.arrayContaining([expect.objectContaining({ code: 'H54.32' })]) });
    expect(await units({ unitVersion: '999999' })).toMatchObject({ ErrorCode: '10' });
    expect(await units({ unitVersion: 'all' })).toMatchObject({ ErrorCode: '10' });
  });
});
