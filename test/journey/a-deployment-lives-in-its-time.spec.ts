/** A deployment without a replay lives today, one with a replay where its scenario does; certificates and lists follow. */
import { execFile, execFileSync } from 'node:child_process';
import { X509Certificate } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { makeKey } from '@lienthong/signature';
import { emptyStore, migrate, officialTime, openStore, type Store } from '@lienthong/store';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { builtProgram } from '../../apps/cli/src/project.js';
import { setClock, type ClockWish } from '../../apps/cli/src/launch/set-clock.js';
import { readScenario } from '../../apps/simulator/src/scenario/read-scenario.js';
import { foldersOf, placeFile, walletFile } from '../../apps/simulator/src/wallet/folders.js';
import { makeNation } from '../../apps/simulator/src/nation/nation.js';
import { testDatabaseUrl } from '../support/servers.js';
import { TrustStory } from '../support/trust.js';
import { until } from '../support/waits.js';

const scenarioStart = new Date('2020-01-01T00:00:00+07:00');
const replay: ClockWish = { decision: 'run', firstDay: '2020-01-01' };
const without: ClockWish = { decision: 'nothing', firstDay: '2020-01-01' };
const at = (text: string): ClockWish => ({ ...without, asked: new Date(text) });

let databaseUrl: string;
let store: Store;
beforeAll(async () => {
  databaseUrl = await testDatabaseUrl('times');
  store = await openStore({ url: databaseUrl, connections: 2, name: 'test' });
  await migrate(store);
});
afterAll(() => store.close());
beforeEach(() => emptyStore(store));

const now = async () => (await officialTime(store)).now;
const isToday = (time: Date): boolean => Math.abs(time.getTime() - Date.now()) < 30_000;

describe('official time', () => {
  test('of a new deployment is today and runs when nothing is replayed', async () => {
    const begun = await setClock(store, without);
    expect(isToday(begun)).toBe(true);
    await until(async () => (await now()) > begun, { deadlineMs: 5_000, what: 'the clock to run' });
    expect(isToday(await setClock(store, { ...without, asked: 'now' }))).toBe(true);
  });

  test('of a new deployment stands at the first day of the scenario that is replayed', async () => {
    expect(await setClock(store, replay)).toEqual(scenarioStart);
    expect(await now()).toEqual(scenarioStart);
    expect(await setClock(store, { ...replay, decision: 'go-on' })).toEqual(scenarioStart);
  });

  test('is the asked one, and runs on from there; it is moved forward where it is behind, and left alone without a word', async () => {
    const year = async (wish: ClockWish) => (await setClock(store, wish)).toISOString().slice(0, 13);
    expect(await year(at('2021-03-01T08:00:00Z'))).toBe('2021-03-01T08');
    expect(await year(without)).toBe('2021-03-01T08');
    expect(await year({ ...at('2022-03-01T08:00:00Z'), decision: 'show' })).toBe('2022-03-01T08');
    const moved = await now();
    await until(async () => (await now()) > moved, { deadlineMs: 5_000, what: 'the clock to run on' });
  });

  test('never goes back: not to an asked time, not to a scenario, and no replay begins elsewhere', async () => {
    await setClock(store, without);
    await expect(setClock(store, at('2021-03-01T08:00:00Z'))).rejects.toThrow(/never goes back to 2021-03-01.*--fresh/);
    await expect(setClock(store, replay)).rejects.toThrow(/the scenario begins on 2020-01-01.*--fresh/);
    await expect(setClock(store, { ...replay, asked: 'now' })).rejects.toThrow('--scenario none');
    expect(isToday(await now())).toBe(true);
    await emptyStore(store);
    expect(await setClock(store, replay)).toEqual(scenarioStart);
  });
});

describe('certificates and lists', () => {
  const scenario = 'thai-binh-2020h1';
  const nation = makeNation(readScenario(scenario));
  let trust: TrustStory;
  beforeAll(async () => {
    trust = await TrustStory.start({ DATABASE_URL: databaseUrl });
    // One key for everybody: making hundreds takes half a minute, and none is used here.
    const pem = (await makeKey()).export({ type: 'pkcs8', format: 'pem' });
    const folders = foldersOf(trust.folder);
    const own = nation.agencies.flatMap(({ code }) => [code, `${code}.leader`]);
    const files = [
      ...nation.places.map(({ code }) => placeFile(folders, code, 'key')),
      ...own.map((who) => walletFile(folders, who, 'key')),
    ];
    for (const file of files) {
      mkdirSync(dirname(file), { recursive: true });
      writeFileSync(file, pem);
    }
  });
  afterAll(() => trust.stop());

  /** As the launcher has it done. */
  const prepare = async (time: Date): Promise<void> => {
    const where = ['--data', trust.folder, '--scenario', scenario, '--at', time.toISOString()];
    const keys = ['--trust', trust.url, '--trust-keys-file', join(trust.folder, 'authority', 'role-keys.json')];
    await promisify(execFile)(process.execPath, [builtProgram('simulator', 'main.js'), 'prepare', ...where, ...keys]);
  };
  const files = () => {
    const { wallet, places } = foldersOf(trust.folder);
    const own = readdirSync(join(wallet, 'certificates')).map((name) => join(wallet, 'certificates', name));
    return [...own, ...readdirSync(places).map((code) => join(places, code, 'certificate.pem'))];
  };
  /** From when and until when each list speaks, as openssl reads it. */
  const lists = () => {
    const folder = join(foldersOf(trust.folder).trust, 'crls');
    return readdirSync(folder).map((name) => {
      const words = ['crl', '-inform', 'DER', '-in', join(folder, name), '-noout', '-lastupdate', '-nextupdate'];
      const said = execFileSync('openssl', words, { encoding: 'utf8' });
      return [...said.matchAll(/=(.*)/g)].map(([, date = '']) => Date.parse(date));
    });
  };

  test('hold at official time: in 2020, after a move to today, and in 2020 again when it begins anew', async () => {
    const years: number[] = [];
    for (const wish of [replay, { ...without, asked: 'now' as const }, replay]) {
      await emptyStore(store);
      const time = await setClock(store, wish);
      await trust.restart();
      await prepare(time);
      const certificates = files().map((file) => new X509Certificate(readFileSync(file)));
      expect(certificates.length).toBeGreaterThan(nation.places.length + 288);
      for (const { validFrom, validTo } of certificates) {
        expect(Date.parse(validFrom)).toBeLessThan(time.getTime());
        expect(Date.parse(validTo)).toBeGreaterThan(time.getTime());
      }
      for (const [from, to] of lists()) {
        expect(from).toBeLessThanOrEqual(time.getTime() + 60_000);
        expect(to).toBeGreaterThan(time.getTime());
      }
      years.push(new Date(certificates[0]!.validFrom).getUTCFullYear());
    }
    expect(years).toEqual([2019, new Date().getUTCFullYear() - 1, 2019]);
  });
});
