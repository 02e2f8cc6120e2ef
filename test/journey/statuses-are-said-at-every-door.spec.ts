/** Status messages as systems of other makers really send them: repeated, without a DocumentId, from the wrong side; alike at every door. */
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { writeStatus, type StatusMessage } from '@lienthong/edxml';
import { audit } from '../../apps/exchange/src/audit/audit.js';
import { makePackage, Network } from '../support/network.js';
import {
  axisDoor,
  ownDoor,
  provincialDoor,
  type Said,
  type Speaker,
  type StatusDoor,
} from '../support/status-doors.js';
import { until } from '../support/waits.js';

let network: Network;

beforeAll(async () => {
  network = await Network.start('statuses at doors');
});
afterAll(async () => {
  await network.stop();
});

const soon = (what: string) => ({ deadlineMs: 15_000, what });

interface Sent {
  readonly id: string;
  readonly documentId: string;
}

let made = 0;

/** A document of H54.01 that has arrived at H05, and whose sender knows it. */
async function arrived(change: Parameters<typeof makePackage>[0] = {}): Promise<Sent> {
  const documentId = change?.documentId ?? `H54.01,2020/03/02,${++made}/ST`;
  const sender = await network.agency('H54.01');
  const { document: id } = await sender.submit(makePackage({ to: ['H05'], ...change, documentId }));
  await until(async () => (await copyOf(id)).status === 1, soon('the status 01'));
  return { id, documentId };
}

async function copyOf(document: string) {
  const { deliveries } = await (await network.agency('H54.01')).document(document);
  return deliveries.find(({ recipient }) => recipient === 'H05')!;
}

const codesAtHome = async (document: string) => (await copyOf(document)).statuses.map(({ code }) => code);

const names: Readonly<Record<Speaker, string>> = { 'H54.01': 'Sở Nội vụ', H05: 'UBND tỉnh Bắc Ninh' };

/** A status of one side about a document, told to the other. */
function message(from: Speaker, named: Partial<StatusMessage['responseFor']>, change: Partial<StatusMessage>): Buffer {
  return writeStatus({
    from: { organId: from, organName: names[from] },
    responseFor: { organId: from === 'H05' ? 'H54.01' : 'H05', code: '', documentId: '', ...named },
    ...{ statusCode: 3, timestamp: '2020-03-02T09:00:00+07:00', ...change },
  });
}

describe.each([
  ['of the national axis', axisDoor],
  ['of a provincial axis', provincialDoor],
  ['of our own', ownDoor],
])('at the door %s', (_, open) => {
  let door: StatusDoor;

  beforeAll(async () => {
    door = await open(network);
  });

  const say = (from: Speaker, named: Partial<StatusMessage['responseFor']>, change: Partial<StatusMessage>) =>
    door.send(from, message(from, named, change), 'status');
  const bad = (...words: string[]): Said => ({
    ...{ good: false, id: '' },
    words: expect.stringMatching(new RegExp(words.join('.*'))) as unknown as string,
  });

  test('a status 01 that the recipient’s system says too is a repeat, before and after 03', async () => {
    const { id, documentId } = await arrived();
    expect(await say('H05', { documentId }, { statusCode: 1 })).toMatchObject({ good: true });
    expect(await say('H05', { documentId }, { statusCode: 3 })).toMatchObject({ good: true });
    expect(await say('H05', { documentId }, { statusCode: 1 })).toMatchObject({ good: true });
    await until(async () => (await copyOf(id)).status === 3, soon('the status 03'));
    expect(await codesAtHome(id)).toEqual([1, 3]);
    expect((await copyOf(id)).statuses.map(({ number }) => number)).toEqual([1, 2]);
  });
  //RECALL
});

test('an audit finds every one of them in its place', async () => {
  const look = () => audit({ store: network.store, folder: network.folder, tell: () => undefined });
  await until(async () => (await look()).count === 0, soon('an audit without differences'));
});
