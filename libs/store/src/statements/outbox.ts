/** The outbox of a place: a message stays until the next place's receipt for it is committed here. */
import { statement, type Connection } from '../store.js';

export interface OutboxRow {
  readonly place: string;
  readonly neighbour: string;
  /** 0 to 4, the lowest first. */
  readonly lane: number;
  /** The message, JSON of a Hop, exactly as it will be digested by the next place. */
  readonly text: string;
}

const put = statement(
  'outbox-put',
  `INSERT INTO outbox (place, neighbour, lane, text)
   SELECT place, neighbour, lane, text FROM jsonb_to_recordset($1::jsonb) AS r (place text, neighbour text, lane int2, text text)`,
);

export async function putIntoOutbox(connection: Connection, rows: readonly OutboxRow[]): Promise<void> {
  if (rows.length > 0) await connection.run(put, [JSON.stringify(rows)]);
}

/** Where a relay stands on its way to one queue and lane: messages after `cursor` on these edges, at most `most` of them. */
export interface RelayCursor {
  readonly places: readonly string[];
  readonly neighbours: readonly string[];
  readonly lane: number;
  readonly cursor: string;
  readonly most: number;
}

export interface WaitingMessage {
  readonly place: string;
  readonly neighbour: string;
  readonly lane: number;
  readonly id: string;
  readonly text: string;
}

const waiting = statement(
  'outbox-waiting',
  `SELECT k.number, o.* FROM jsonb_to_recordset($1::jsonb) AS k (number int, places text[], neighbours text[], lane int2, cursor bigint, most int)
   CROSS JOIN LATERAL (
     SELECT place, neighbour, lane, id::text AS id, text FROM outbox
     WHERE place = ANY (k.places) AND neighbour = ANY (k.neighbours) AND lane = k.lane AND id > k.cursor ORDER BY outbox.id LIMIT k.most) AS o
   ORDER BY k.number, o.id::bigint`,
);

/** The next messages of each of a relay's ways, oldest first; one statement for all. */
export async function waitingMessages(
  connection: Connection,
  ways: readonly RelayCursor[],
): Promise<WaitingMessage[][]> {
  const found = ways.map((): WaitingMessage[] => []);
  if (ways.length === 0) return found;
  const asked = ways.map((way, number) => ({ number, ...way }));
  const rows = await connection.run<WaitingMessage & { number: number }>(waiting, [JSON.stringify(asked)]);
  for (const { number, ...message } of rows) found[number]!.push(message);
  return found;
}

const waits = statement(
  'outbox-waits',
  'SELECT EXISTS (SELECT 1 FROM outbox WHERE place = ANY ($1::text[])) AS waits',
);

/** Whether a message of one of these places has no receipt yet. */
export async function hasWaitingMessages(connection: Connection, places: readonly string[]): Promise<boolean> {
  return (await connection.run<{ waits: boolean }>(waits, [places]))[0]!.waits;
}

export interface MessageKey {
  readonly place: string;
  readonly neighbour: string;
  readonly lane: number;
  readonly id: string;
}

const stillOpen = statement(
  'outbox-open',
  `SELECT o.id::text AS id FROM jsonb_to_recordset($1::jsonb) AS k (place text, neighbour text, lane int2, id bigint)
   JOIN outbox o ON o.place = k.place AND o.neighbour = k.neighbour AND o.lane = k.lane AND o.id = k.id`,
);

/** Which of these messages have no receipt yet. */
export async function openMessages(connection: Connection, keys: readonly MessageKey[]): Promise<Set<string>> {
  if (keys.length === 0) return new Set();
  const rows = await connection.run<{ id: string }>(stillOpen, [JSON.stringify(keys)]);
  return new Set(rows.map((row) => row.id));
}

const lockOpen = statement(
  'outbox-lock',
  `SELECT o.place, o.neighbour, o.lane, o.id::text AS id, o.text
   FROM jsonb_to_recordset($1::jsonb) AS k (place text, neighbour text, lane int2, id bigint)
   JOIN outbox o ON o.place = k.place AND o.neighbour = k.neighbour AND o.lane = k.lane AND o.id = k.id
   ORDER BY o.place, o.neighbour, o.lane, o.id FOR UPDATE OF o`,
);

/** Locks the messages of these that are still open. */
export async function lockMessages(connection: Connection, keys: readonly MessageKey[]): Promise<WaitingMessage[]> {
  return keys.length === 0 ? [] : connection.run<WaitingMessage>(lockOpen, [JSON.stringify(keys)]);
}

const close = statement(
  'outbox-close',
  `DELETE FROM outbox o USING jsonb_to_recordset($1::jsonb) AS k (place text, neighbour text, lane int2, id bigint)
   WHERE o.place = k.place AND o.neighbour = k.neighbour AND o.lane = k.lane AND o.id = k.id`,
);

/** Closes locked messages that the next place has answered. */
export async function closeMessages(connection: Connection, keys: readonly MessageKey[]): Promise<void> {
  if (keys.length > 0) await connection.run(close, [JSON.stringify(keys)]);
}

const attempt = statement(
  'attempt-count',
  `INSERT INTO attempt AS a (place, neighbour, message, attempts) VALUES ($1, $2, $3, 1)
   ON CONFLICT (place, neighbour, message) DO UPDATE SET attempts = a.attempts + 1 RETURNING attempts, reason`,
);

/** Counts one more attempt at a message that is worked on alone; committed before the work. */
export async function countAttempt(
  connection: Connection,
  place: string,
  neighbour: string,
  message: string,
): Promise<{ attempts: number; reason: string | null }> {
  const [row] = await connection.run<{ attempts: number; reason: string | null }>(attempt, [place, neighbour, message]);
  return row ?? { attempts: 1, reason: null };
}

const blame = statement(
  'attempt-reason',
  'UPDATE attempt SET reason = $4 WHERE place = $1 AND neighbour = $2 AND message = $3',
);

export async function noteAttemptReason(
  connection: Connection,
  place: string,
  neighbour: string,
  message: string,
  reason: string,
): Promise<void> {
  await connection.run(blame, [place, neighbour, message, reason.slice(0, 1000)]);
}

const forget = statement(
  'attempt-forget',
  'DELETE FROM attempt WHERE place = $1 AND neighbour = $2 AND message = ANY ($3::bigint[])',
);

export async function forgetAttempts(
  connection: Connection,
  place: string,
  neighbour: string,
  messages: readonly string[],
): Promise<void> {
  await connection.run(forget, [place, neighbour, messages]);
}
