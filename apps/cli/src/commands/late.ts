/** `lienthong late`: what was sent or taken up too late, as a table, CSV or JSON, and the documents behind each count. */
import type { LatePage, LateStatistics, LienThongClient } from '@lienthong/client';
import type { LateDocument, LateStatistic } from '@lienthong/edxml';
import { alignedLines, count, csvLine, type Alignment } from '../print/table.js';
import { askOperator, type AskOptions } from './ask-operator.js';
import type { StatisticKey } from './ratio.js';
import { shownJson } from '../print/shown-text.js';

export interface LateOptions extends AskOptions {
  readonly by?: readonly StatisticKey[];
  readonly from?: string;
  readonly to?: string;
  /** The documents of one kind instead of counts. */
  readonly documents?: LateDocument['kind'];
  readonly json?: true;
  readonly csv?: true;
}

const counts = ['sent', 'sentLate', 'answeredLate', 'unanswered'] as const;
const headings = ['sent', 'sent late', 'answered late', 'unanswered'];

export async function late(options: LateOptions): Promise<number> {
  const { by = [], from, to, documents: kind, json } = options;
  const months = { ...(from !== undefined && { from }), ...(to !== undefined && { to }) };
  if (kind === undefined) {
    const query = { ...(by.length > 0 && { by }), ...months };
    const answer = await askOperator(options, (client) => client.lateStatistics(query));
    print(json ? shownJson(answer) : options.csv ? lateCsv(answer, by) : lateTable(answer, by));
    return 0;
  }
  const found = await askOperator(options, (client) => allOf(client, { kind, ...months }));
  print(json ? shownJson(found) : options.csv ? documentsCsv(found) : documentsTable(found));
  return 0;
}

const print = (text: string): boolean => process.stdout.write(`${text}\n`);

async function allOf(
  client: LienThongClient,
  query: Parameters<LienThongClient['lateDocuments']>[0],
): Promise<LateDocument[]> {
  const found: LateDocument[] = [];
  for (let after: string | undefined; ;) {
    const page: LatePage = await client.lateDocuments({ ...query, limit: 500, ...(after !== undefined && { after }) });
    found.push(...page.items);
    if (!page.more) return found;
    after = page.next;
  }
}

export function lateTable({ place, items, total }: LateStatistics, by: readonly StatisticKey[]): string {
  const numbers = (row: LateStatistic): string[] => counts.map((name) => count(row[name]));
  const last = [...by.map((_, at) => (at === 0 ? 'total' : '')), ...numbers(total)];
  const lines = by.length === 0 ? [] : items.map((row) => [...by.map((key) => row[key] ?? ''), ...numbers(row)]);
  const alignments: Alignment[] = [...by.map(() => 'left' as const), ...counts.map(() => 'right' as const)];
  return [`Late at ${place}`, '', ...alignedLines([[...by, ...headings], ...lines, last], alignments)].join('\n');
}

/** Without the total, which a reader of CSV would count twice. */
export function lateCsv({ items, total }: LateStatistics, by: readonly StatisticKey[]): string {
  const rows = by.length === 0 ? [total] : items;
  const cells = rows.map((row) => [...by.map((key) => row[key]), ...counts.map((name) => row[name])]);
  return [[...by, ...counts], ...cells].map(csvLine).join('\r\n');
}

const fields = [
  ...(['agency', 'sender', 'code', 'typeName', 'urgency', 'since', 'due', 'done', 'subject'] as const),
  ...(['document', 'documentId'] as const),
];

export function documentsTable(found: readonly LateDocument[]): string {
  const shown = fields.slice(0, 9);
  const rows = found.map((one) => shown.map((field) => String(one[field] ?? '')));
  return alignedLines([shown, ...rows], []).join('\n');
}

export function documentsCsv(found: readonly LateDocument[]): string {
  return [fields, ...found.map((one) => fields.map((field) => one[field]))].map(csvLine).join('\r\n');
}
