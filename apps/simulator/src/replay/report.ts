/** The report of a replay: the exchange's own numbers, and every difference between them and the plan. */
import { createHash } from 'node:crypto';
import type { Books, SignatureStatistic } from '@lienthong/edxml';
import type { AgentResult } from '../agent/messages.js';
import type { Expected, Facts } from '../plan/expected.js';

/** What the exchange says of a place at one moment. */
export interface Accounts {
  readonly books: Books;
  readonly total: SignatureStatistic;
  readonly byTier: readonly SignatureStatistic[];
}

export interface Deliveries {
  readonly accepted: number;
  readonly delivered: number;
  readonly refused: number;
  readonly expired: number;
  readonly dead: number;
  readonly inFlight: number;
}

export interface ReplayReport {
  readonly scenario: string;
  readonly seed: number;
  readonly digest: string;
  readonly documents: Facts;
  readonly byTier: Readonly<Record<string, Facts>>;
  readonly deliveries: Deliveries;
  readonly booksBalance: boolean;
  readonly wallSeconds: number;
  readonly documentsPerSecond: number;
  readonly signingFloorSeconds: number;
  readonly timesFloor: number;
  readonly peakMemoryMiB: Readonly<Record<string, number>>;
  /** CPU time of the agent processes, up to the last status. */
  readonly cpuSeconds: Readonly<Record<string, number>>;
  /** Statuses back at their senders' place, 01 of the receiving places included. */
  readonly statuses: number;
  /** Submissions counted from the client's side. */
  readonly submissions: Submissions;
  /** What the exchange says and the plan does not, in words. */
  readonly differences: readonly string[];
}

export interface Submissions {
  readonly acknowledged: number;
  readonly refused: number;
  /** Acknowledged and found in every recipient's inbox: deliveries read. */
  readonly ok: number;
  readonly unexpected: number;
  readonly duplicated: number;
  readonly lost: number;
  readonly recovered: number;
  /** Requests that got no answer and were sent again. */
  readonly unanswered: number;
  readonly busy: number;
}

/** What is measured, in contrast to what is counted. */
export interface Measures {
  readonly wallSeconds: number;
  readonly signingFloorSeconds: number;
  readonly coordinatorMiB: number;
}

export interface ReportParts {
  readonly scenario: string;
  readonly seed: number;
  readonly planDigest: string;
  readonly expected: Expected;
  readonly before: Accounts;
  readonly after: Accounts;
  readonly agents: readonly AgentResult[];
  readonly measures: Measures;
}

export function makeReport(parts: ReportParts): ReplayReport {
  const { scenario, seed, expected, agents, measures } = parts;
  const counted = countedIn(parts);
  const submissions = submissionsOf(agents);
  const differences = [...differencesOf(counted, expected), ...faultsOf(agents, submissions, expected)];
  const { wallSeconds, signingFloorSeconds, coordinatorMiB } = measures;
  const ofAgents = (value: (agent: AgentResult) => number) =>
    Object.fromEntries(agents.map((agent, index) => [`agents ${index + 1}`, rounded(value(agent), 1)]));
  const totals = JSON.stringify([counted.documents, counted.byTier, counted.deliveries, counted.statuses]);
  return {
    ...{ scenario, seed },
    digest: createHash('sha256').update(`${parts.planDigest}\n${totals}`).digest('hex'),
    documents: counted.documents,
    byTier: counted.byTier,
    deliveries: counted.deliveries,
    booksBalance: differences.length === 0,
    wallSeconds: rounded(wallSeconds, 3),
    documentsPerSecond: rounded(counted.documents.sent / wallSeconds, 1),
    signingFloorSeconds: rounded(signingFloorSeconds, 3),
    timesFloor: rounded(wallSeconds / signingFloorSeconds, 2),
    peakMemoryMiB: { simulator: rounded(coordinatorMiB, 1), ...ofAgents(({ peakMemoryMiB }) => peakMemoryMiB) },
    cpuSeconds: ofAgents(({ cpuSeconds }) => cpuSeconds),
    statuses: counted.statuses,
    ...{ submissions, differences },
  };
}

interface Counted {
  readonly documents: Facts;
  readonly byTier: Readonly<Record<string, Facts>>;
  readonly deliveries: Deliveries;
  readonly statuses: number;
}

/** What was added since the replay began: a deployment may hold documents already. */
function countedIn({ before, after }: ReportParts): Counted {
  const { books } = after;
  const deliveries = {
    accepted: books.accepted - before.books.accepted,
    delivered: books.delivered - before.books.delivered,
    refused: books.refused - before.books.refused,
    expired: books.expired - before.books.expired,
    dead: books.dead - before.books.dead,
    inFlight: books.inFlight - before.books.inFlight,
  };
  const tiers = after.byTier.map((row): [string, Facts] => {
    const earlier = before.byTier.find(({ tier }) => tier === row.tier);
    return [row.tier ?? '', factsOf(row, earlier)];
  });
  return {
    documents: factsOf(after.total, before.total),
    byTier: Object.fromEntries(tiers.filter(([, facts]) => facts.sent > 0).sort(([a], [b]) => (a < b ? -1 : 1))),
    deliveries,
    statuses: books.statuses - before.books.statuses,
  };
}

function factsOf(row: Facts, earlier: Facts | undefined): Facts {
  return {
    sent: row.sent - (earlier?.sent ?? 0),
    declared: row.declared - (earlier?.declared ?? 0),
    present: row.present - (earlier?.present ?? 0),
    valid: row.valid - (earlier?.valid ?? 0),
    trusted: row.trusted - (earlier?.trusted ?? 0),
  };
}

function differencesOf(counted: Counted, expected: Expected): string[] {
  const deliveries = {
    accepted: expected.deliveries,
    delivered: expected.deliveries,
    refused: 0,
    expired: 0,
    dead: 0,
    inFlight: 0,
  };
  const tiers = [...new Set([...Object.keys(counted.byTier), ...Object.keys(expected.byTier)])];
  const none = { sent: 0, declared: 0, present: 0, valid: 0, trusted: 0 };
  return [
    ...compared('documents', { ...counted.documents }, { ...expected.documents }),
    ...tiers.flatMap((tier) =>
      compared(`byTier.${tier}`, { ...(counted.byTier[tier] ?? none) }, { ...(expected.byTier[tier] ?? none) }),
    ),
    ...compared('deliveries', { ...counted.deliveries }, deliveries),
    ...compared('books', { statuses: counted.statuses }, { statuses: expected.statuses }),
  ];
}

function compared(
  where: string,
  said: Readonly<Record<string, number>>,
  planned: Readonly<Record<string, number>>,
): string[] {
  return Object.keys(planned).flatMap((field) =>
    said[field] === planned[field]
      ? []
      : [`${where}.${field}: the exchange says ${said[field]}, the plan ${planned[field]}`],
  );
}

function faultsOf(agents: readonly AgentResult[], submissions: Submissions, expected: Expected): string[] {
  const planned = { refused: expected.refused, ok: expected.deliveries, lost: 0, duplicated: 0, unexpected: 0 };
  const said = Object.fromEntries(
    Object.keys(planned).map((field) => [field, submissions[field as keyof Submissions]]),
  );
  return [...compared('submissions', said, planned), ...agents.flatMap(({ faults }) => faults)];
}

function submissionsOf(agents: readonly AgentResult[]): Submissions {
  const sum = (of: (agent: AgentResult) => number): number => agents.reduce((all, agent) => all + of(agent), 0);
  const refused = sum(({ counts }) => counts.refused);
  return {
    acknowledged: sum(({ counts }) => counts.answered) - refused,
    refused,
    ok: sum(({ counts, duplicated, unexpected }) => counts.read - duplicated - unexpected),
    unexpected: sum(({ unexpected }) => unexpected),
    duplicated: sum(({ duplicated }) => duplicated),
    lost: sum(({ lost }) => lost),
    recovered: sum(({ recovered }) => recovered),
    unanswered: sum(({ troubles }) => troubles.unanswered + troubles.unexpected),
    busy: sum(({ troubles }) => troubles.busy),
  };
}

function rounded(value: number, digits: number): number {
  return Number(value.toFixed(digits));
}
