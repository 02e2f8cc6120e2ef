/** An agency has at most two keys, each of which ends within seconds of its withdrawal; with either it sees its own things only. */
import { LienThongClient, type ProblemError } from '@lienthong/client';
import type { MintedKey } from '@lienthong/edxml';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { makePackage, Network, office } from '../support/network.js';
import { until } from '../support/waits.js';

let network: Network;
let line: LienThongClient;
/** Of H54.20, which lives at the sender's place and has nothing to do with the sender's documents. */
let strangerKey: string;

beforeAll(async () => {
  network = await Network.start('two keys');
  line = new LienThongClient({ baseUrl: network.address, key: network.operatorKey });
  strangerKey = (await mint('H54.20'))[0]!.key;
});
afterAll(async () => {
  await line.close();
  await network.stop();
});

const mint = async (...agencies: string[]): Promise<readonly MintedKey[]> => line.operator.mintKeys(agencies);

/** The code of the refusal with which a call ends. */
async function refusalOf(call: Promise<unknown>): Promise<string> {
  return call.then(
    () => 'not refused',
    (problem: ProblemError) => problem.code,
  );
}

describe('the keys of an agency', () => {
  let first: MintedKey;
  let second: MintedKey;

  test('are shown once, kept as digests only, and both open its inbox', async () => {
    [first, second] = [(await mint('H54.01'))[0]!, (await mint('000.00.01.H54'))[0]!];
    expect([first.agency, second.agency]).toEqual(['H54.01', 'H54.01']);
    for (const { key } of [first, second]) expect((await line.as(key).inbox()).items).toEqual([]);
    const rows: object[] = await network.store.source.query('SELECT to_jsonb(k)::text AS row FROM api_key k');
    expect(rows).toHaveLength(4);
    for (const { key } of [first, second])
      expect(JSON.stringify(rows)).not.toContain(key.slice(key.indexOf('_', 4) + 1));
  });

  test('are never three, also when many are asked for at once', async () => {
    expect(await refusalOf(mint('H54.01'))).toBe('keys-exhausted');
    const asked = await Promise.all(Array.from({ length: 6 }, () => refusalOf(mint('H54.20'))));
    expect(asked.sort()).toEqual([...Array(5).fill('keys-exhausted'), 'not refused']);
  });

  test('end within seconds of their withdrawal, make room for another, and leave the other one alone', async () => {
    const agency = line.as(first.key);
    await agency.inbox();
    await line.operator.revokeKey(first.keyId);
    await until(async () => (await refusalOf(agency.inbox())) === 'key-expired', {
      ...{ deadlineMs: 5_000, what: 'the withdrawn key to end' },
    });
    expect(await refusalOf(line.as(second.key).inbox())).toBe('not refused');
    expect(await refusalOf(line.operator.revokeKey(first.keyId))).toBe('message-not-found');
    const [third] = await mint('H54.01');
    expect(await refusalOf(line.as(third!.key).inbox())).toBe('not refused');
  });

  test('are made for agencies of the directory only, for all of a request or for none', async () => {
    expect(await refusalOf(mint('H54', 'H99'))).toBe('recipient-unknown');
    expect(await refusalOf(mint('H54', 'H54.01'))).toBe('keys-exhausted');
    expect((await mint('H54', 'H54')).map(({ agency }) => agency)).toEqual(['H54', 'H54']);
  });
});

describe('a role', () => {
  test('of an agency opens nothing of the operator’s, and the other way round', async () => {
    const agency = await network.agency('H54.02');
    const { operator } = agency;
    const toOperator = [
      operator.mintKeys(['H54.02']),
      operator.revokeKey('0'.repeat(16)),
      operator.moveClock(new Date('2020-05-01')),
      operator.runClock(),
      operator.dead(),
      operator.resend('1'),
      operator.importDirectory('code,oldCode,name,tier,place,parent'),
    ];
    const nobody = '018e4a00-0000-7000-8000-000000000000';
    const toAgency = [
      line.submit(makePackage()),
      line.inbox(),
      line.acknowledge([nobody]),
      line.statuses([{ document: nobody, code: 3 }]),
      line.desk(),
      line.documents(),
      line.document(nobody),
      line.receipt(nobody),
      line.package(nobody),
    ];
    for (const call of [...toOperator, ...toAgency]) expect(await refusalOf(call)).toBe('role-forbidden');
    for (const any of [agency, line]) expect((await any.directory()).items).toHaveLength(5);
  });

  test('is asked for however the address is written', async () => {
    const hidden = `${network.address}/%61pi/v1/inbox`;
    expect((await fetch(hidden)).status).toBe(401);
    expect((await fetch(hidden, { headers: { authorization: `Bearer ${strangerKey}` } })).status).toBe(200);
  });

  test('shows the statistics of its own place only', async () => {
    const agency = await network.agency('H05');
    expect((await agency.signatureStatistics()).place).not.toBe(office);
    expect(await refusalOf(agency.signatureStatistics({ place: office }))).toBe('role-forbidden');
  });
});

describe('what belongs to another agency', () => {
  test('is not found by a third one: the document, its receipt, its package, its place in an inbox', async () => {
    const [sender, recipient] = [await network.agency('H54.02'), await network.agency('H05')];
    const stranger = line.as(strangerKey);
    const { document } = await sender.submit(makePackage({ from: 'H54.02', to: ['H05', 'H54'] }));
    await until(async () => (await recipient.inbox()).items.length, {
      deadlineMs: 15_000,
      what: 'the document at H05',
    });
    for (const other of [stranger, recipient]) {
      expect(await refusalOf(other.document(document))).toBe('document-not-found');
      expect(await refusalOf(other.receipt(document))).toBe('document-not-found');
    }
    for (const other of [stranger, sender]) {
      expect(await refusalOf(other.inboxItem(document))).toBe('document-not-found');
      expect(await refusalOf(firstOf(other.packages([document])))).toBe('document-not-found');
      const { items } = await other.acknowledge([document]);
      expect(items).toMatchObject([{ outcome: 'refused', refusal: { code: 'document-not-found' } }]);
      const said = await other.statuses([{ document, code: 3 }]);
      expect(said.items).toMatchObject([{ outcome: 'refused', refusal: { code: 'document-not-found' } }]);
    }
    expect(await refusalOf(stranger.package(document))).toBe('document-not-found');
    const [mine, theirs] = [await sender.package(document), await recipient.package(document)];
    expect(mine.bytes).toEqual(theirs.bytes);
  });
});

async function firstOf<T>(items: AsyncIterable<T>): Promise<T | undefined> {
  for await (const item of items) return item;
  return undefined;
}
