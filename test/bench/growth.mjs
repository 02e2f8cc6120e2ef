/** What a document costs in a store that holds more and more of them, and how long the signed ratio takes there. */
import { Filling } from './fill.mjs';
import { Letters } from './letters.mjs';
import { cpuBetween, cpuSeconds } from './processes.mjs';
import { measureReplay } from './replay.mjs';

/** Rows, indexes, a short package and its share of the write-ahead log: what a filled document takes at most. */
const bytesPerDocument = 14_000;
const ratioAsked = 15;
/** The half-year of the scenario, and every month that is stored. */
const ratioQueries = [
  ['half a year', { by: ['month', 'agency'], from: '2020-01', to: '2020-06' }],
  ['all months', { by: ['month', 'agency'] }],
];

/** Bursts of the same documents in an empty store, after a sample of the replay (whose documents are copied; without one, the bursts' own), and after each filling. */
export async function measureGrowth(deployment, { warmUp, burst, sample, levels }) {
  await deployment.start();
  const letters = await Letters.open(deployment, Math.max(warmUp, burst));
  const filling = new Filling(deployment);
  const costs = [];
  const measure = async () => costs.push(await measureBurst(deployment, letters, filling, burst));
  deployment.say(`warm-up: ${warmUp} documents`);
  await letters.burst(await letters.write(warmUp));
  await measure();
  if (sample > 0) {
    await measureReplay(deployment, { documents: sample });
    await measure();
  }
  for (const level of levels) {
    if (deployment.freeBytes < level * bytesPerDocument) {
      deployment.say(`${level} documents: skipped, the disk has no room for ${level * bytesPerDocument} bytes`);
      continue;
    }
    await filling.fillTo(level);
    await measure();
  }
  const ratio = await measureRatio(deployment);
  return { costs, ratio, stored: await filling.stored() };
}

async function measureBurst(deployment, letters, filling, burst) {
  const written = await letters.write(burst);
  const stored = await filling.stored();
  // Every burst begins alike: plans made for the rows that are there, and no page written since the checkpoint.
  await deployment.query('ANALYZE');
  await deployment.query('CHECKPOINT');
  const roots = [deployment.launcherPid];
  const before = cpuSeconds(roots);
  const { submitSeconds, settleSeconds } = await letters.burst(written);
  const cpu = cpuBetween(before, cpuSeconds(roots));
  const us = (kind) => (cpu[kind] / burst) * 1e6;
  const cost = { stored, exchange: us('exchange'), postgres: us('PostgreSQL'), seconds: submitSeconds + settleSeconds };
  const total = cost.exchange + cost.postgres;
  deployment.say(`${stored} documents stored: ${total.toFixed(0)} µs of CPU for each of ${burst} more`);
  return { ...cost, total };
}

async function measureRatio(deployment) {
  const answers = [];
  for (const [name, query] of ratioQueries) {
    const times = [];
    let rows = 0;
    for (let round = 0; round < ratioAsked; round++) {
      const start = performance.now();
      rows = (await deployment.operator.signatureStatistics(query)).items.length;
      times.push(performance.now() - start);
    }
    times.sort((a, b) => a - b);
    answers.push({ name, rows, medianMs: times[Math.floor(times.length / 2)], mostMs: times.at(-1) });
  }
  return answers;
}
