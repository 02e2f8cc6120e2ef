/** Replays a scenario through an exchange: API keys, signing floor, the run, and the report of what the exchange says of it. */
import { availableParallelism } from 'node:os';
import { Door } from '../agent/door.js';
import { planDigest } from '../plan/digest.js';
import { expectedOf } from '../plan/expected.js';
import { makePlan } from '../plan/make-plan.js';
import type { Plan } from '../plan/planned-document.js';
import type { Scenario } from '../scenario/scenario.js';
import { tellLog, tellReport } from '../tell-launcher.js';
import { obtainApiKeys } from '../wallet/api-keys.js';
import { foldersOf, type Folders } from '../wallet/folders.js';
import { Agents } from './agents.js';
import { Operator } from './operator.js';
import { makeReport } from './report.js';
import { beginRun } from './run-file.js';
import { Run } from './run.js';
import { signingFloor } from './signing-floor.js';
import { slotsOf, type Slot } from './slots.js';

export interface ReplayOrder {
  readonly scenario: Scenario;
  /** Name or file, for the agent processes to read again. */
  readonly scenarioName: string;
  readonly documents: number;
  readonly seed: number;
  readonly data: string;
  readonly urls: readonly string[];
  readonly operatorKey: string;
}

/** One agent process a core; two at least, eight at most. */
const AGENT_PROCESSES = Math.min(Math.max(2, availableParallelism()), 8);
/** How long an exchange that does not answer is still asked for its accounts once a run was given up. */
const LAST_PATIENCE_MS = 10_000;

export async function replay(order: ReplayOrder): Promise<void> {
  const plan = makePlan(order.scenario, order.seed, order.documents);
  const door = new Door(order.urls, 2);
  const folders = foldersOf(order.data);
  await enrol(plan, door, folders, order.operatorKey);
  const operator = new Operator(door, order.operatorKey);
  const before = await beginRun(folders, order, () => operator.accounts());
  const expected = expectedOf(plan);
  tellLog(`signing floor: ${expected.signatures} RSA-2048 signatures on ${availableParallelism()} cores`);
  const signingFloorSeconds = await signingFloor(expected.signatures);
  const slots = slotsOf(plan.documents);
  const agents = await startAgents(order, slots);
  try {
    const run = new Run({ plan, expected, slots, agents, operator, before });
    const wallSeconds = await run.carryOut();
    if (run.isGivenUp) door.limitPatience(LAST_PATIENCE_MS);
    const after = await operator.accounts();
    await operator.letClockRun();
    const measures = { wallSeconds, signingFloorSeconds, coordinatorMiB: process.resourceUsage().maxRSS / 1024 };
    tellLog('senders read their desks: what came back is compared with the plan');
    /* The desks of a run that was given up would be waited for without end. */
    const results = await agents.stop(!run.isGivenUp);
    const named = { scenario: plan.scenario.name, seed: plan.seed, planDigest: planDigest(plan) };
    tellReport(makeReport({ ...named, expected, before, after, agents: results, measures }));
  } finally {
    agents.end();
    await door.close();
  }
}

/** Every agency gets its API key, those outside the province as well: they read their inboxes. */
function enrol(plan: Plan, door: Door, folders: Folders, operatorKey: string): Promise<void> {
  const agencies = plan.nation.agencies.map(({ code }) => code);
  return obtainApiKeys(folders, door, operatorKey, agencies);
}

function startAgents(order: ReplayOrder, slots: readonly Slot[]): Promise<Agents> {
  const { data, scenarioName: scenario, seed, documents, urls } = order;
  return Agents.start({ data, scenario, seed, documents, urls }, AGENT_PROCESSES, slots);
}
