/** Every code of the refusal table, provoked through the real HTTP door; after each the place holds what it held before. */
import { mintKey } from '@lienthong/edge';
import { refusals, type RefusalCode } from '@lienthong/edxml';
import { makeFlawKit } from '@lienthong/signature';
import { addKey, deleteAgency, putAgencies } from '@lienthong/store';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { DatabaseLine } from '../support/database-line.js';
import { Described } from '../support/described.js';
import { ask, type Answered } from '../support/door.js';
import { readLedger, withAttempt } from '../support/ledger.js';
import { makePackage, Network, office } from '../support/network.js';
import { refusedPackages } from '../support/refused/packages.js';
import type { Doorstep } from '../support/refused/refused.js';
import { fillWebhooks, refusedRequests } from '../support/refused/requests.js';
import { refusedSignatures } from '../support/refused/signatures.js';
import { until } from '../support/waits.js';

const all = [...refusedPackages, ...refusedSignatures, ...refusedRequests];
/** What other deployments answer: provoked in the-authority-answers-everybody.spec.ts, a-sandbox-begins-anew.spec.ts and beside them. */
const elsewhere = ['certificate-not-found', 'certificate-state', 'reset-refused'];
/** What an operator does to a webhook: provoked in a-webhook-tells-what-came.spec.ts. */
const ofTheOperator = ['webhook-stopped'];
/** What only a scanner brings about, after the 202: provoked in infected-attachments-go-nowhere.spec.ts. */
const ofTheScanner = ['attachment-infected', 'attachment-unscanned'];
const documentId = 'H54.01,2020/03/02,500/CV';

let network: Network;
let line: DatabaseLine;
let doorstep: Doorstep;
let described: Described;
/** Answered before there is a route to describe them. */
const ofNoRoute: readonly RefusalCode[] = ['route-unknown', 'method-not-allowed'];

beforeAll(async () => {
  network = await Network.start('every refusal', { processes: 0 });
  // Lists of yesterday first: the document that comes now waits for others, in vain.
  await network.publishTrust(new Date('2020-01-01T00:00:00Z'), new Date('2020-03-01T00:00:00Z'));
  await closeAgencies('H54.30', 'H54.31');
  line = await DatabaseLine.open(network.databaseUrl);
  await network.addServer({ DATABASE_URL: line.url, LOG_LEVEL: 'fatal' });
  const [outlived, flaws] = await Promise.all([outlive(), freshTrust()]);
  described = await Described.at(network.address);
  const document = await deliverOne();
  doorstep = {
    ...{ address: network.address, keys: await makeKeys(), document, documentId, outlived, flaws, line },
    signer: await network.signer('H54.01'),
    placeSigner: await network.signer('H54.01', 'place'),
    lateSigner: await network.signer('H54.01', 'agency', { from: '2021-01-01', to: '2024-01-01' }),
  };
  await fillWebhooks(doorstep);
});
afterAll(async () => {
  await network.stop();
  await line.close();
});

/** Two agencies that were there once: one is deleted, the other has ended. */
async function closeAgencies(deleted: string, ended: string): Promise<void> {
  const rowOf = (code: string) => ({
    ...{ code, oldCode: `000.00.${code.slice(4)}.H54`, place: office, parent: null },
    ...{ name: 'Sở đã giải thể', tier: 'department' },
  });
  const life = { validFrom: null, validTo: '2020-03-01', successor: null, aliases: [] };
  await network.store.transaction(async (tx) => {
    await putAgencies(tx, [rowOf(deleted), { ...rowOf(ended), life }]);
    await deleteAgency(tx, office, deleted);
  });
}

/** A signed document parked for want of revocation evidence until its grace period of 4 hours ended. */
async function outlive(): Promise<Buffer> {
  const sender = await network.agency('H54.01');
  const bytes = makePackage({ signers: [await network.signer('H54.01')] });
  const { document, state } = await sender.submit(bytes);
  expect(state).toBe('parked');
  await network.operator().operator.moveClock(new Date('2020-03-02T13:00:00+07:00'));
  const refused = async () => (await sender.document(document)).state === 'refused';
  await until(refused, { deadlineMs: 15_000, what: 'the parked document to be refused' });
  return bytes;
}

/** Certificates that go wrong, made while the document waits; the lists that name the revoked one come after it. */
async function freshTrust(): Promise<Doorstep['flaws']> {
  const [from, at] = [new Date('2019-06-01T00:00:00Z'), new Date('2020-02-01T00:00:00Z')];
  return makeFlawKit(network.authority, { agency: 'H54.01', otherAgency: 'H54.02', from, at });
}

async function deliverOne(): Promise<string> {
  const { exchange } = network.servers[0]!;
  const before = exchange.trust();
  await network.publishTrust(new Date('2020-03-02T00:00:00Z'), new Date('2020-04-01T00:00:00Z'));
  await until(() => exchange.trust() !== before, { deadlineMs: 15_000, what: 'the fresh revocation lists' });
  const sender = await network.agency('H54.01');
  const { document } = await sender.submit(makePackage({ documentId, signers: [await network.signer('H54.01')] }));
  await sender.submit(makePackage({ change: { code: { number: '77', notation: 'KH' } } }));
  const said = await (await network.agency('H54.02')).statuses([{ document, code: 3 }]);
  expect(said.items).toMatchObject([{ outcome: 'recorded' }]);
  return document;
}

async function makeKeys(): Promise<Doorstep['keys']> {
  const { operator } = network.operator();
  const [sender, recipient, withdrawn, ended] = await operator.mintKeys(['H54.01', 'H54.02', 'H54.20', 'H54.31']);
  await operator.revokeKey(withdrawn!.keyId);
  const expired = mintKey();
  const row = { agency: 'H54.20', role: 'agency', expiresAt: new Date(Date.now() - 60_000) } as const;
  await network.store.transaction((tx) => addKey(tx, office, { ...row, keyId: expired.keyId, digest: expired.digest }));
  return {
    ...{ sender: sender!.key, recipient: recipient!.key, withdrawn: withdrawn!.key, expired: expired.key },
    ...{ ended: ended!.key, operator: network.operatorKey },
  };
}

/** RFC 9457 with our code, under the correlation id of the answer. */
function expectProblem({ status, headers, body }: Answered, code: RefusalCode): void {
  const problem = JSON.parse(body.toString()) as { detail: string; where?: string };
  const { status: expected, title } = refusals[code];
  expect({ ...problem, where: undefined }).toEqual({
    ...{ type: `urn:lienthong:refusal:${code}`, title, status: expected, code, where: undefined },
    detail: expect.stringMatching(/\S/),
    instance: headers['x-correlation-id'],
  });
  expect(['string', 'undefined']).toContain(typeof problem.where);
  expect(status).toBe(expected);
  expect(headers['content-type']).toContain('application/problem+json');
  if (status === 401) expect(headers['www-authenticate']).toBe('Bearer');
  if (status === 405) expect(headers.allow).toContain('POST');
  if (status === 503) expect(Number(headers['retry-after'])).toBeGreaterThan(0);
}

describe('at the door of a place', () => {
  test.each(all)('$what is refused as $code and changes nothing', async (refused) => {
    const before = await readLedger(network.store);
    const answer = await refused.ask(doorstep);
    expectProblem(answer, refused.code);
    if (!ofNoRoute.includes(refused.code)) expect(described.faultsOf(answer)).toEqual([]);
    const expected = refused.counted ? withAttempt(before, 'H54.01', refused.code) : before;
    expect(await readLedger(network.store)).toEqual(expected);
  });

  test('every code of the refusal table is provoked here', () => {
    const provoked = new Set([...all.map(({ code }) => code), ...elsewhere, ...ofTheScanner, ...ofTheOperator]);
    expect([...provoked].sort()).toEqual(Object.keys(refusals).sort());
  });

  test('after all refusals, and a database that was away, the next document is taken and delivered', async () => {
    const { address } = doorstep;
    line.break();
    const live = await ask(address, { method: 'GET', path: '/health/live' });
    expect([live.status, (await ask(address, { method: 'GET', path: '/health/ready' })).status]).toEqual([200, 503]);
    line.mend();
    const sender = await network.agency('H54.01');
    const submitted = await until(() => sender.submit(makePackage({ signers: [doorstep.signer] })), {
      ...{ deadlineMs: 15_000, what: 'a document to be taken again' },
    });
    expect(submitted).toMatchObject({ state: 'accepted', facts: { trusted: true } });
    const { total } = await network.operator().books();
    expect(total).toMatchObject({ documents: 3, accepted: 3, delivered: 3, inFlight: 0 });
  });
});
