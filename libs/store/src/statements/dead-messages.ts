/** Messages whose attempts are used up: kept with their reason until an administrator sends them again. */
import { statement, type Connection } from '../store.js';

export interface DeadMessage {
  readonly place: string;
  readonly id: string;
  readonly neighbour: string;
  readonly lane: number;
  readonly text: string;
  readonly reason: string;
  readonly at: Date;
}

const bury = statement(
  'dead-put',
  `INSERT INTO dead_message (place, id, neighbour, lane, text, reason, at)
   SELECT place, id, neighbour, lane, text, reason, $2
   FROM jsonb_to_recordset($1::jsonb) AS r (place text, id bigint, neighbour text, lane int2, text text, reason text)
   ORDER BY place, id ON CONFLICT DO NOTHING`,
);

export async function parkDead(
  connection: Connection,
  rows: readonly Omit<DeadMessage, 'at'>[],
  at: string,
): Promise<void> {
  if (rows.length > 0) await connection.run(bury, [JSON.stringify(rows), at]);
}

const list = statement(
  'dead-list',
  `SELECT place, id::text AS id, neighbour, lane, text, reason, at FROM dead_message
   WHERE place = ANY ($1::text[]) AND resent_at IS NULL AND id > $2 ORDER BY id LIMIT $3`,
);

export async function listDead(
  connection: Connection,
  places: readonly string[],
  after: string,
  limit: number,
): Promise<DeadMessage[]> {
  return connection.run<DeadMessage>(list, [places, after, limit]);
}

const revive = statement(
  'dead-resend',
  `UPDATE dead_message SET resent_at = $3 WHERE place = ANY ($1::text[]) AND id = $2 AND resent_at IS NULL
   RETURNING place, id::text AS id, neighbour, lane, text, reason, at`,
);

/** Takes a dead message out for sending again; undefined when there is none of that number. */
export async function takeDead(
  connection: Connection,
  places: readonly string[],
  id: string,
  at: Date,
): Promise<DeadMessage | undefined> {
  return (await connection.run<DeadMessage>(revive, [places, id, at]))[0];
}
