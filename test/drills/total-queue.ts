/** The judge of a drill, after Jepsen's checker `total-queue`: what went in is compared with everything that came out at the end. */

/** One thing that was sent: a document to one recipient, a status to one desk. */
export interface Attempt {
  /** True when the exchange has answered that it took it in. */
  readonly acknowledged: boolean;
  /** True when a request that carried it stayed without an answer, so that nobody knew whether it was taken in. */
  readonly doubtful: boolean;
}

export interface Counters {
  readonly attempts: number;
  readonly acknowledged: number;
  /** Came out, and had been sent. */
  readonly ok: number;
  /** Came out, though nobody sent it. */
  readonly unexpected: number;
  /** Came out more than once: the copies too many. */
  readonly duplicated: number;
  /** Taken in, but never came out. */
  readonly lost: number;
  /** Came out although a request that carried it was never answered. */
  readonly recovered: number;
}

export function totalQueue(attempts: ReadonlyMap<string, Attempt>, cameOut: readonly string[]): Counters {
  const copies = new Map<string, number>();
  for (const key of cameOut) copies.set(key, (copies.get(key) ?? 0) + 1);
  const sent = [...attempts];
  const out = [...copies.keys()];
  return {
    attempts: attempts.size,
    acknowledged: sent.filter(([, { acknowledged }]) => acknowledged).length,
    ok: out.filter((key) => attempts.has(key)).length,
    unexpected: out.filter((key) => !attempts.has(key)).length,
    duplicated: cameOut.length - copies.size,
    lost: sent.filter(([key, { acknowledged }]) => acknowledged && !copies.has(key)).length,
    recovered: out.filter((key) => attempts.get(key)?.doubtful).length,
  };
}

/** The counters as lines of text, a column for each thing counted. */
export function counterTable(columns: Readonly<Record<string, Counters>>): string {
  const names = Object.keys(columns);
  const rows = Object.keys(Object.values(columns)[0] ?? {}) as (keyof Counters)[];
  const cells = rows.map(
    (row) => `  ${row.padEnd(14)}${names.map((name) => String(columns[name]![row]).padStart(12)).join('')}`,
  );
  return [`  ${''.padEnd(14)}${names.map((name) => name.padStart(12)).join('')}`, ...cells].join('\n');
}
