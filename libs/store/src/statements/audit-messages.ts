/** Messages that are still open as an audit reads them, and the rows that they tell of. */
import { statement, type Connection } from '../store.js';
import { pagesOf } from './audit-snapshot.js';

/** Rows whose texts may have kilobytes each. */
const pageRows = 500;

export interface OpenMessage {
  readonly id: string;
  readonly neighbour: string;
  readonly text: string;
}

const outbox = statement(
  'audit-outbox',
  'SELECT id::text AS id, neighbour, text FROM outbox WHERE place = $1 ORDER BY outbox.lane, outbox.id',
);

export function outboxRows(connection: Connection, place: string): AsyncGenerator<OpenMessage[]> {
  return pagesOf(connection, outbox, [place], pageRows);
}

export interface DeadRow extends OpenMessage {
  /** Not sent again since. */
  readonly open: boolean;
}

const dead = statement(
  'audit-dead',
  `SELECT id::text AS id, neighbour, text, resent_at IS NULL AS open FROM dead_message WHERE place = $1 ORDER BY dead_message.id`,
);

export function deadRows(connection: Connection, place: string): AsyncGenerator<DeadRow[]> {
  return pagesOf(connection, dead, [place], pageRows);
}

/** A delivery with what its document's message says. */
export interface ToldDelivery {
  readonly document: string;
  readonly recipient: string;
  readonly hop: string | null;
  readonly sender: string;
  readonly document_id: string;
  readonly package: string;
  readonly content: string;
}

const deliveries = statement(
  'audit-told-deliveries',
  `SELECT v.document, v.recipient, v.hop, d.sender, d.document_id, encode(d.package, 'hex') AS package, encode(d.content, 'hex') AS content
   FROM jsonb_to_recordset($2::jsonb) AS k (document uuid, recipient text)
   JOIN delivery v ON v.place = $1 AND v.document = k.document AND v.recipient::text = k.recipient
   JOIN document d ON d.place = $1 AND d.id = k.document`,
);

export async function toldDeliveries(
  connection: Connection,
  place: string,
  keys: readonly { document: string; recipient: string }[],
): Promise<ToldDelivery[]> {
  return keys.length === 0 ? [] : connection.run<ToldDelivery>(deliveries, [place, JSON.stringify(keys)]);
}

export interface ToldStatus {
  readonly document: string;
  readonly recipient: string;
  readonly number: number;
  readonly code: number;
  readonly sender: string;
  readonly at: Date;
  readonly reason: string | null;
  readonly staff: string | null;
  readonly contact: string | null;
  readonly authored: string | null;
}

const statuses = statement(
  'audit-told-statuses',
  `SELECT s.document, s.recipient, s.number, s.code, s.sender, s.at, s.reason, s.staff, s.contact, s.authored
   FROM jsonb_to_recordset($2::jsonb) AS k (document uuid, recipient text, number int2)
   JOIN status s ON s.place = $1 AND s.document = k.document AND s.recipient::text = k.recipient AND s.number = k.number`,
);

export async function toldStatuses(
  connection: Connection,
  place: string,
  keys: readonly { document: string; recipient: string; number: number }[],
): Promise<ToldStatus[]> {
  return keys.length === 0 ? [] : connection.run<ToldStatus>(statuses, [place, JSON.stringify(keys)]);
}
