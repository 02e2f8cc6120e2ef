/** What a database holds at a moment, short enough to compare before and after: rows of every table, bytes, books, attempts. */
import type { Store } from '@lienthong/store';

export interface Ledger {
  /** Rows of every table but `checkpoint`, which a place writes by a clock of its own. */
  readonly rows: Readonly<Record<string, number>>;
  /** A digest over every stored package with its bytes. */
  readonly packages: string;
  readonly books: readonly object[];
  /** Refused attempts by agency and code. */
  readonly attempts: Readonly<Record<string, number>>;
}

export async function readLedger({ source }: Store): Promise<Ledger> {
  const tables: { name: string }[] = await source.query(
    `SELECT tablename AS name FROM pg_tables WHERE schemaname = 'public' AND tablename <> 'checkpoint' ORDER BY tablename`,
  );
  const counts = tables.map(({ name }) => `SELECT '${name}' AS name, count(*)::int AS count FROM "${name}"`);
  const rows: { name: string; count: number }[] = await source.query(counts.join(' UNION ALL '));
  const [packages]: { digest: string }[] = await source.query(
    `SELECT md5(string_agg(encode(digest, 'hex') || md5(bytes), ',' ORDER BY digest)) AS digest FROM package`,
  );
  const attempts: { agency: string; code: string; attempts: number }[] = await source.query(
    'SELECT agency, code, sum(attempts)::int AS attempts FROM refusal_count GROUP BY agency, code ORDER BY agency, code',
  );
  return {
    rows: Object.fromEntries(rows.map(({ name, count }) => [name, count])),
    packages: packages?.digest ?? '',
    books: await source.query('SELECT * FROM book ORDER BY place, agency'),
    attempts: Object.fromEntries(attempts.map((row) => [`${row.agency} ${row.code}`, row.attempts])),
  };
}

/** The ledger after one more refused attempt that is counted: one event, and one count more for the agency and the code. */
export function withAttempt(ledger: Ledger, agency: string, code: string): Ledger {
  const key = `${agency} ${code}`;
  const attempts = { ...ledger.attempts, [key]: (ledger.attempts[key] ?? 0) + 1 };
  const rows = { ...ledger.rows, event: ledger.rows['event']! + 1, refusal_count: Object.keys(attempts).length };
  return { ...ledger, rows, attempts };
}
