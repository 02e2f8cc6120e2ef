/** Time limits that were broken: a row for each, written with what broke it; what still waits for its receipt is found among the deliveries. */
import { statement, type Connection } from '../store.js';
import { statisticKeys, type StatisticFilter, type StatisticKey } from './statistics.js';

/** Codes of `late.kind`: sent late (agency: the sender), answered late (the recipient); 3 stands for what is not answered yet. */
export const lateKinds = { sent: 1, answered: 2, unanswered: 3 } as const;
export type LateKind = keyof typeof lateKinds;

export interface LateRow {
  readonly place: string;
  readonly kind: number;
  readonly document: string;
  readonly agency: string;
  /** First day of the month of the sending or the arrival, yyyy-MM-01. */
  readonly month: string;
  /** The signing, or the arrival. */
  readonly began_at: string;
  readonly due_at: string;
  readonly done_at: string;
}

const enter = statement(
  'late-enter',
  `INSERT INTO late (place, kind, document, agency, month, began_at, due_at, done_at)
   SELECT place, kind, document, agency, month, began_at, due_at, done_at
   FROM jsonb_to_recordset($1::jsonb) AS r (place organ, kind int2, document uuid, agency organ, month date, began_at timestamptz, due_at timestamptz,
     done_at timestamptz)
   ORDER BY place, kind, document, agency ON CONFLICT DO NOTHING`,
);

export async function enterLate(connection: Connection, rows: readonly LateRow[]): Promise<void> {
  if (rows.length > 0) await connection.run(enter, [JSON.stringify(rows)]);
}

/** Receipts for what arrived before these moments are due by now, and late where there is none. */
export interface ReceiptLimits {
  readonly urgent: Date;
  readonly ordinary: Date;
}

/** $1 place, $2 and $3 months, $4 agency, $5 tier, $6 type, $7 and $8 the limits of receipts. */
const broken = `SELECT kind::int AS kind, document, agency::text COLLATE "C" AS agency, month, began_at, due_at, done_at FROM late AS l
   WHERE l.place = $1::text::organ AND month BETWEEN COALESCE(to_date($2, 'YYYY-MM'), '-infinity') AND COALESCE(to_date($3, 'YYYY-MM'), 'infinity')
   UNION ALL SELECT 3, v.document, v.recipient::text COLLATE "C", date_trunc('month', v.at)::date, v.at, NULL, NULL
   FROM delivery v JOIN document w ON w.place = $1::text::organ AND w.id = v.document
   WHERE v.place = $1::text::organ AND v.seq IS NOT NULL AND v.status = 1 AND v.asked < 3
     AND v.at >= COALESCE(to_date($2, 'YYYY-MM')::timestamptz, '-infinity')
     AND v.at < LEAST((to_date($3, 'YYYY-MM') + interval '1 month')::timestamptz, $7)
     AND v.at < CASE WHEN w.urgency > 0 THEN $7::timestamptz ELSE $8 END`;
const joined = `JOIN document d ON d.place = $1::text::organ AND d.id = b.document LEFT JOIN agency a ON a.place = $1::text AND a.code = b.agency
   WHERE ($4::text IS NULL OR b.agency = $4) AND ($5::text IS NULL OR COALESCE(a.tier, 'unknown') = $5) AND ($6::text IS NULL OR d.type_name = $6)`;

const columns: Readonly<Record<StatisticKey, string>> = {
  month: `to_char(b.month, 'YYYY-MM')`,
  agency: 'b.agency',
  tier: `COALESCE(a.tier, 'unknown')`,
  type: 'd.type_name COLLATE "C"',
};

export interface LateCount {
  readonly month?: string;
  readonly agency?: string;
  readonly tier?: string;
  readonly type?: string;
  readonly sent_late: number;
  readonly answered_late: number;
  readonly unanswered: number;
}

const valuesOf = ({ places, from, to, agency, tier, type }: StatisticFilter, limits: ReceiptLimits) => [
  ...[places[0], from, to, agency, tier, type],
  ...[limits.urgent, limits.ordinary],
];

/** What broke its limit at one place (the filter's first), counted by these keys. */
export async function countLate(
  connection: Connection,
  by: readonly StatisticKey[],
  filter: StatisticFilter,
  limits: ReceiptLimits,
): Promise<LateCount[]> {
  const keys = statisticKeys.filter((key) => by.includes(key));
  const selected = keys.map((key) => `${columns[key]} AS "${key}", `).join('');
  const group = keys.length > 0 ? `GROUP BY ${keys.map((_, at) => at + 1).join(', ')}` : '';
  const text = `SELECT ${selected}count(*) FILTER (WHERE b.kind = 1)::int AS sent_late, count(*) FILTER (WHERE b.kind = 2)::int AS answered_late,
     count(*) FILTER (WHERE b.kind = 3)::int AS unanswered
   FROM (${broken}) AS b ${joined} ${group}`;
  return connection.run(statement(`late-count-${keys.join('-')}`, text), valuesOf(filter, limits));
}

/** How long a copy lay at its recipient, as the place of its sender knows; `waits`: neither taken up nor ended. */
export interface LyingCopy {
  readonly document: string;
  readonly recipient: string;
  readonly arrived_at: Date;
  readonly taken_at: Date | null;
  readonly waits: boolean;
}

const lying = statement(
  'late-lying',
  `SELECT s.document, s.recipient, s.at AS arrived_at, v.status = 1 AND v.asked < 3 AS waits,
     (SELECT min(t.at) FROM status t WHERE t.place = $1 AND t.document = s.document AND t.recipient = s.recipient AND t.code IN (2, 3)) AS taken_at
   FROM status s JOIN delivery v ON v.place = $1 AND v.document = s.document AND v.recipient = s.recipient
   WHERE s.place = $1 AND s.document = ANY ($2::uuid[]) AND s.code = 1`,
);

/** The copies of these documents that have arrived. */
export async function lyingCopies(
  connection: Connection,
  place: string,
  documents: readonly string[],
): Promise<LyingCopy[]> {
  return documents.length === 0 ? [] : connection.run(lying, [place, documents]);
}

export interface LateDocumentRow {
  readonly document: string;
  readonly agency: string;
  readonly sender: string;
  readonly document_id: string;
  readonly code: string;
  readonly subject: string;
  readonly type_name: string;
  readonly urgency: number;
  readonly began_at: Date;
  readonly due_at: Date | null;
  readonly done_at: Date | null;
}

const page = statement(
  'late-page',
  `SELECT b.document, b.agency, d.sender, d.document_id, d.code, d.subject, d.type_name, d.urgency, b.began_at, b.due_at, b.done_at
   FROM (${broken}) AS b ${joined} AND b.kind = $9 AND (b.document, b.agency) > ($10::uuid, $11::text COLLATE "C")
   ORDER BY b.document, b.agency LIMIT $12`,
);

/** The documents behind the counts of one kind, after one of them. */
export async function lateDocuments(
  connection: Connection,
  {
    kind,
    filter,
    limits,
  }: { readonly kind: LateKind; readonly filter: StatisticFilter; readonly limits: ReceiptLimits },
  after: { readonly document: string; readonly agency: string },
  limit: number,
): Promise<LateDocumentRow[]> {
  const values = [...valuesOf(filter, limits), lateKinds[kind], after.document, after.agency, limit];
  return connection.run(page, values);
}
