/** `lienthong ratio`: how many of the documents sent are really signed, as a table, CSV or JSON. */
import type { SignatureStatistics } from '@lienthong/client';
import type { SignatureStatistic } from '@lienthong/edxml';
import { alignedLines, count, csvLine, percent } from '../print/table.js';
import type { Alignment } from '../print/table.js';
import { askOperator } from './ask-operator.js';
import type { AskOptions } from './ask-operator.js';
import { shownJson } from '../print/shown-text.js';

export type StatisticKey = 'month' | 'agency' | 'tier' | 'type';

export interface RatioOptions extends AskOptions {
  readonly by?: readonly StatisticKey[];
  readonly from?: string;
  readonly to?: string;
  readonly json?: true;
  readonly csv?: true;
}

const levels = ['sent', 'declared', 'present', 'valid', 'trusted'] as const;

export async function ratio(options: RatioOptions): Promise<number> {
  const { by = [], from, to } = options;
  const query = { ...(by.length > 0 && { by }), ...(from !== undefined && { from }), ...(to !== undefined && { to }) };
  const answer = await askOperator(options, (client) => client.signatureStatistics(query));
  process.stdout.write(`${textOf(answer, by, options)}\n`);
  return 0;
}

function textOf(answer: SignatureStatistics, by: readonly StatisticKey[], { json, csv }: RatioOptions): string {
  if (json) return shownJson(answer);
  return csv ? ratioCsv(answer, by) : ratioTable(answer, by);
}

export function ratioTable({ place, items, total }: SignatureStatistics, by: readonly StatisticKey[]): string {
  const heading = [...by, ...levels, 'signed ratio'];
  const numbers = (row: SignatureStatistic): string[] => [
    ...levels.map((level) => count(row[level])),
    percent(row.signedRatio),
  ];
  const lines = items.map((row) => [...by.map((key) => row[key] ?? ''), ...numbers(row)]);
  const last = [...by.map((_, at) => (at === 0 ? 'total' : '')), ...numbers(total)];
  const alignments: Alignment[] = heading.map((_, at) => (at < by.length ? 'left' : 'right'));
  const body = by.length === 0 ? [last] : [...lines, last];
  return [`Documents sent at ${place}`, '', ...alignedLines([heading, ...body], alignments)].join('\n');
}

/** Without the total, which a reader of CSV would count twice; the ratio as a number from 0 to 1. */
export function ratioCsv({ items, total }: SignatureStatistics, by: readonly StatisticKey[]): string {
  const rows = by.length === 0 ? [total] : items;
  const cells = rows.map((row) => [
    ...by.map((key) => row[key]),
    ...levels.map((level) => row[level]),
    row.signedRatio,
  ]);
  return [[...by, ...levels, 'signedRatio'], ...cells].map(csvLine).join('\r\n');
}
