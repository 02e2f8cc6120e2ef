/** Reading the signed ratio from the rollups, by any of month, agency, tier and document type. */
import { statement, type Connection } from '../store.js';

/** The columns that may be asked for, by the word of the API. */
const columns = {
  month: 'month',
  agency: 'agency',
  tier: 'tier',
  type: 'type_name',
} as const;

/** How a column is written in the answer, where not as it is. */
const shown: Partial<Record<StatisticKey, string>> = { month: `to_char(month, 'YYYY-MM')` };

export type StatisticKey = keyof typeof columns;
export const statisticKeys = Object.keys(columns) as StatisticKey[];

export interface StatisticFilter {
  readonly places: readonly string[];
  readonly from: string | null;
  readonly to: string | null;
  readonly agency: string | null;
  readonly tier: string | null;
  readonly type: string | null;
}

export interface StatisticRow {
  readonly month?: string;
  readonly agency?: string;
  readonly tier?: string;
  readonly type?: string;
  readonly sent: string;
  readonly declared: string;
  readonly present: string;
  readonly valid: string;
  readonly trusted: string;
}

const sums = `COALESCE(sum(sent), 0) AS sent, COALESCE(sum(declared), 0) AS declared, COALESCE(sum(present), 0) AS present,
  COALESCE(sum(valid), 0) AS valid, COALESCE(sum(trusted), 0) AS trusted`;
const filtered = `month BETWEEN COALESCE(to_date($2, 'YYYY-MM'), '-infinity') AND COALESCE(to_date($3, 'YYYY-MM'), 'infinity')
  AND ($4::text IS NULL OR agency = $4) AND ($5::text IS NULL OR tier = $5)`;

/** Sums of the rollups; months are `yyyy-MM`, both ends included. */
export async function readStatistics(
  connection: Connection,
  by: readonly StatisticKey[],
  filter: StatisticFilter,
): Promise<StatisticRow[]> {
  const { places, from, to, agency, tier, type } = filter;
  const keys = statisticKeys.filter((key) => by.includes(key));
  const isByType = by.includes('type') || type !== null;
  const grouped = keys.map((key) => columns[key]).join(', ');
  const selected = keys.map((key) => `${shown[key] ?? columns[key]} AS "${key}", `).join('') + sums;
  const group = keys.length > 0 ? `GROUP BY ${grouped} ORDER BY ${grouped}` : '';
  const text = isByType
    ? `SELECT ${selected} FROM signature_rollup WHERE place = ANY ($1::text[]) AND ${filtered} AND ($6::text IS NULL OR type_name = $6) ${group}`
    : `SELECT ${selected} FROM agency_rollup WHERE place = ANY ($1::text[]) AND ${filtered} ${group}`;
  const what = statement(`statistics-${keys.join('-')}-${isByType ? 'types' : 'all'}`, text);
  return connection.run<StatisticRow>(what, [places, from, to, agency, tier, ...(isByType ? [type] : [])]);
}
