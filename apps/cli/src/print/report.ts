/** The report of a replay: its fields as they are written to a file, and the table a person reads. */
import { alignedLines, count, decimal, percent } from './table.js';
import type { Alignment } from './table.js';

export interface DocumentCounts {
  readonly sent: number;
  readonly declared: number;
  readonly present: number;
  readonly valid: number;
  readonly trusted: number;
}

export interface ReplayReport {
  readonly scenario: string;
  readonly seed: number;
  /** Digest over documents, routes and totals, without times, identifiers and signatures. */
  readonly digest: string;
  readonly documents: DocumentCounts;
  readonly byTier: Readonly<Record<string, DocumentCounts>>;
  readonly deliveries: {
    readonly accepted: number;
    readonly delivered: number;
    readonly refused: number;
    readonly expired: number;
    readonly dead: number;
    readonly inFlight: number;
  };
  readonly booksBalance: boolean;
  readonly wallSeconds: number;
  readonly documentsPerSecond: number;
  /** The time that as many RSA-2048 signatures take on all cores of this machine, and nothing else. */
  readonly signingFloorSeconds: number;
  readonly timesFloor: number;
  /** Peak resident memory by process. */
  readonly peakMemoryMiB: Readonly<Record<string, number>>;
  /** Statuses back at their senders' place. */
  readonly statuses?: number;
  /** What the exchange says and the plan does not, in words; nothing when the books balance. */
  readonly differences?: readonly string[];
}

/** From the top; tiers not named here follow. */
const tierOrder = ['province', 'department', 'district', 'commune'];

const rightOf = (columns: number): Alignment[] => ['left', ...Array<Alignment>(columns).fill('right')];

export function reportText(report: ReplayReport): string {
  const parts = [documentLines(report), deliveryLines(report), paceLines(report), memoryLines(report)];
  const title = `Replay of ${report.scenario}, seed ${report.seed}`;
  return [
    title,
    ...parts.map((lines) => lines.map((line) => `  ${line}`).join('\n')),
    `  digest  ${report.digest}`,
  ].join('\n\n');
}

function documentLines(report: ReplayReport): string[] {
  const heading = ['documents', 'sent', 'declared', 'present', 'valid', 'trusted', 'signed ratio'];
  const line = (name: string, counts: DocumentCounts): string[] => [
    name,
    ...[counts.sent, counts.declared, counts.present, counts.valid, counts.trusted].map(count),
    percent(counts.sent === 0 ? null : counts.trusted / counts.sent),
  ];
  const rank = (tier: string): number => tierOrder.indexOf(tier) + 1 || tierOrder.length + 1;
  const tiers = Object.entries(report.byTier)
    .toSorted(([one], [other]) => rank(one) - rank(other))
    .map(([tier, counts]) => line(tier, counts));
  return alignedLines([heading, ...tiers, line('total', report.documents)], rightOf(6));
}

function deliveryLines(report: ReplayReport): string[] {
  const { accepted, delivered, refused, expired, dead, inFlight } = report.deliveries;
  const heading = ['deliveries', 'accepted', 'delivered', 'refused', 'expired', 'dead', 'in flight', 'books'];
  const numbers = [accepted, delivered, refused, expired, dead, inFlight].map(count);
  const table = [heading, ['', ...numbers, report.booksBalance ? 'balance' : 'DO NOT BALANCE']];
  const differences = (report.differences ?? []).map((difference) => `difference: ${difference}`);
  return [...alignedLines(table, rightOf(7)), ...differences];
}

function paceLines(report: ReplayReport): string[] {
  const rows = [
    ...(report.statuses === undefined ? [] : [['statuses returned', count(report.statuses)]]),
    ['time', `${decimal(report.wallSeconds, 1)} s`],
    ['pace', `${decimal(report.documentsPerSecond, 0)} documents/s`],
    ['signing floor', `${decimal(report.signingFloorSeconds, 1)} s`],
    ['time to floor', `${decimal(report.timesFloor, 1)} times`],
  ];
  return alignedLines(rows, rightOf(1));
}

function memoryLines(report: ReplayReport): string[] {
  const rows = Object.entries(report.peakMemoryMiB).map(([name, size]) => [name, `${decimal(size, 0)} MiB`]);
  return rows.length === 0 ? [] : alignedLines([['peak memory', ''], ...rows], rightOf(1));
}
