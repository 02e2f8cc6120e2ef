/** The disk fills up under PostgreSQL and under an exchange's log and checkpoint files: clients are answered 503, the process lives, nothing is torn. */
import { lstat, mkdir, mkdtemp, readFile, rename, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { LienThongClient } from '@lienthong/client';
import { ExchangeProcess } from '../support/exchange-process.js';
import { axis, makePackage, Network } from '../support/network.js';
import { until } from '../support/waits.js';
import { audit } from '../../apps/exchange/src/audit/audit.js';

let network: Network;
let folder: string;
let exchange: ExchangeProcess;
let sender: LienThongClient;
let checkpoints: string;

beforeAll(async () => {
  network = await Network.start('the disk is full', { processes: 0 });
  folder = await mkdtemp(join(tmpdir(), 'lienthong-drill-'));
  checkpoints = join(network.folder, 'checkpoints');
  await mkdir(checkpoints);
  // From the first line on the log's disk is full.
  const environment = { ...network.environment, LOG_LEVEL: 'info', LOG_FILE: '/dev/full' };
  exchange = await ExchangeProcess.start({ name: 'exchange', folder, environment });
  const operator = new LienThongClient({ baseUrl: exchange.address, key: network.operatorKey });
  const [minted] = await operator.operator.mintKeys(['H54.01']);
  await operator.close();
  sender = new LienThongClient({ baseUrl: exchange.address, key: minted!.key });
});
afterAll(async () => {
  await sender.close();
  await exchange.stop();
  await network.stop();
  await rm(folder, { recursive: true });
});

/** What PostgreSQL says when a table can not grow (SQLSTATE 53100), for every new document. */
const fill = `CREATE FUNCTION disk_full() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
    RAISE EXCEPTION 'could not extend file: No space left on device' USING ERRCODE = 'disk_full'; END $$;
  CREATE TRIGGER disk_full BEFORE INSERT ON document EXECUTE FUNCTION disk_full()`;
const makeRoom = 'DROP TRIGGER disk_full ON document; DROP FUNCTION disk_full()';

test('a submission that finds no room is answered 503, leaves nothing, and is taken when there is room', async () => {
  const bytes = makePackage({ to: ['H54.02', 'H05'] });
  await network.store.source.query(fill);
  await expect(sender.submit(bytes)).rejects.toMatchObject({
    status: 503,
    code: 'store-unavailable',
  });
  await network.store.source.query(makeRoom);
  expect(await network.store.source.query('SELECT 1 FROM document')).toEqual([]);
  expect((await sender.submit(bytes)).state).toBe('accepted');
  expect([exchange.lives, exchange.surprises]).toEqual([1, []]);
});

test('checkpoints that found no room stand in their file, whole and in order, when there is room', async () => {
  const file = join(checkpoints, `${axis}.jsonl`);
  await until(async () => (await readFile(file, 'utf8')).endsWith('\n'), { deadlineMs: 20_000, what: 'a first line' });
  await rename(file, `${file}.kept`);
  await symlink('/dev/full', file);
  await sender.submit(makePackage({ to: ['H05'] }));
  const numbers = async () =>
    (
      await network.store.source.query<{ last: string }[]>(
        `SELECT max(number)::text AS last FROM checkpoint WHERE place = '${axis}'`,
      )
    )[0]!.last;
  const before = await numbers();
  await until(async () => (await numbers()) !== before, {
    deadlineMs: 30_000,
    what: 'a checkpoint that finds no room',
  });
  expect((await lstat(file)).isSymbolicLink()).toBe(true);
  await rename(`${file}.kept`, file);
  await until(async () => (await lastLine(file)) === (await numbers()), {
    deadlineMs: 30_000,
    what: 'the missing lines',
  });
  expect([exchange.lives, exchange.surprises]).toEqual([1, []]);
  const { differences } = await audit({ store: network.store, folder: network.folder, tell: () => undefined });
  expect(differences.filter(({ table }) => table === 'checkpoint file')).toEqual([]);
});

async function lastLine(file: string): Promise<string> {
  const line = (await readFile(file, 'utf8')).trimEnd().split('\n').at(-1)!;
  return String((JSON.parse(line) as { number: number }).number);
}
