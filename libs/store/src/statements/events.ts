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
   INSERT INTO event (place, chain, link, at, body, hash) SELECT place, $2, link, $3, body, hash FROM head RETURNING place`,
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
  `SELECT chain, link::text AS link, encode(hash, 'hex') AS hash FROM chain WHERE place = $1 AND link > 0 ORDER BY chain`,
);

export interface ChainHead {
  readonly chain: number;
  readonly link: string;
  readonly hash: string;
}

export async function chainHeads(connection: Connection, place: string): Promise<ChainHead[]> {
  return connection.run<ChainHead>(heads, [place]);
}

const latest = statement(
  'checkpoint-latest',
  'SELECT number::text AS number, body FROM checkpoint WHERE place = $1 ORDER BY number DESC LIMIT 1',
);

export async function latestCheckpoint(
  connection: Connection,
  place: string,
): Promise<{ number: string; body: unknown } | undefined> {
  return (await connection.run<{ number: string; body: unknown }>(latest, [place]))[0];
}

const keep = statement(
  'checkpoint-keep',
  'INSERT INTO checkpoint (place, number, body) VALUES ($1, $2, $3::jsonb) ON CONFLICT DO NOTHING RETURNING number',
);

/** Keeps a signed checkpoint; false when another process wrote that number first. */
export async function keepCheckpoint(
  connection: Connection,
  place: string,
  number: number,
  body: unknown,
): Promise<boolean> {
  return (await connection.run(keep, [place, number, JSON.stringify(body)])).length === 1;
}

const remember = statement(
  'checkpoint-remember',
  `INSERT INTO neighbour_checkpoint AS c (place, neighbour, number, body) VALUES ($1, $2, $3, $4::jsonb)
   ON CONFLICT (place, neighbour) DO UPDATE SET number = excluded.number, body = excluded.body WHERE c.number < excluded.number`,
);

/** Remembers the newest checkpoint that a neighbour has shown. */
export async function rememberCheckpoint(
  connection: Connection,
  place: string,
  neighbour: string,
  number: number,
  body: unknown,
): Promise<void> {
  await connection.run(remember, [place, neighbour, number, JSON.stringify(body)]);
}
