/** `lienthong start` with the setting SCANNER: all that travels in its replay was scanned, and what is infected afterwards goes nowhere. */
import { createHash } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { LienThongClient } from '@lienthong/client';
import { readPackage } from '@lienthong/edxml';
import { throwIfRefused } from '@lienthong/edge';
import { openStore } from '@lienthong/store';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { ChildProgram } from '../../apps/cli/src/launch/child-program.js';
import { builtProgram } from '../../apps/cli/src/project.js';
import type { ReplayReport } from '../../apps/simulator/src/replay/report.js';
import { ClamdServer, describeWithClamd, plagues } from '../support/clamd.js';
import { freePort } from '../support/free-port.js';
import { makePackage } from '../support/network.js';
import { ScannerWitness } from '../support/scanner-witness.js';
import { testDatabaseUrl } from '../support/servers.js';
import { writeSmallScenario } from '../support/small-scenario.js';
import { until } from '../support/waits.js';

const documents = 24;
const sha256 = (bytes: Buffer): string => createHash('sha256').update(bytes).digest('hex');

describeWithClamd('lienthong start with a scanner', () => {
  let folder: string;
  let clamd: ClamdServer;
  let witness: ScannerWitness;
  let databaseUrl: string;
  let scenario: string;

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'lienthong-scanned-start-'));
    scenario = writeSmallScenario(folder, documents);
    clamd = await ClamdServer.start('Old');
    witness = await ScannerWitness.before(clamd.address);
    databaseUrl = await testDatabaseUrl('start');
  }, 60_000);
  afterAll(async () => {
    await witness.stop();
    await clamd.stop();
    rmSync(folder, { recursive: true });
  });

  async function start(...more: string[]): Promise<ChildProgram> {
    const { PATH, HOME, TMPDIR, LIENTHONG_TEST_RUN } = process.env;
    const choice = ['--scenario', scenario, '--data', join(folder, 'data'), '--port', String(await freePort())];
    return new ChildProgram({
      program: builtProgram('cli', 'main.js'),
      args: ['start', ...choice, ...more],
      environment: { PATH, HOME, TMPDIR, LIENTHONG_TEST_RUN, DATABASE_URL: databaseUrl, SCANNER: witness.address },
      logFile: join(folder, 'start.log'),
    });
  }

  /** SHA-256 of every stored package and of all attachments in it. */
  async function travelled(): Promise<string[]> {
    const store = await openStore({ url: databaseUrl, connections: 1, name: 'test' });
    try {
      const rows = await store.source.query<{ bytes: Buffer }[]>('SELECT bytes FROM package');
      return rows.flatMap(({ bytes }) => {
        const { attachments } = throwIfRefused(readPackage(bytes));
        return [bytes, ...attachments.map((attachment) => attachment.bytes)].map(sha256);
      });
    } finally {
      await store.close();
    }
  }

  test('ends balanced, and every attachment and package that travelled was found clean', async () => {
    const report = join(folder, 'report.json');
    const launcher = await start('--exit', '--json', report);
    const { code } = await launcher.ended;
    expect([code, code === 0 ? '' : launcher.lastLines(30)]).toEqual([0, '']);
    const { booksBalance, deliveries } = JSON.parse(readFileSync(report, 'utf8')) as ReplayReport;
    expect([booksBalance, deliveries.delivered]).toEqual([true, deliveries.accepted]);
    const files = await travelled();
    expect(files.length).toBeGreaterThan(2 * documents);
    expect(files.filter((file) => witness.verdicts.get(file) !== 'stream: OK')).toEqual([]);
  }, 120_000);

  test('started again on its data, refuses an infected document with the name of the find', async () => {
    const launcher = await start();
    try {
      const sender = await until(() => shownClient(launcher), { deadlineMs: 60_000, what: 'the exchange to be up' });
      const bytes = Buffer.concat([Buffer.from('%PDF-1.7\n'), plagues.Old]);
      const change = { promulgation: { place: 'Thái Bình', date: '2020-01-02' } };
      const { document } = await sender.submit(makePackage({ bytes, name: 'thong-bao.pdf', change }));
      const refused = async () => (await sender.document(document)).deliveries.find(({ state }) => state === 'refused');
      const delivery = await until(refused, { deadlineMs: 20_000, what: 'the refusal' });
      expect(delivery.reason).toBe('The scanner found LienThong.Plague.Old.UNOFFICIAL in thong-bao.pdf');
      await sender.close();
    } finally {
      await launcher.stop(20_000);
    }
    const { code } = await launcher.ended;
    expect([code, code === 0 ? '' : launcher.lastLines(30)]).toEqual([0, '']);
  }, 120_000);
});

/** The agency that the launcher tells a person to try: H54.01, the first department. */
function shownClient(launcher: ChildProgram): LienThongClient | undefined {
  const shown = launcher.lastLines(30);
  const [, baseUrl] = /The exchange is up at (\S+)/.exec(shown) ?? [];
  const [, key] = /Try it as H54\.01 .*, whose key is (\S+)/.exec(shown) ?? [];
  return baseUrl === undefined || key === undefined ? undefined : new LienThongClient({ baseUrl, key });
}
