/** `npm run bench`: what the exchange costs on this machine, in one run; prints figures and judges nothing. */
import { writeFileSync } from 'node:fs';
import { availableParallelism, cpus, release, totalmem } from 'node:os';
import { parseArgs } from 'node:util';
import { hasRedisServer, startRedis } from '../support/redis-server.mjs';
import { measureBursts } from './bursts.mjs';
import { Deployment } from './deployment.mjs';
import { measureGrowth } from './growth.mjs';
import { Letters } from './letters.mjs';
import { measureEdxml } from './edxml.mjs';
import { lettersFor, openLoop } from './open-loop.mjs';
import {
  burstsText,
  edxmlText,
  growthText,
  loopText,
  markdown,
  replayText,
  restText,
  signaturesText,
  splitText,
  storageText,
} from './print.mjs';
import { measureReplay, measureRest } from './replay.mjs';
import { measureSignatures } from './signatures.mjs';
import { measureSteps } from './steps.mjs';
import { readSizes, sizesPerDocument } from './storage.mjs';

const usage = `npm run bench -- [--quick] [--json FILE] [--markdown] [--only edxml,replay,redis,steps,bursts,growth,signatures] [--folder DIR]
  --quick     about two minutes: a small sample, the queue on PostgreSQL only, small fillings
  --json      writes every figure into FILE
  --markdown  prints the table for the README as well
  --only      some of the parts
  --folder    where the temporary data folder is made (12 GB; the usual place is a disk: /var/tmp)
example: npm run bench -- --quick --json bench.json`;

const options = {
  quick: { type: 'boolean', default: false },
  json: { type: 'string' },
  markdown: { type: 'boolean', default: false },
  only: { type: 'string', default: 'edxml,replay,redis,steps,bursts,growth,signatures' },
  folder: { type: 'string' },
  help: { type: 'boolean', default: false },
};

const full = {
  documents: 43_953,
  restSeconds: 10,
  loopSeconds: 30,
  profiled: 43_953,
  burst: 30_000,
  signatureSeconds: 3,
  growth: { warmUp: 3_000, burst: 2_000, sample: 5_000, levels: [100_000, 1_000_000] },
};
const quick = {
  documents: 600,
  restSeconds: 2,
  loopSeconds: 4,
  profiled: 200,
  burst: 300,
  signatureSeconds: 0.25,
  growth: { warmUp: 150, burst: 100, sample: 0, levels: [3_000] },
};

/** The calendar stays whole in a sample, and every day ends with everybody waiting for the last answer. */
const quickNote =
  'A small sample: few documents come each day and travel in small groups, so each costs several times what it costs in the whole replay.';

const say = (line) => process.stderr.write(`bench: ${line}\n`);
const show = (text) => process.stdout.write(`${text}\n`);

async function main() {
  const { values } = parseArgs({ options });
  if (values.help) return show(usage);
  if (process.platform !== 'linux') throw new Error('the bench reads CPU time and memory from /proc: it needs Linux');
  const parts = new Set(values.only.split(','));
  const sizes = values.quick ? quick : full;
  const figures = { machine: machineLine(), at: new Date().toISOString(), sizes };
  show(`${figures.machine}\n`);
  if (values.quick) show(`${quickNote}\n`);
  const deployment = new Deployment(say, values.folder);
  const interrupted = interruption();
  // The Redis of the tests does not hold the process that started it; while it ends nothing else would.
  const awake = setInterval(() => undefined, 1_000);
  try {
    await Promise.race([measure(deployment, figures, { parts, sizes, isQuick: values.quick }), interrupted]);
  } finally {
    await deployment.remove();
    clearInterval(awake);
    if (values.json !== undefined) writeFileSync(values.json, `${JSON.stringify(figures, null, 2)}\n`);
  }
  if (values.markdown) show(markdown(figures));
}

async function measure(deployment, figures, { parts, sizes, isQuick }) {
  if (parts.has('edxml')) {
    say('edXML: reading, judging and writing messages');
    figures.edxml = await measureEdxml(sizes.signatureSeconds);
    show(edxmlText(figures.edxml));
  }
  if (parts.has('signatures')) {
    say('signatures: signing and judging, by format and beside other libraries');
    figures.signatures = await measureSignatures(sizes.signatureSeconds);
    show(signaturesText(figures.signatures));
  }
  if (parts.has('replay')) await measureOnPostgres(deployment, figures, sizes);
  if (parts.has('redis')) await measureOnRedis(deployment, figures, sizes, isQuick);
  if (parts.has('steps')) await measureInside(deployment, figures, sizes);
  if (parts.has('bursts')) {
    figures.bursts = await measureBursts(deployment, { documents: sizes.burst, loopSeconds: sizes.loopSeconds });
    show(burstsText(figures.bursts));
  }
  if (!parts.has('growth')) return;
  say('growth: the cost of a document in a store that fills');
  figures.growth = await measureGrowth(deployment, sizes.growth);
  await deployment.stop();
  show(growthText(figures.growth));
}

async function measureOnPostgres(deployment, figures, { documents, loopSeconds, restSeconds }) {
  say(`replay of ${documents} documents, queue on PostgreSQL`);
  await deployment.start();
  figures.rest = await measureRest(deployment, restSeconds);
  const before = await readSizes(deployment);
  figures.replay = await measureReplay(deployment, { documents });
  figures.storage = sizesPerDocument(before, await readSizes(deployment), documents);
  show(replayText('replay, queue on PostgreSQL', figures.replay));
  show(restText(figures.rest));
  show(storageText(figures.storage));
  const rate = figures.replay.report.documentsPerSecond / 2;
  const count = lettersFor(rate, loopSeconds);
  say(`open loop: ${count} documents at ${rate.toFixed(1)} a second`);
  const letters = await Letters.open(deployment, count);
  figures.loop = await openLoop(letters, await letters.write(count), rate);
  show(loopText(figures.loop));
  await deployment.stop();
}

async function measureOnRedis(deployment, figures, { documents }, isQuick) {
  const why = isQuick ? 'left out of --quick' : hasRedisServer() ? undefined : 'no redis-server on the PATH';
  if (why !== undefined) return show(`replay, queue on Redis: skipped, ${why}\n`);
  say(`replay of ${documents} documents, queue on Redis`);
  const redis = await startRedis();
  try {
    await deployment.start({ REDIS_URL: redis.url });
    figures.redis = await measureReplay(deployment, { documents, also: [redis.pid] });
    await deployment.stop();
  } finally {
    await redis.stop();
  }
  show(replayText('replay, queue on Redis', figures.redis));
}

async function measureInside(deployment, figures, { profiled }) {
  say(`profiled replay of ${profiled} documents`);
  figures.split = await measureSteps(deployment, profiled);
  show(splitText(figures.split));
}

function machineLine() {
  const [cpu] = cpus();
  const memory = `${Math.round(totalmem() / 1024 ** 3)} GiB`;
  const day = new Date().toISOString().slice(0, 10);
  return `${availableParallelism()} cores (${cpu?.model.trim()}), ${memory}, Linux ${release()}, Node ${process.version}, ${day}`;
}

/** Rejects at a signal, so that everything that was started is ended. */
function interruption() {
  const interrupted = new Promise((_, reject) => {
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'])
      process.on(signal, () => reject(new Error(`interrupted by ${signal}`)));
  });
  interrupted.catch(() => undefined);
  return interrupted;
}

main().then(
  () => process.exit(0),
  (error) => {
    process.stderr.write(`bench: ${error.message}\n`);
    process.exit(1);
  },
);
