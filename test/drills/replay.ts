/** One drill from start to judgement: real exchange processes, agencies that send and answer, and a nemesis between them. */
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { mkdtemp, rm } from 'node:fs/promises';
import { setTimeout as pause } from 'node:timers/promises';
import { ExchangeProcess } from '../support/exchange-process.js';
import type { Network } from '../support/network.js';
import { until } from '../support/waits.js';
import { Door, type Tally } from './door.js';
import { draw } from './draw.js';
import { History } from './history.js';
import { agencies, writeLetters, type Letter } from './letters.js';
import { Nemesis, planStrikes, type Means } from './nemesis.js';
import { onDatabase } from './queue-faults.js';
import { readEverything, Reader } from './readers.js';
import { send, sendAll } from './senders.js';
import { totalQueue, type Counters } from './total-queue.js';

export interface DrillPlan {
  readonly seed: string;
  readonly documents: number;
  readonly strikes: number;
  readonly network: Network;
  /** Settings of the exchange processes beside the network's own. */
  readonly settings: Readonly<Record<string, string>>;
  /** The faults beside the death of an exchange process, which every drill has. */
  readonly means: Means;
  /** How often each fault falls, as a proportion. */
  readonly shares: Readonly<Record<string, number>>;
}

export interface Verdict {
  readonly deliveries: Counters;
  readonly statuses: Counters;
  readonly tally: Tally;
  readonly faults: readonly string[];
  /** Processes that ended although nobody killed them. */
  readonly surprises: readonly string[];
  /** What is still open in the tables: nothing, when every hop was answered. */
  readonly left: Readonly<Record<string, number>>;
  readonly strikes: Readonly<Record<string, number>>;
  readonly log: readonly string[];
  /** From the last fault until everything had arrived, in seconds. */
  readonly recoverySeconds: number;
  readonly seconds: number;
}

export const exchangeKilled = 'exchange process killed';
/** The replay may stand still for so long after a fault; then it has not recovered by itself. */
const standstillMs = 75_000;
const processes = 2;
/** Documents submitted once more at the end. */
const repeats = 50;

export async function runDrill(plan: DrillPlan): Promise<Verdict> {
  const folder = await mkdtemp(join(tmpdir(), 'lienthong-drill-'));
  const exchanges = await startExchanges(plan, folder);
  const door = new Door(exchanges.map(({ address }) => address));
  try {
    const keys = await mintKeys(door, plan.network);
    const history = new History(await writeLetters(plan.network, plan.seed, plan.documents));
    return await replay(plan, { exchanges, door, keys, history });
  } catch (error) {
    const logs = exchanges.map((exchange) => exchange.lastLines(15)).join('\n');
    throw new Error(`${String(error)}\n${logs}`, { cause: error });
  } finally {
    await door.close();
    await Promise.all(exchanges.map((exchange) => exchange.stop()));
    await rm(folder, { recursive: true });
  }
}

async function startExchanges({ network, settings }: DrillPlan, folder: string): Promise<ExchangeProcess[]> {
  const environment = { ...network.environment, ...settings };
  return Promise.all(
    Array.from({ length: processes }, (_, index) =>
      ExchangeProcess.start({ name: `exchange-${index + 1}`, folder, environment }),
    ),
  );
}

async function mintKeys(door: Door, network: Network): Promise<Map<string, string>> {
  const { value } = await door.ask(network.operatorKey, 'keys', (client) => client.operator.mintKeys(agencies));
  return new Map(value.map(({ agency, key }) => [agency, key]));
}

interface Running {
  readonly exchanges: readonly ExchangeProcess[];
  readonly door: Door;
  readonly keys: ReadonlyMap<string, string>;
  readonly history: History;
}

async function replay(plan: DrillPlan, running: Running): Promise<Verdict> {
  const { exchanges, door, keys, history } = running;
  const start = performance.now();
  const strikes = planStrikes(plan.seed, plan.strikes, {
    ...plan.shares,
    [exchangeKilled]: plan.shares[exchangeKilled] ?? 1,
  });
  const means = {
    ...plan.means,
    [exchangeKilled]: (chance: number) => exchanges[Math.floor(chance * exchanges.length)]!.kill(),
  };
  const nemesis = new Nemesis(means, strikes, (progress) => moveOn(history, () => history.progress >= progress));
  const readers = agencies.map((agency) => new Reader({ door, key: keys.get(agency)!, agency, history }));
  try {
    await Promise.all([sendAll(door, keys, history), nemesis.run()]);
    const struck = performance.now();
    // What does not come is not the end: the judgement says what is lost.
    await moveOn(history, () => history.isSettled).catch((error: Error) => history.faults.push(error.message));
    const recoverySeconds = (performance.now() - struck) / 1000;
    for (const letter of lettersAgain(plan, history)) await send(door, keys, history, letter);
    const seconds = (performance.now() - start) / 1000;
    const left = await untilNothingIsLeft(plan.network.databaseUrl);
    return { ...(await judge(running)), left, strikes: nemesis.counts, log: nemesis.log, recoverySeconds, seconds };
  } catch (error) {
    const known = [String(error), String(history), ...history.faults].join('; ');
    throw new Error(`${known}\n${nemesis.log.join('\n')}`, { cause: error });
  } finally {
    await Promise.all(readers.map((reader) => reader.stop()));
  }
}

function lettersAgain({ seed, documents }: DrillPlan, { letters }: History): Letter[] {
  return [...letters.values()].filter((_, index) => draw(seed, 'again', index) < repeats / documents);
}

/** Waits for a state of the history; fails when nothing has changed in it for a long time. */
async function moveOn(history: History, isThere: () => boolean): Promise<void> {
  for (;;) {
    const before = history.progress;
    const what = `anything to go on (${String(history)})`;
    await until(() => isThere() || history.faults.length > 0 || history.progress !== before, {
      deadlineMs: standstillMs,
      what,
    });
    if (history.faults.length > 0) throw new Error(history.faults[0]);
    if (isThere()) return;
  }
}

async function judge({ exchanges, door, keys, history }: Running) {
  const read = await Promise.all(agencies.map((agency) => readEverything({ door, key: keys.get(agency)!, agency })));
  return {
    deliveries: totalQueue(
      history.deliveryAttempts(),
      read.flatMap(({ inbox }) => inbox),
    ),
    statuses: totalQueue(
      history.statusAttempts(),
      read.flatMap(({ desk }) => desk),
    ),
    tally: door.tally,
    faults: history.faults,
    surprises: exchanges.flatMap(({ surprises }) => surprises),
  };
}

/** Outboxes, messages that failed for good, parked documents: what is not empty after a while is given as it is. */
async function untilNothingIsLeft(databaseUrl: string): Promise<Record<string, number>> {
  const end = performance.now() + standstillMs;
  for (;;) {
    const left = await leftOver(databaseUrl);
    if (Object.values(left).every((rows) => rows === 0) || performance.now() > end) return left;
    await pause(100);
  }
}

async function leftOver(databaseUrl: string): Promise<Record<string, number>> {
  const count = `SELECT (SELECT count(*)::int FROM outbox) AS outbox, (SELECT count(*)::int FROM dead_message) AS dead,
    (SELECT count(*)::int FROM parked) AS parked`;
  return onDatabase(databaseUrl, async (client) => (await client.query<Record<string, number>>(count)).rows[0]!);
}
