/** What senders do to copies that were sent: recall, update, replace. A row per act and place on its way to the recipient. */
import { statement, type Connection } from '../store.js';
import type { Position } from './inbox.js';
import type { DeliveryKey } from './statuses.js';

/** Acts: 1 recall, 2 update, 3 replace; `number` counts them from 1 on each copy. */
export interface ActRow extends DeliveryKey {
  readonly number: number;
  readonly act: number;
  readonly at: string;
  /** Number of the last status of the copy that had come to this place before. */
  readonly after: number;
  /** True where the recipient lives at `place`. */
  readonly inbox: boolean;
  readonly reason: string | null;
  readonly staff: string | null;
  readonly contact: string | null;
  readonly authored: string | null;
  /** The document whose package does it; null where the sender said it alone. */
  readonly operation: string | null;
}

const record = statement(
  'record-acts',
  `INSERT INTO act (place, document, recipient, number, act, at, after, inbox, reason, staff, contact, authored, operation)
   SELECT place, document, recipient, number, act, at, after, inbox, reason, staff, contact, authored, operation
   FROM jsonb_to_recordset($1::jsonb) AS r (place organ, document uuid, recipient organ, number int2, act int2, at timestamptz, after int2, inbox boolean,
     reason text, staff text, contact text, authored text, operation uuid)
   ORDER BY place, document, recipient, number ON CONFLICT DO NOTHING RETURNING place, document, recipient, number`,
);

/** Records acts once per place and (recipient, document, number); the new ones are given back. */
export async function recordActs(
  connection: Connection,
  rows: readonly ActRow[],
): Promise<(DeliveryKey & { number: number })[]> {
  return rows.length === 0 ? [] : connection.run(record, [JSON.stringify(rows)]);
}

const last = statement(
  'last-acts',
  `SELECT DISTINCT ON (a.place, a.document, a.recipient) a.place, a.document, a.recipient, a.number, a.act, a.reason, a.operation
   FROM jsonb_to_recordset($1::jsonb) AS k (place organ, document uuid, recipient organ)
   JOIN act a ON a.place = k.place AND a.document = k.document AND a.recipient = k.recipient
   ORDER BY a.place, a.document, a.recipient, a.number DESC`,
);

export type LastAct = DeliveryKey & Pick<ActRow, 'number' | 'act' | 'reason' | 'operation'>;

/** The last act on each of these copies, where there is one. The deliveries must be locked. */
export async function lastActs(connection: Connection, keys: readonly DeliveryKey[]): Promise<LastAct[]> {
  if (keys.length === 0) return [];
  return connection.run(last, [
    JSON.stringify(keys.map(({ place, document, recipient }) => ({ place, document, recipient }))),
  ]);
}

const sentTo = statement(
  'act-recipients',
  `SELECT v.place, v.document, v.recipient FROM jsonb_to_recordset($1::jsonb) AS k (place organ, sender organ, document uuid)
   JOIN document d ON d.place = k.place AND d.id = k.document AND d.sender = k.sender AND d.origin
   JOIN delivery v ON v.place = k.place AND v.document = k.document`,
);

/** All copies of documents that these senders have sent; nothing for documents that are not theirs. */
export async function copiesSent(
  connection: Connection,
  documents: readonly { place: string; sender: string; document: string }[],
): Promise<DeliveryKey[]> {
  return documents.length === 0 ? [] : connection.run(sentTo, [JSON.stringify(documents)]);
}

const actColumns = 'a.document, a.recipient, a.number, a.act, a.at, a.reason, a.staff, a.contact, a.operation';

/** An act as somebody reads it. */
export interface ToldAct extends Pick<
  ActRow,
  'document' | 'recipient' | 'number' | 'act' | 'reason' | 'staff' | 'contact' | 'operation'
> {
  readonly at: Date;
}

export interface RequestRow extends ToldAct, Position {
  readonly sender: string;
  readonly document_id: string;
}

const requests = statement(
  'requests-page',
  `SELECT a.xact::text AS xact, a.seq::text AS seq, ${actColumns}, d.sender, d.document_id FROM (
     SELECT * FROM act WHERE place = $1 AND recipient = $2 AND inbox AND xact >= $3::text::xid8 AND (xact, seq) > ($3::text::xid8, $4)
       AND xact < pg_snapshot_xmin(pg_current_snapshot())
     ORDER BY xact, seq LIMIT $5) AS a
   JOIN document d ON d.place = $1 AND d.id = a.document ORDER BY a.xact, a.seq`,
);

/** What senders did to the copies in an agency's inbox, after a position, in the order in which it came in. */
export async function readRequests(
  connection: Connection,
  who: { place: string; agency: string },
  page: { after: Position; limit: number },
): Promise<RequestRow[]> {
  return connection.run(requests, [who.place, who.agency, page.after.xact, page.after.seq, page.limit]);
}

/**
 * Whether an act (by its alias) has to be told to systems that know packages and statuses only: a recall for which no package
 * of the sender comes to the recipient itself.
 */
export const isToldAlone = (act: string): string =>
  `${act}.act = 1 AND NOT EXISTS (SELECT FROM delivery o WHERE o.place = $1::text::organ AND o.document = ${act}.operation AND o.recipient = ${act}.recipient)`;

const audited = statement(
  'audit-acted-copies',
  `SELECT v.place, v.document, v.recipient, v.asked, v.origin,
     (SELECT json_agg(json_build_array(s.number, s.code) ORDER BY s.number) FROM status s
      WHERE s.place = v.place AND s.document = v.document AND s.recipient = v.recipient) AS statuses,
     (SELECT json_agg(json_build_array(a.number, a.act, a.after) ORDER BY a.number) FROM act a
      WHERE a.place = v.place AND a.document = v.document AND a.recipient = v.recipient) AS acts
   FROM delivery v WHERE v.place = $1 AND (v.origin OR v.seq IS NOT NULL)
     AND (v.asked <> 0 OR EXISTS (SELECT FROM act WHERE place = v.place AND document = v.document AND recipient = v.recipient))`,
);

/** A copy on which its sender acted, with all that was said about it at a place: [number, code] and [number, act, after]. */
export interface ActedCopy extends DeliveryKey {
  readonly asked: number;
  readonly origin: boolean;
  readonly statuses: readonly (readonly [number: number, code: number])[] | null;
  readonly acts: readonly (readonly [number: number, act: number, after: number])[] | null;
}

export async function actedCopies(connection: Connection, place: string): Promise<ActedCopy[]> {
  return connection.run(audited, [place]);
}

const onDocument = statement(
  'acts-of-document',
  `SELECT ${actColumns} FROM act a WHERE a.place = $1 AND a.document = $2 ORDER BY a.recipient, a.number`,
);

export async function readActs(connection: Connection, place: string, document: string): Promise<ToldAct[]> {
  return connection.run(onDocument, [place, document]);
}
