/** Where the time of a replay goes inside the exchange and PostgreSQL: CPU profiles by step, statements by their own clock. */
import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { pathToFileURL } from 'node:url';
import { root } from '../../apps/cli/bin/build.mjs';
import { processesBelow, sum, threadSeconds } from './processes.mjs';
import { measureReplay } from './replay.mjs';

/** Whose files a piece of work belongs to: the nearest caller that is a step. */
const steps = [
  ['accept: read and check the package', /\/libs\/edxml\/|\/steps\/accept\.js/],
  ['verify: judge signatures, compare digests', /\/steps\/verify\.js/],
  ['acceptance receipts', /\/intake\/acceptance\.js/],
  ['record documents and deliveries', /\/steps\/record\.js/],
  ['deliver, forward, refuse, account', /\/steps\/(deliver|forward|refuse|account)\.js/],
  ['statuses: taken in and passed on', /\/steps\/(submit-statuses|pass-statuses)\.js|statuses\.controller\.js/],
  ['outbox, books, rollups, event chain', /\/steps\/effects\.js/],
  [
    'hops: bags taken in, receipts given',
    /\/hops\/(take-bag|sort-out|give-receipts|signed-batch|hops\.controller)\.js/,
  ],
  ['hops: receipts taken in', /\/hops\/take-receipts\.js/],
  ['relay', /\/hops\/(relay|start-relays|bag-window)\.js/],
  ['checkpoints and sweeps', /\/hops\/checkpoints\.js|\/sweeps\//],
  ['inboxes and packages read', /\/edge\/inbox\.controller\.js|packages-stream\.js/],
  ['keys of callers', /\/edge\/authenticate\.js|\/libs\/edge\/src\/keys\.js/],
  ['other requests', /\/exchange\/src\/edge\/(?!intake)/],
  ['intake: groups of submissions', /\/exchange\/src\/(intake\/submissions|journey|pace\/gather|edge\/intake)\.js/],
];
/** What no step called: the machinery below, by package. */
const machinery = [
  [
    'HTTP: Fastify and Nest',
    /node_modules\/(fastify|@fastify|find-my-way|@nestjs|light-my-request|avvio)|\/libs\/edge\//,
  ],
  ['PostgreSQL client', /node_modules\/(pg|pg-[a-z]+|typeorm|postgres-[a-z]+)\/|\/libs\/store\//],
  ['queue client', /node_modules\/(bullmq|ioredis|msgpackr|redis-[a-z]+)\/|\/libs\/queue\//],
  ['logs', /node_modules\/(pino|sonic-boom|thread-stream)/],
];
const rest = [['sockets and HTTP of Node', /^node:/]];
const profileWithinMs = 30_000;
const statementsShown = 14;
const functionsShown = 20;

/** A replay of its own, because looking costs some percent as well. */
export async function measureSteps(deployment, documents) {
  const watch = new StepWatch(deployment);
  await deployment.start(watch.environment);
  await deployment.countStatements(watch.environment);
  const frame = { onBegin: () => watch.begin(), onEnd: () => watch.end() };
  const replayed = await measureReplay(deployment, { documents, ...frame });
  await deployment.query('ALTER SYSTEM RESET ALL');
  await deployment.stop();
  return { documents, ...watch.perDocument(replayed) };
}

class StepWatch {
  constructor(deployment) {
    this.deployment = deployment;
    this.folder = join(deployment.folder, 'profiles');
    mkdirSync(this.folder, { recursive: true });
  }

  /** For the start of the deployment that will be looked into. */
  get environment() {
    const loader = pathToFileURL(join(root, 'test', 'bench', 'profiled.mjs'));
    return { NODE_OPTIONS: `--import=${loader.href}`, BENCH_PROFILES: this.folder };
  }

  async begin() {
    this.exchanges = processesBelow([this.deployment.launcherPid]).filter(({ kind }) => kind === 'exchange');
    await this.deployment.query('SELECT pg_stat_statements_reset()');
    this.before = this.exchanges.map(({ pid }) => threadSeconds(pid));
    for (const { pid } of this.exchanges) process.kill(pid, 'SIGUSR2');
  }

  async end() {
    this.after = this.exchanges.map(({ pid }) => threadSeconds(pid));
    for (const { pid } of this.exchanges) process.kill(pid, 'SIGUSR2');
    this.statements = await this.deployment.query(statementsText);
    const files = this.exchanges.map(({ pid }) => join(this.folder, `${pid}.cpuprofile`));
    for (const end = performance.now() + profileWithinMs; !files.every((file) => existsSync(file)); await pause(100))
      if (performance.now() > end) throw new Error('an exchange process gave no CPU profile');
    this.profiles = files.map((file) => JSON.parse(readFileSync(file, 'utf8')));
    rmSync(this.folder, { recursive: true });
  }

  /** Microseconds of CPU for each document, by step, by function and by statement. */
  perDocument({ documents, cpu }) {
    const [bySteps, byFunctions] = [new Map(), new Map()];
    this.profiles.forEach((profile, index) => {
      const main = this.after[index].main - this.before[index].main;
      spread(profile, main, { steps: bySteps, functions: byFunctions });
    });
    const others = sum(this.after.map(({ others: now }, index) => now - this.before[index].others));
    add(bySteps, 'threads beside: signing pool, garbage collection', others);
    const us = (seconds) => (seconds / documents) * 1e6;
    const listed = (map) => [...map].sort((a, b) => b[1] - a[1]).map(([name, value]) => ({ name, us: us(value) }));
    return {
      steps: listed(bySteps),
      functions: listed(byFunctions).slice(0, functionsShown),
      statements: this.#statementsPerDocument(documents, us(cpu.PostgreSQL)),
    };
  }

  /** PostgreSQL counts time, not CPU: each statement gets its share of the server's CPU. */
  #statementsPerDocument(documents, us) {
    const all = sum(this.statements.map(({ ms }) => ms));
    const listed = this.statements.map(({ query, calls, ms }) => ({
      name: query.replace(/\s+/g, ' ').slice(0, 90),
      calls: calls / documents,
      us: (ms / all) * us,
    }));
    return listed.slice(0, statementsShown);
  }
}

const statementsText = `
  SELECT query, sum(calls)::float8 AS calls, sum(total_exec_time + total_plan_time)::float8 AS ms FROM pg_stat_statements
  GROUP BY query ORDER BY 3 DESC`;

/**
 * Deals the CPU seconds of a main thread out to the samples of its profile that were not idle. Samples are counted, not the
 * time between them: on a busy machine that time also holds the waiting for a core.
 */
function spread({ nodes, samples }, seconds, { steps: bySteps, functions: byFunctions }) {
  const byId = new Map(nodes.map((node) => [node.id, node]));
  for (const node of nodes) for (const child of node.children ?? []) byId.get(child).parent = node;
  const weights = new Map();
  for (const id of samples) add(weights, id, 1);
  const busy = [...weights].filter(([id]) => byId.get(id).callFrame.functionName !== '(idle)');
  const all = sum(busy.map(([, weight]) => weight));
  for (const [id, weight] of busy) {
    const node = byId.get(id);
    add(bySteps, stepOf(node), (weight / all) * seconds);
    add(byFunctions, functionOf(node.callFrame), (weight / all) * seconds);
  }
}

function stepOf(node) {
  const { functionName } = node.callFrame;
  if (functionName === '(garbage collector)') return 'garbage collection';
  if (functionName === '(program)') return 'outside JavaScript: system calls, sockets';
  for (const rules of [steps, machinery, rest])
    for (let at = node; at !== undefined; at = at.parent) {
      const found = rules.find(([, file]) => file.test(at.callFrame.url));
      if (found !== undefined) return found[0];
    }
  return 'other';
}

function functionOf({ functionName, url, lineNumber }) {
  const file = url.replace(/^.*\/dist\//, '').replace(/^.*\/node_modules\//, '');
  return `${functionName || '(anonymous)'} ${file}${file === '' ? '' : `:${lineNumber + 1}`}`.trim();
}

function add(map, key, value) {
  map.set(key, (map.get(key) ?? 0) + value);
}
