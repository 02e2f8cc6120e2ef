/** One replay of the scenario, by the simulator as everybody runs it, with the cost of every process while it runs. */
import { createInterface } from 'node:readline';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { cleared, endChild, scenarioName, spawnBound } from './deployment.mjs';
import { cpuBetween, cpuSeconds, MemoryWatch } from './processes.mjs';

/** The line with which the simulator says that the last status is back; what it does then is not part of the time. */
const overLine = /^senders read their desks/;
const floorLine = /^signing floor: (\d+) RSA-2048 signatures on (\d+) cores/;

/**
 * Replays and measures from before the first document is written to the last status at its sender's place.
 * @param also processes that work for the deployment without being below its launcher; `onBegin` and `onEnd` frame the time
 */
export async function measureReplay(deployment, { documents, seed = 1, also = [], onBegin, onEnd }) {
  const simulator = spawnSimulator(deployment, documents, seed);
  const roots = [deployment.launcherPid, simulator.pid, ...also];
  const memory = new MemoryWatch(roots);
  const seen = { last: [] };
  const begin = async () => {
    await onBegin?.();
    seen.before = cpuSeconds(roots);
    memory.start();
  };
  const end = async () => {
    seen.cpu = cpuBetween(seen.before, cpuSeconds(roots));
    seen.memory = memory.stop();
    await onEnd?.();
  };
  try {
    await listen(simulator, seen, { begin, end, say: deployment.say });
  } finally {
    memory.stop();
    await endChild(simulator);
  }
  if (seen.report === undefined) {
    const how = simulator.signalCode ?? `exit code ${simulator.exitCode}`;
    throw new Error(`the replay gave no report (${how}): ${seen.error ?? seen.last.slice(-10).join('\n')}`);
  }
  const { report, cpu, signatures, cores } = seen;
  return { report, cpu, memory: seen.memory, signatures, cores, documents: report.documents.sent };
}

/** CPU of a deployment that nobody asks anything, in seconds a second. */
export async function measureRest(deployment, seconds) {
  const roots = [deployment.launcherPid];
  await pause(1_000);
  const [before, start] = [cpuSeconds(roots), performance.now()];
  await pause(seconds * 1_000);
  const cpu = cpuBetween(before, cpuSeconds(roots));
  const elapsed = (performance.now() - start) / 1_000;
  return Object.fromEntries(Object.entries(cpu).map(([kind, used]) => [kind, used / elapsed]));
}

function spawnSimulator(deployment, documents, seed) {
  const where = ['--data', deployment.folder, '--urls', deployment.urls.join(',')];
  const what = ['--scenario', scenarioName, '--documents', String(documents), '--seed', String(seed)];
  const key = ['--operator-key-file', join(deployment.folder, 'operator-key')];
  const args = ['replay', ...where, ...what, ...key];
  return spawnBound(join('dist', 'apps', 'simulator', 'src', 'main.js'), args, cleared());
}

/** Reads the simulator's lines until it ends. */
async function listen(simulator, seen, { begin, end, say }) {
  createInterface({ input: simulator.stderr }).on('line', (line) => seen.last.push(line));
  for await (const text of createInterface({ input: simulator.stdout })) {
    const line = text.startsWith('{') ? JSON.parse(text) : {};
    const { phase, label, done, total } = line.progress ?? {};
    if (phase === 'documents' && seen.before === undefined) await begin();
    if (phase === 'documents') sayNowAndThen(seen, say, `${label}: ${done} of ${total}`);
    const [, signatures, cores] = floorLine.exec(line.log ?? '') ?? [];
    if (signatures !== undefined) Object.assign(seen, { signatures: Number(signatures), cores: Number(cores) });
    if (overLine.test(line.log ?? '')) await end();
    if (line.report !== undefined) seen.report = line.report;
    if (line.error !== undefined) seen.error = line.error;
  }
}

function sayNowAndThen(seen, say, line) {
  if (performance.now() - (seen.saidAt ?? 0) < 5_000 || line === seen.said) return;
  Object.assign(seen, { said: line, saidAt: performance.now() });
  say(line);
}
