/**
 * Thousands of broken requests at every route of `/api/v1`, made from its own description by a seed: each is answered, by a problem
 * that says what was wrong where it is no good answer, never by a failure of ours; nothing is half stored, and nothing twice.
 */
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { audit } from '../../apps/exchange/src/audit/audit.js';
import { Described } from '../support/described.js';
import { makePackage, Network, office } from '../support/network.js';
import { until } from '../support/waits.js';
import { HostileApi, type Described as Document, type HostileRequest } from './hostile-api.js';
import { storm, type RawAnswer } from './raw-line.js';

const full = process.env['LIENTHONG_DRILLS'] === 'full';
const seed = process.env['LIENTHONG_SEED'] ?? '1';
const count = full ? 12_000 : 2_000;
const atOnce = 16;
/** Nobody waits so long for an answer, but one who asked to wait or did not send all. */
const slowMs = 10_000;

let network: Network;
let described: Described;
let api: HostileApi;
let secrets: readonly string[];

beforeAll(async () => {
  // The other province does not answer yet: a message stays under way, so that no reset empties what is asked for here.
  network = await Network.start('hostile api', { environment: { LOG_LEVEL: 'fatal', QUEUES: 'office,axis' } });
  described = await Described.at(network.address);
  const { operator } = network.operator();
  const minted = await operator.mintKeys(['H54.01', 'H54.02', 'H54.20']);
  const [sender, recipient] = [await network.agency('H54.01'), await network.agency('H54.02')];
  await sender.submit(makePackage({ to: ['H05'] }));
  const signed = await sender.submit(makePackage({ signers: [await network.signer('H54.01')] }));
  const plain = await sender.submit(makePackage({ to: ['H54.02', 'H54.20'] }));
  await until(async () => (await recipient.inbox()).items.length === 2, { deadlineMs: 15_000, what: 'the inbox' });
  const { signatures } = await sender.document(signed.document);
  const webhook = await recipient.addWebhook({ url: 'https://1.1.1.1/', events: ['status'] });
  const agencies = ['H54.01', 'H54.02', 'H54.20'];
  const documents = [signed.document, plain.document];
  const { next } = await recipient.inbox();
  const codes = {
    agency: agencies,
    agencies,
    recipient: agencies,
    recipients: agencies,
    sender: agencies,
    to: agencies,
  };
  secrets = [network.operatorKey, webhook.secret, ...minted.map(({ key }) => key)];
  const known = {
    ...{ ...codes, place: [office], code: [office, 1, 2, 3, 13, 15], keyId: [minted[2]!.keyId], documents },
    ...{ document: documents, id: [webhook.id, '7'], after: [next], inbox: [next], status: [next, 1, 3] },
    digest: (signatures as { evidence: { crlDigests: string[] } }[])[0]!.evidence.crlDigests,
    ...{
      url: ['https://1.1.1.1/', 'http://127.0.0.1:1/', 'https://[::1]/'],
      by: ['month', 'agency,tier'],
      wait: [0, 1],
    },
    ...{ csv: ['code,name,tier,place\nH54.77,Phòng thử,department,00.54.W00'], number: ['15'], notation: ['CV'] },
  };
  const keys = { operator: network.operatorKey, agencies: minted.slice(0, 2).map(({ key }) => key) };
  api = new HostileApi({ seed, described: described.document as unknown as Document, keys, known });
}, 60_000);
afterAll(() => network.stop());

/** What only our side should ever see: our code, our statements, our folders. */
const ofOurs = /\bat [^\n]*\.[jt]s:\d+|node_modules|SELECT |INSERT |SQLSTATE|invalid input syntax|pg_|Error:/;

type Problem = { readonly status: number; readonly detail: string };

function faultOf({ operation, bytes, manner }: HostileRequest, { status, text, ms }: RawAnswer): string | undefined {
  const [head = '', body = ''] = text.split(/\r\n\r\n([^]*)/, 2);
  const isWhole = manner === 'whole' || manner === 'in pieces';
  const type = /^content-type: *([^;\r]*)/im.exec(head)?.[1];
  if (status >= 500) return 'a failure of ours';
  if (ofOurs.test(text) || text.includes(process.cwd())) return 'it tells what is ours';
  // An operator's own good answers show the keys that it asked for.
  if (status >= 400 && secrets.some((secret) => text.includes(secret))) return 'it tells a secret';
  if (isWhole && ms > slowMs) return `it took ${Math.round(ms)} ms`;
  if (status < 400 || bytes.subarray(0, 5).toString() === 'HEAD ') return undefined;
  if (type !== 'application/problem+json') return `${operation}: ${type} is no problem answer`;
  // Bytes behind the end of a body may be taken for another request, which is answered as well.
  const length = Number(/^content-length: *(\d+)/im.exec(head)?.[1]);
  const problem = JSON.parse(Buffer.from(body.slice(0, length), 'latin1').toString()) as Problem;
  if (problem.status !== status || problem.detail.trim() === '') return 'the problem says another status, or nothing';
  return described.faultsOfProblem(problem)[0];
}

describe('hostile requests', () => {
  const answered: { readonly request: HostileRequest; readonly answer: RawAnswer }[] = [];

  test(
    'at every route of the API are answered, by a problem that tells what was wrong, and never by a failure of ours',
    async () => {
      const requests = Array.from({ length: count }, (_, number) => api.request(number));
      answered.push(...(await storm(network.address, requests, atOnce)));
      const faults = answered.flatMap(({ request, answer }) => {
        const fault = faultOf(request, answer);
        if (fault === undefined) return [];
        const number = requests.indexOf(request);
        const asked = request.bytes.toString('latin1', 0, 900).replaceAll(/edx_[\w-]+/g, 'KEY');
        return [`seed ${seed}, ${number} (${request.manner}): ${fault}\n${asked}\n… ${answer.text.slice(0, 900)}`];
      });
      expect(faults).toEqual([]);
      expect(answered).toHaveLength(count);
    },
    full ? 900_000 : 240_000,
  );

  test('reached every route with good and with bad answers, and hardly any line was closed without one', () => {
    const statuses = new Map<string, Set<number>>();
    for (const { request, answer } of answered)
      statuses.set(request.operation, (statuses.get(request.operation) ?? new Set()).add(answer.status));
    expect(statuses.size).toBe(described.operations.length);
    const without = [...statuses].filter(([, those]) => ![...those].some((status) => status >= 400));
    expect(without).toEqual([]);
    const whole = answered.filter(({ request: { manner } }) => manner === 'whole' || manner === 'in pieces');
    expect(whole.filter(({ answer }) => answer.status === 0).length).toBeLessThan(whole.length / 20);
    const good = answered.filter(({ answer: { status } }) => status >= 200 && status < 300);
    expect(good.length).toBeGreaterThan(count / 10);
  });

  test('leave nothing half stored and nothing that nobody was told of, and the books balance', async () => {
    await network.addServer({ QUEUES: 'nodes', LOG_LEVEL: 'fatal' });
    const books = () => network.operator().books();
    await until(async () => (await books()).total.inFlight === 0, { deadlineMs: 60_000, what: 'the end of all ways' });
    const { total } = await books();
    expect(total.accepted).toBe(total.delivered + total.refused + total.expired + total.dead);
    const { differences } = await audit({ store: network.store, folder: network.folder, tell: () => undefined });
    expect(differences).toEqual([]);
    const orphans = 'SELECT FROM package p WHERE NOT EXISTS (SELECT FROM document WHERE package = p.digest)';
    expect(await network.store.source.query<unknown[]>(orphans)).toEqual([]);
    expect(await storedButUntold()).toBeLessThanOrEqual(unanswered());
  });

  /** A sender whose line broke may or may not have sent its document; all others were told of theirs. */
  const unanswered = () => answered.filter(({ answer }) => answer.status === 0).length;

  async function storedButUntold(): Promise<number> {
    const told = new Set(
      answered
        .filter(({ answer }) => answer.status === 202)
        .map(({ answer }) => /"document":"([^"]+)"/.exec(answer.text)?.[1]),
    );
    expect(told.size).toBeGreaterThan(10);
    const rows = await network.store.source.query<{ id: string }[]>('SELECT id::text FROM document WHERE place = $1', [
      office,
    ]);
    const stored = new Set(rows.map(({ id }) => id));
    told.delete(undefined);
    expect([...told].filter((id) => !stored.has(id!))).toEqual([]);
    // Three were sent before the storm.
    return stored.size - told.size - 3;
  }
});
