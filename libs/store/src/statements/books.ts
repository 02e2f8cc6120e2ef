/** Books and rollups, kept in the transaction of what they count: one grouped upsert per batch, sorted by key. */
import { statement, type Connection } from '../store.js';

/** As many as processes may write at once without waiting for each other's rows. */
const shards = 8;

/** What one batch adds to an agency's account at its own place. */
export interface BookEntry {
  readonly place: string;
  readonly agency: string;
  readonly documents: number;
  readonly accepted: number;
  readonly delivered: number;
  readonly refused: number;
  readonly expired: number;
  readonly dead: number;
  readonly statuses: number;
}

const enter = statement(
  'book-enter',
  `INSERT INTO book AS b (place, agency, shard, documents, accepted, delivered, refused, expired, dead, statuses)
   SELECT place, agency, $2, documents, accepted, delivered, refused, expired, dead, statuses
   FROM jsonb_to_recordset($1::jsonb) AS r (place text, agency text, documents int, accepted int, delivered int, refused int, expired int, dead int,
     statuses int)
   ORDER BY place, agency
   ON CONFLICT (place, agency, shard) DO UPDATE SET documents = b.documents + excluded.documents, accepted = b.accepted + excluded.accepted,
     delivered = b.delivered + excluded.delivered, refused = b.refused + excluded.refused, expired = b.expired + excluded.expired,
     dead = b.dead + excluded.dead, statuses = b.statuses + excluded.statuses`,
);

type Count = Exclude<keyof BookEntry, 'place' | 'agency'>;

/** The changes of a batch; counts that are not given are 0. */
export type BookChange = Pick<BookEntry, 'place' | 'agency'> & Partial<BookEntry>;

/** `chain` is the writing process's: processes with different shards never wait for each other's rows. */
export async function enterBooks(connection: Connection, rows: readonly BookChange[], chain: number): Promise<void> {
  if (rows.length > 0) await connection.run(enter, [JSON.stringify(summed(rows)), chain % shards]);
}

/** One row for each agency of a place: what a transaction changes, not how often. */
function summed(rows: readonly BookChange[]): BookEntry[] {
  const sums = new Map<string, Record<Count, number>>();
  for (const { place, agency, ...counts } of rows) {
    const key = JSON.stringify([place, agency]);
    const sum = sums.get(key) ?? {
      documents: 0,
      accepted: 0,
      delivered: 0,
      refused: 0,
      expired: 0,
      dead: 0,
      statuses: 0,
    };
    for (const [name, value] of Object.entries(counts)) sum[name as Count] += value;
    sums.set(key, sum);
  }
  return [...sums].map(([key, sum]) => {
    const [place, agency] = JSON.parse(key) as [string, string];
    return { place, agency, ...sum };
  });
}

/** What one document adds to the statistics of its sender. `month` is the first day of the month, yyyy-MM-01. */
export interface RollupEntry {
  readonly place: string;
  readonly month: string;
  readonly agency: string;
  readonly type_name: string;
  readonly tier: string;
  readonly declared: boolean;
  readonly present: boolean;
  readonly valid: boolean;
  readonly trusted: boolean;
}

const roll = statement(
  'rollup-enter',
  `WITH r AS (
     SELECT place, month, agency, type_name, min(tier) AS tier, count(*) AS sent, sum(declared::int) AS declared, sum(present::int) AS present,
       sum(valid::int) AS valid, sum(trusted::int) AS trusted
     FROM jsonb_to_recordset($1::jsonb) AS r (place text, month date, agency text, type_name text, tier text, declared boolean, present boolean,
       valid boolean, trusted boolean)
     GROUP BY place, month, agency, type_name),
   all_types AS (
     INSERT INTO agency_rollup AS s (place, month, agency, shard, tier, sent, declared, present, valid, trusted)
     SELECT place, month, agency, $2, min(tier), sum(sent), sum(declared), sum(present), sum(valid), sum(trusted)
     FROM r GROUP BY place, month, agency ORDER BY place, month, agency
     ON CONFLICT (place, month, agency, shard) DO UPDATE SET sent = s.sent + excluded.sent, declared = s.declared + excluded.declared,
       present = s.present + excluded.present, valid = s.valid + excluded.valid, trusted = s.trusted + excluded.trusted)
   INSERT INTO signature_rollup AS s (place, month, agency, type_name, shard, tier, sent, declared, present, valid, trusted)
   SELECT place, month, agency, type_name, $2, tier, sent, declared, present, valid, trusted
   FROM r ORDER BY place, month, agency, type_name
   ON CONFLICT (place, month, agency, type_name, shard) DO UPDATE SET sent = s.sent + excluded.sent, declared = s.declared + excluded.declared,
     present = s.present + excluded.present, valid = s.valid + excluded.valid, trusted = s.trusted + excluded.trusted`,
);

export async function enterRollups(connection: Connection, rows: readonly RollupEntry[], chain: number): Promise<void> {
  if (rows.length > 0) await connection.run(roll, [JSON.stringify(rows), chain % shards]);
}

const refusal = statement(
  'refusal-enter',
  `INSERT INTO refusal_count AS c (place, month, agency, code, attempts)
   SELECT place, date_trunc('month', $2::timestamptz)::date, agency, code, count(*)
   FROM jsonb_to_recordset($1::jsonb) AS r (place text, agency text, code text)
   GROUP BY place, agency, code ORDER BY place, agency, code
   ON CONFLICT (place, month, agency, code) DO UPDATE SET attempts = c.attempts + excluded.attempts`,
);

/** Counts refused attempts per month (of Vietnam: the session's time zone), agency and refusal code. */
export async function enterRefusals(
  connection: Connection,
  rows: readonly { place: string; agency: string; code: string }[],
  at: string,
): Promise<void> {
  if (rows.length > 0) await connection.run(refusal, [JSON.stringify(rows), at]);
}

export interface BookRow {
  readonly place: string;
  readonly agency: string;
  readonly documents: string;
  readonly accepted: string;
  readonly delivered: string;
  readonly refused: string;
  readonly expired: string;
  readonly dead: string;
  readonly statuses: string;
}

const read = statement(
  'book-read',
  `SELECT place, agency, sum(documents) AS documents, sum(accepted) AS accepted, sum(delivered) AS delivered, sum(refused) AS refused,
     sum(expired) AS expired, sum(dead) AS dead, sum(statuses) AS statuses
   FROM book WHERE place = ANY ($1::text[]) AND ($2::text IS NULL OR agency = $2) GROUP BY place, agency ORDER BY place, agency`,
);

const oldest = statement(
  'delivery-oldest',
  'SELECT min(at) AS at FROM delivery WHERE place = $1 AND origin AND state = 0',
);

/** Official time at which the oldest delivery of a place that is still in flight was taken in. */
export async function oldestInFlight(connection: Connection, place: string): Promise<Date | null> {
  return (await connection.run<{ at: Date | null }>(oldest, [place]))[0]?.at ?? null;
}

export async function readBooks(
  connection: Connection,
  places: readonly string[],
  agency: string | null,
): Promise<BookRow[]> {
  return connection.run<BookRow>(read, [places, agency]);
}
