/** Event chains: each process that writes for a place has its own; a link hashes its stored bytes after the link before. */
import { statement, type Connection } from '../store.js';

const begin = statement(
  'chain-begin',
  `INSERT INTO chain (place, chain, link, hash) SELECT place, $2::int, 0, sha256(convert_to(place || '/' || $2::int, 'UTF8'))
   FROM unnest($1::text[]) AS p (place) ORDER BY place ON CONFLICT DO NOTHING`,
);

const number = statement('chain-number', `SELECT nextval('chain_number')::int AS chain`);

/** Draws a chain number for this process. */
export async function drawChain(connection: Connection): Promise<number> {
  const [row] = await connection.run<{ chain: number }>(number);
  if (row === undefined) throw new Error('no chain number was drawn');
  return row.chain;
}

const link = statement(
  'chain-link',
  `WITH body AS (SELECT place, convert_to(text, 'UTF8') AS body FROM jsonb_to_recordset($1::jsonb) AS r (place text, text text)),
   locked AS (SELECT c.place, c.link, c.hash FROM body b JOIN chain c ON c.place = b.place AND c.chain = $2 ORDER BY c.place FOR UPDATE OF c),
   head AS (UPDATE chain c SET link = l.link + 1, hash = sha256(l.hash || b.body) FROM locked l JOIN body b ON b.place = l.place
     WHERE c.place = l.place AND c.chain = $2 RETURNING c.place, c.link, c.hash, b.body)
   INSERT INTO event (place, chain, link, at, body, hash) SELECT place::organ, $2, link, $3, body, hash FROM head RETURNING place`,
);

/** What one transaction did at one place. */
export interface PlaceEvent {
  readonly place: string;
  readonly body: unknown;
}

/** Adds a transaction's events to the chains of their places. Must be its last statement: it holds the heads until COMMIT. */
export async function linkEvents(
  connection: Connection,
  chain: number,
  events: readonly PlaceEvent[],
  at: Date | string,
): Promise<void> {
  if (events.length === 0) return;
  const rows = events.map(({ place, body }) => ({ place, text: JSON.stringify(body) }));
  const linked = await connection.run<{ place: string }>(link, [JSON.stringify(rows), chain, at]);
  if (linked.length === rows.length) return;
  const done = new Set(linked.map(({ place }) => place));
  const first = rows.filter(({ place }) => !done.has(place));
  await connection.run(begin, [first.map(({ place }) => place).sort(), chain]);
  await connection.run(link, [JSON.stringify(first), chain, at]);
}

const heads = statement(
  'chain-heads',
  `SELECT place, chain, link::text AS link, encode(hash, 'hex') AS hash FROM chain WHERE place = ANY ($1::text[]) AND link > 0
   ORDER BY place, chain`,
);

export interface ChainHead {
  readonly chain: number;
  readonly link: string;
  readonly hash: string;
}

export async function chainHeads(
  connection: Connection,
  places: readonly string[],
): Promise<(ChainHead & { place: string })[]> {
  return connection.run(heads, [places]);
}

const latest = statement(
  'checkpoint-latest',
  `SELECT c.body FROM unnest($1::text[]) AS p (place)
   CROSS JOIN LATERAL (SELECT body FROM checkpoint WHERE place = p.place ORDER BY number DESC LIMIT 1) AS c`,
);

/** The newest checkpoint of each place that has one. */
export async function latestCheckpoints(connection: Connection, places: readonly string[]): Promise<unknown[]> {
  return (await connection.run<{ body: unknown }>(latest, [places])).map(({ body }) => body);
}

const keep = statement(
  'checkpoint-keep',
  `INSERT INTO checkpoint (place, number, body)
   SELECT place, number, body FROM jsonb_to_recordset($1::jsonb) AS r (place text, number bigint, body jsonb)
   WHERE r.number = 1 + COALESCE((SELECT max(c.number) FROM checkpoint c WHERE c.place = r.place), 0) ORDER BY place
   ON CONFLICT DO NOTHING RETURNING place`,
);

/** A signed checkpoint as its place, or a neighbour that was shown it, keeps it. */
export interface CheckpointEntry {
  readonly place: string;
  readonly number: number;
  readonly body: unknown;
}

/** Keeps signed checkpoints that follow on the last ones; gives the places whose number no other process wrote first. */
export async function keepCheckpoints(connection: Connection, rows: readonly CheckpointEntry[]): Promise<Set<string>> {
  if (rows.length === 0) return new Set();
  const kept = await connection.run<{ place: string }>(keep, [JSON.stringify(rows)]);
  return new Set(kept.map(({ place }) => place));
}

const remember = statement(
  'checkpoint-remember',
  `INSERT INTO neighbour_checkpoint AS c (place, neighbour, number, body)
   SELECT DISTINCT ON (place, neighbour) place, neighbour, number, body
   FROM jsonb_to_recordset($1::jsonb) AS r (place text, neighbour text, number bigint, body jsonb) ORDER BY place, neighbour, number DESC
   ON CONFLICT (place, neighbour) DO UPDATE SET number = excluded.number, body = excluded.body WHERE c.number < excluded.number`,
);

/** Remembers the newest checkpoint that each neighbour has shown. */
export async function rememberCheckpoints(
  connection: Connection,
  rows: readonly (CheckpointEntry & { readonly neighbour: string })[],
): Promise<void> {
  if (rows.length > 0) await connection.run(remember, [JSON.stringify(rows)]);
}
