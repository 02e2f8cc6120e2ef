/** A centre's system id: added with a secret of ours or its own, compatible or hardened, withdrawn within seconds. */
import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { AxisClient, axisTimestamp, oddHash, type AxisAnswer } from '../support/axis-client.js';
import { takeIntoBox } from '@lienthong/store';
import { makePackage, Network, office, otherOffice } from '../support/network.js';
import { until } from '../support/waits.js';

let network: Network;
let base: string;
let secret: string;

beforeAll(async () => {
  network = await Network.start('systems of centres', { environment: { AXIS_DOOR_PATH: '/truc/adapter' } });
  const minted = await network.operator().operator.addSystem({ code: office });
  [base, secret] = [network.address + minted.path, minted.secret];
});
afterAll(() => network.stop());

const program = fileURLToPath(new URL('../../dist/apps/cli/src/main.js', import.meta.url));

/** What `lienthong system …` prints. */
async function lienthong(...words: string[]): Promise<unknown> {
  const args = [program, 'system', ...words, '--json', '--url', network.address, '--key', network.operatorKey];
  const { stdout } = await promisify(execFile)(process.execPath, args);
  return JSON.parse(stdout);
}

const list = { servicetype: 'eDoc', messagetype: 'edoc' };
const post = (client: AxisClient, operation: string, change = {}, body = Buffer.from('{}')): Promise<AxisAnswer> =>
  client.ask({ method: 'POST', operation, body, change });

describe('the box of a new system', () => {
  test('holds what nobody has taken yet, in the order in which it came, and statuses from now on', async () => {
    const [sender, recipient] = [await network.agency('H54.01'), await network.agency('H05')];
    const documents: string[] = [];
    for (let count = 1; count <= 3; count += 1) {
      documents.push((await sender.submit(makePackage({ to: ['H05'] }))).document);
      const hasCome = async () => (await recipient.inbox()).items.length === count;
      await until(hasCome, { deadlineMs: 15_000, what: `document ${count} at H05` });
    }
    await recipient.acknowledge([documents[1]!]);
    await recipient.submit(makePackage({ from: 'H05', to: ['H54.02'] }));
    await until(async () => (await recipient.desk()).items.length, { deadlineMs: 15_000, what: 'a status before' });

    const added = await network.operator().operator.addSystem({ code: otherOffice });
    const client = new AxisClient(base, otherOffice, added.secret);
    const box = { place: otherOffice, kind: 'edoc' } as const;
    const taken = [0, 1, 2].map(async () => network.store.transaction((tx) => takeIntoBox(tx, box, 1)));
    expect((await Promise.all(taken)).filter((isFull) => isFull)).toHaveLength(2);
    expect((await client.received()).map(({ docId }) => docId)).toEqual([`${documents[0]}-H05`, `${documents[2]}-H05`]);
    expect(await client.received('status')).toEqual([]);

    await recipient.submit(makePackage({ from: 'H05', to: ['H54.02'] }));
    const hasCome = async () => (await client.received('status')).length === 1;
    await until(hasCome, { deadlineMs: 15_000, what: 'the status 01 of a later document' });
  });
});

describe('a system at the door', () => {
  test('a hardened system needs the digest of the body, and no time of now: clients make theirs once', async () => {
    const { operator } = network.operator();
    const { mode, secret: other } = await operator.addSystem({ code: otherOffice, mode: 'hardened' });
    expect(mode).toBe('hardened');
    const hardened = new AxisClient(base, otherOffice, other);
    const bytes = makePackage({ from: 'H05', to: ['H54.01'] });
    hardened.put({ ...list, from: 'H05' });
    const call = {
      method: 'POST',
      operation: 'sendEdoc',
      body: bytes,
      contentType: 'application/octet-stream',
    } as const;
    expect(await hardened.ask(call)).toMatchObject({
      ErrorCode: '10',
      ErrorDesc: expect.stringContaining('hash-file'),
    });
    const registration = Buffer.from('{"code":"H05.10","name":"Sở Tư pháp"}');
    const wanted = `sign the SHA-256 of this request's ${registration.length} bytes`;
    const unsigned = await post(hardened, 'registerAgency', {}, registration);
    expect(unsigned).toMatchObject({ ErrorCode: '10', ErrorDesc: expect.stringContaining(wanted) });
    hardened.put({ 'hash-file': oddHash(bytes) });
    const leftOver = await post(hardened, 'registerAgency', {}, registration);
    expect(leftOver).toMatchObject({ ErrorCode: '21', ErrorDesc: expect.stringContaining(wanted) });
    hardened.put({ 'hash-file': oddHash(registration) });
    expect(await post(hardened, 'registerAgency', {}, registration)).toMatchObject({ status: 'OK' });
    hardened.put({ timestamp: axisTimestamp(Date.now() - 400 * 24 * 3_600_000) });
    expect(await hardened.sendEdoc('H05', bytes)).toMatchObject({ status: 'OK', ErrorCode: '0' });
  });

  test('a centre brings the secret it has; the store keeps none in clear', async () => {
    const brought = 'bi-mat-cua-trung-tam-2016';
    const { mode, secret: told } = await network.operator().operator.addSystem({ code: otherOffice, secret: brought });
    expect([mode, told]).toEqual(['compatible', brought]);
    await new AxisClient(base, otherOffice, brought).good('getAgenciesList');
    const rows: { row: string }[] = await network.store.source.query(
      `SELECT encode(secret, 'escape') || encode(secret, 'hex') AS row FROM centre_system`,
    );
    const forms = [secret, brought].flatMap((one) => [one, Buffer.from(one).toString('hex')]);
    for (const form of forms) expect(rows.map(({ row }) => row).join()).not.toContain(form);
  });

  test('is added, listed and removed by the command', async () => {
    const added = await lienthong('add', otherOffice, '--hardened');
    expect(added).toMatchObject({ code: otherOffice, mode: 'hardened', path: '/truc/adapter' });
    const client = new AxisClient(base, otherOffice, (added as { secret: string }).secret);
    await client.good('getAgenciesList');
    expect(await lienthong('list')).toMatchObject([{ code: otherOffice, mode: 'hardened' }, { code: office }]);
    expect(await lienthong('remove', otherOffice)).toEqual({ removed: otherOffice });
    await expect(lienthong('add', '00.99.W00')).rejects.toThrow('No place 00.99.W00 is served here');
  });

  test('is added by the command with other names and consent; the file that the printed example reads follows', async () => {
    const data = await mkdtemp(join(tmpdir(), 'lienthong-demo-'));
    const file = join(data, 'demo-system.json');
    const first = (await lienthong('add', otherOffice)) as { secret: string; path: string };
    const [made] = (await network.operator().operator.systems()).filter(({ code }) => code === otherOffice);
    await writeFile(file, JSON.stringify({ code: otherOffice, ...first, createdAt: made!.createdAt }));
    const names = ['--alias', '000.00.00.H05', '--alias', 'vxp.saas.03'];
    const again = await lienthong('add', otherOffice, ...names, '--may-register', '--data', data);
    const { secret: second } = again as { secret: string };
    const kept = JSON.parse(await readFile(file, 'utf8')) as { secret: string; createdAt: string };
    expect([kept.secret, second === first.secret]).toEqual([second, false]);
    expect(await lienthong('list')).toMatchObject([
      { code: otherOffice, aliases: ['000.00.00.H05', 'vxp.saas.03'], mayRegister: true, createdAt: kept.createdAt },
      { code: office },
    ]);
    await new AxisClient(base, 'vxp.saas.03', second).good('getAgenciesList');
    await lienthong('add', otherOffice);
    await lienthong('add', otherOffice, '--data', data);
    expect(JSON.parse(await readFile(file, 'utf8'))).toEqual(kept);
    await rm(data, { recursive: true });
  });

  test('registers agencies from a network only if it is hardened, or an operator lets it', async () => {
    const { operator } = network.operator();
    const open = new URL((await network.addServer({ AXIS_DOOR_PATH: '/truc/adapter', HOST: '0.0.0.0' })).address);
    const registration = Buffer.from('{"code":"H05.11","name":"Sở Tư pháp"}');
    const register = async (system: Parameters<typeof operator.addSystem>[0], hash = '') => {
      const { secret: other, path } = await operator.addSystem(system);
      const client = new AxisClient(`http://127.0.0.1:${open.port}${path}`, system.code, other);
      if (hash !== '') client.put({ 'hash-file': hash });
      // The other process forgets the secret of before when it sees that one was changed.
      const answer = () => post(client, 'registerAgency', {}, registration);
      const known = async () => !(await answer()).ErrorDesc.includes('HMAC');
      await until(known, { deadlineMs: 10_000, what: 'the new secret' });
      return answer();
    };
    const code = otherOffice;
    const refused = await register({ code, mode: 'compatible' });
    expect(refused).toMatchObject({ status: 'FAIL', ErrorCode: '15' });
    expect(refused.ErrorDesc).toContain('--may-register');
    expect(await register({ code, mode: 'compatible', mayRegister: true })).toMatchObject({ status: 'OK' });
    expect(await register({ code, mode: 'hardened' })).toMatchObject({ status: 'FAIL', ErrorCode: '10' });
    expect(await register({ code, mode: 'hardened' }, oddHash(registration))).toMatchObject({ status: 'OK' });
  });

  test('a system that was withdrawn is answered 15 within seconds', async () => {
    const { operator } = network.operator();
    const client = new AxisClient(base, otherOffice, (await operator.addSystem({ code: otherOffice })).secret);
    await client.good('getAgenciesList');
    await operator.removeSystem(otherOffice);
    expect((await operator.systems()).map(({ code }) => code)).toEqual([office]);
    const isOut = async () => (await post(client, 'getAgenciesList')).ErrorCode === '15';
    await until(isOut, { deadlineMs: 5_000, what: 'the system to be withdrawn' });
    await expect(operator.removeSystem(otherOffice)).rejects.toMatchObject({ code: 'message-not-found' });
  });
});
