/** The simulator's front: prepares keys and certificates, shows a scenario's directory and plan, replays a scenario. */
import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { directoryCsv } from './nation/directory-csv.js';
import { makeNation } from './nation/nation.js';
import { planDigest } from './plan/digest.js';
import { expectedOf } from './plan/expected.js';
import { makePlan } from './plan/make-plan.js';
import { replay } from './replay/replay.js';
import { readScenario, ScenarioFault } from './scenario/read-scenario.js';
import { endWithLauncher, tellError, tellReport } from './tell-launcher.js';
import { prepare } from './wallet/prepare.js';

const usage = `simulator: the simulated agencies; what it does it says in JSON lines on standard output
  prepare   --data DIR --scenario NAME --trust URL --trust-keys-file FILE --at OFFICIAL-TIME
  replay    --data DIR --scenario NAME --urls URL,URL --operator-key-file FILE [--documents N] [--seed S]
  directory --scenario NAME [--csv]
  plan      --scenario NAME [--documents N] [--seed S]
example: node dist/apps/simulator/src/main.js plan --scenario thai-binh-2020h1 --documents 2000`;

const options = {
  data: { type: 'string' },
  scenario: { type: 'string', default: 'thai-binh-2020h1' },
  documents: { type: 'string' },
  seed: { type: 'string', default: '1' },
  urls: { type: 'string' },
  trust: { type: 'string' },
  'trust-keys-file': { type: 'string' },
  at: { type: 'string' },
  'operator-key-file': { type: 'string' },
  csv: { type: 'boolean', default: false },
} as const;

async function main(): Promise<void> {
  const { values, positionals } = parseArgs({ options, allowPositionals: true });
  const scenario = readScenario(values.scenario);
  const documents = wholeNumber('--documents', values.documents ?? String(scenario.documents.sent), 1);
  const seed = wholeNumber('--seed', values.seed, 0);
  switch (positionals[0]) {
    case 'prepare': {
      const trust = {
        url: needed('--trust', values.trust),
        keysFile: needed('--trust-keys-file', values['trust-keys-file']),
      };
      return prepare(needed('--data', values.data), scenario, trust, timeOf('--at', needed('--at', values.at)));
    }
    case 'replay':
      return replay({
        ...{ scenario, scenarioName: values.scenario, documents, seed },
        data: needed('--data', values.data),
        urls: needed('--urls', values.urls).split(','),
        operatorKey: readOperatorKey(
          needed('--operator-key-file', values['operator-key-file']),
          makeNation(scenario).office,
        ),
      });
    case 'directory': {
      const { signaturePolicy, period } = scenario;
      const nation = makeNation(scenario);
      const shown = values.csv
        ? directoryCsv(nation.agencies)
        : `${JSON.stringify({ ...nation, signaturePolicy, period })}\n`;
      process.stdout.write(shown);
      return;
    }
    case 'plan': {
      const plan = makePlan(scenario, seed, documents);
      return tellReport({ scenario: scenario.name, seed, digest: planDigest(plan), ...expectedOf(plan) });
    }
    default:
      throw new ScenarioFault(usage);
  }
}

/** A file with the key alone, or JSON with keys by hub code. */
function readOperatorKey(file: string, office: string): string {
  const text = readFileSync(file, 'utf8').trim();
  if (!text.startsWith('{')) return text;
  const key = (JSON.parse(text) as Readonly<Record<string, unknown>>)[office];
  if (typeof key === 'string') return key;
  throw new ScenarioFault(`${file} holds no operator key of ${office}`);
}

function needed(name: string, value: string | undefined): string {
  if (value === undefined || value === '') throw new ScenarioFault(`${name} is missing\n${usage}`);
  return value;
}

function timeOf(name: string, text: string): Date {
  const time = new Date(text);
  if (Number.isNaN(time.getTime())) throw new ScenarioFault(`${name} ${text}: a time is needed`);
  return time;
}

function wholeNumber(name: string, text: string, least: number): number {
  const number = Number(text);
  if (!Number.isSafeInteger(number) || number < least)
    throw new ScenarioFault(`${name} ${text}: a whole number from ${least} on is needed`);
  return number;
}

/** Input that can not be used, in contrast to a run that failed. */
function isUnusableInput(error: unknown): boolean {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  return error instanceof ScenarioFault || code.startsWith('ERR_PARSE_ARGS') || code === 'ENOENT' || code === 'EACCES';
}

endWithLauncher();
main().catch((error: unknown) => {
  tellError(error instanceof Error ? error.message : String(error));
  if (!isUnusableInput(error)) process.stderr.write(`${error instanceof Error ? error.stack : String(error)}\n`);
  /* Agents and connections of a failed run must not hold the process. */
  process.exit(isUnusableInput(error) ? 2 : 1);
});
