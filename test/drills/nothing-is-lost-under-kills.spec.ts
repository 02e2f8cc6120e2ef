/** Processes, queues and databases are killed at random while documents travel: each arrives once all the same, and the books balance. */
import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterEach, describe, expect, test } from '@jest/globals';
import { readBooks } from '@lienthong/store';
import { axis, Network, office, otherOffice } from '../support/network.js';
import { describeWithRedisServer } from '../support/servers.js';
import { BrittlePostgres, BrittleRedis, wipePostgresQueue } from './queue-faults.js';
import { exchangeKilled, runDrill, type DrillPlan, type Verdict } from './replay.js';
import { counterTable } from './total-queue.js';

const full = process.env['LIENTHONG_DRILLS'] === 'full';
const documents = full ? 10_000 : 2_000;
/** Over both queues together. */
const strikes = Number(process.env['LIENTHONG_KILLS'] ?? (full ? 300 : 24));
const seed = process.env['LIENTHONG_SEED'] ?? randomBytes(6).toString('hex');
/** Sooner than by default a hop without an answer is offered again: what is waited for is shorter, what is done is the same. */
const settings: Record<string, string> = full ? {} : { RELAY_PATIENCE_MS: '1000', RELAY_LINGER_MS: '100' };
/** A sound run on two cores takes a tenth of it; the drill itself fails sooner, when nothing goes on any more. */
const limitMs = full ? 7_200_000 : 600_000;

const undo: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const step of undo.splice(0).reverse()) await step();
});

async function drill(name: string, network: Network, faults: Pick<DrillPlan, 'means' | 'shares'>): Promise<Verdict> {
  const plan = { seed: `${seed} ${name}`, documents, strikes: Math.ceil(strikes / 2), network, settings, ...faults };
  process.stdout.write(`\n${name}: seed ${seed} (LIENTHONG_SEED=${seed} repeats it)\n`);
  const verdict = await runDrill(plan);
  const { deliveries, statuses, tally, recoverySeconds, seconds } = verdict;
  const { others, ...requests } = tally;
  process.stdout.write(
    `${counterTable({ deliveries, statuses })}\n  faults ${JSON.stringify(verdict.strikes)}\n  ${verdict.log.join('; ')}\n  requests ${JSON.stringify(requests)}\n` +
      `  ${seconds.toFixed(1)} s, recovered ${recoverySeconds.toFixed(1)} s after the last fault\n`,
  );
  expect(others).toEqual([]);
  return verdict;
}

async function expectNothingLost(verdict: Verdict, network: Network): Promise<void> {
  const { deliveries, statuses, faults, surprises } = verdict;
  const none = { lost: 0, unexpected: 0, duplicated: 0 };
  expect(deliveries).toMatchObject({ ...none, acknowledged: deliveries.attempts, ok: deliveries.attempts });
  expect(statuses).toMatchObject({ ...none, acknowledged: statuses.attempts, ok: statuses.attempts });
  expect({ faults, surprises }).toEqual({ faults: [], surprises: [] });
  expect(Object.values(verdict.strikes).reduce((sum, count) => sum + count, 0)).toBeGreaterThanOrEqual(strikes / 2);
  expect(verdict.left).toEqual({ outbox: 0, dead: 0, parked: 0 });
  await expectBooks(network, deliveries.attempts, statuses.attempts);
  await expectAudit(network);
}

/** The auditor recounts books, statistics and receipts from the raw rows and follows every chain of events: it ends with 0. */
async function expectAudit({ databaseUrl, folder }: Network): Promise<void> {
  const program = fileURLToPath(new URL('../../dist/apps/exchange/src/audit/main.js', import.meta.url));
  const env = { PATH: process.env['PATH'], DATABASE_URL: databaseUrl, DATA_DIR: folder, LOG_LEVEL: 'error' };
  const { stdout } = await promisify(execFile)(process.execPath, [program, '--json'], {
    env,
    maxBuffer: 64 * 1024 * 1024,
  });
  expect(JSON.parse(stdout)).toMatchObject({ agrees: true, differences: [] });
}

async function expectBooks(network: Network, deliveries: number, statuses: number): Promise<void> {
  const rows = await readBooks(network.store, [axis, office, otherOffice]);
  const sum = (name: keyof (typeof rows)[number]): number => rows.reduce((all, row) => all + Number(row[name]), 0);
  expect({
    ...{ documents: sum('documents'), accepted: sum('accepted'), delivered: sum('delivered') },
    ...{ refused: sum('refused'), expired: sum('expired'), dead: sum('dead'), statuses: sum('statuses') },
  }).toEqual({ documents, accepted: deliveries, delivered: deliveries, refused: 0, expired: 0, dead: 0, statuses });
}

describe('with the queue on PostgreSQL', () => {
  test(
    'everything arrives once although exchange, queue and PostgreSQL are killed and wiped',
    async () => {
      const folder = await mkdtemp(join(tmpdir(), 'lienthong-drill-postgres-'));
      undo.push(() => rm(folder, { recursive: true }));
      const postgres = await BrittlePostgres.start(folder);
      undo.push(() => postgres.stop());
      const network = await Network.start('on PostgreSQL', { processes: 0, databaseUrl: postgres.url });
      undo.push(() => network.stop());
      const verdict = await drill('on PostgreSQL', network, {
        means: {
          'queue wiped': () => wipePostgresQueue(network.databaseUrl),
          'PostgreSQL killed': (chance) => postgres.kill(chance),
        },
        shares: { [exchangeKilled]: 6, 'queue wiped': 2, 'PostgreSQL killed': 2 },
      });
      await expectNothingLost(verdict, network);
    },
    limitMs,
  );
});

describeWithRedisServer('with the queue on Redis', () => {
  test(
    'everything arrives once although exchange and Redis are killed and the queue is wiped',
    async () => {
      const redis = await BrittleRedis.start();
      undo.push(() => redis.stop());
      const network = await Network.start('on Redis', { processes: 0, redisUrl: redis.url });
      undo.push(() => network.stop());
      const verdict = await drill('on Redis', network, {
        means: { 'queue wiped': () => redis.wipe(), 'Redis killed': (chance) => redis.kill(chance) },
        shares: { [exchangeKilled]: 6, 'queue wiped': 2, 'Redis killed': 2 },
      });
      await expectNothingLost(verdict, network);
    },
    limitMs,
  );
});
