/** Statuses at a place: locked deliveries first, then the new status rows, then what they change in the deliveries. */
import { statement, type Connection } from '../store.js';

export interface DeliveryKey {
  readonly place: string;
  readonly document: string;
  readonly recipient: string;
}

/** A delivery as a status finds it. States: 0 in flight, 1 delivered, 2 refused, 3 expired, 4 dead. */
export interface LockedDelivery extends DeliveryKey {
  readonly sender: string;
  readonly urgency: number;
  readonly hop: string | null;
  readonly origin: boolean;
  /** When it came to the place. */
  readonly at: Date;
  readonly state: number;
  readonly status: number;
  readonly number: number;
  /** What the sender did to the copy: 0 nothing, 1 asks to recall it, 2 asks to update it, 3 recalled, 4 replaced. */
  readonly asked: number;
}

const lock = statement(
  'lock-deliveries',
  `SELECT v.place, v.document, v.recipient, d.sender, d.urgency, v.hop, v.origin, v.at, v.state, v.status, v.number, v.asked
   FROM (SELECT DISTINCT place, document, recipient FROM jsonb_to_recordset($1::jsonb) AS k (place organ, document uuid, recipient organ)) AS k
   JOIN delivery v ON v.place = k.place AND v.document = k.document AND v.recipient = k.recipient
   JOIN document d ON d.place = k.place AND d.id = k.document
   ORDER BY v.place, v.document, v.recipient FOR UPDATE OF v`,
);

/** Locks these deliveries in key order; unknown ones are simply absent from the answer. */
export async function lockDeliveries(connection: Connection, keys: readonly DeliveryKey[]): Promise<LockedDelivery[]> {
  if (keys.length === 0) return [];
  return connection.run<LockedDelivery>(lock, [
    JSON.stringify(keys.map(({ place, document, recipient }) => ({ place, document, recipient }))),
  ]);
}

export interface StatusRow extends DeliveryKey {
  readonly number: number;
  readonly code: number;
  readonly sender: string;
  /** True where the sender lives at `place`, so that the status stands on its desk. */
  readonly desk: boolean;
  readonly at: string;
  readonly reason: string | null;
  readonly staff: string | null;
  /** How to reach them: the JSON list of department, mobile and email. */
  readonly contact: string | null;
  /** As its author wrote it: a JSON list. */
  readonly authored: string | null;
}

const record = statement(
  'record-statuses',
  `INSERT INTO status (place, document, recipient, number, code, sender, desk, at, reason, staff, contact, authored)
   SELECT place, document, recipient, number, code, sender, desk, at, reason, staff, contact, authored
   FROM jsonb_to_recordset($1::jsonb) AS r (place organ, document uuid, recipient organ, number int2, code int2, sender organ, desk boolean,
     at timestamptz, reason text, staff text, contact text, authored text)
   ORDER BY place, document, recipient, number ON CONFLICT DO NOTHING RETURNING place, document, recipient, number`,
);

/** Records statuses once per place and (recipient, document, number); the new ones are given back. */
export async function recordStatuses(
  connection: Connection,
  rows: readonly StatusRow[],
): Promise<{ place: string; document: string; recipient: string; number: number }[]> {
  if (rows.length === 0) return [];
  return connection.run(record, [JSON.stringify(rows)]);
}

const repeated = statement(
  'repeated-statuses',
  `SELECT s.document, s.recipient, s.code FROM jsonb_to_recordset($1::jsonb) AS k (place organ, document uuid, recipient organ, code int2)
   JOIN status s ON s.place = k.place AND s.document = k.document AND s.recipient = k.recipient AND s.code = k.code`,
);

/** Which of these statuses have been recorded already, under whatever number. */
export async function repeatedStatuses(
  connection: Connection,
  keys: readonly (DeliveryKey & { readonly code: number })[],
): Promise<{ document: string; recipient: string; code: number }[]> {
  if (keys.length === 0) return [];
  return connection.run(repeated, [JSON.stringify(keys)]);
}

/** What statuses or outcomes make of a delivery; `state`, `reason` and `trace` only where they change. */
export interface DeliveryChange extends DeliveryKey {
  readonly status: number;
  readonly number: number;
  /** Null where it does not change. */
  readonly asked: number | null;
  readonly state: number;
  readonly acknowledged: boolean;
  readonly reason: string | null;
  readonly trace: string | null;
}

const apply = statement(
  'change-deliveries',
  `UPDATE delivery v SET status = r.status, number = r.number, asked = COALESCE(r.asked, v.asked), state = r.state, acknowledged = v.acknowledged OR r.acknowledged,
     reason = COALESCE(r.reason, v.reason), trace = COALESCE(r.trace, v.trace)
   FROM jsonb_to_recordset($1::jsonb) AS r (place organ, document uuid, recipient organ, status int2, number int2, asked int2, state int2, acknowledged boolean,
     reason text, trace text)
   WHERE v.place = r.place AND v.document = r.document AND v.recipient = r.recipient`,
);

/** Writes the new state of locked deliveries. */
export async function changeDeliveries(connection: Connection, rows: readonly DeliveryChange[]): Promise<void> {
  if (rows.length > 0) await connection.run(apply, [JSON.stringify(rows)]);
}

const acknowledge = statement(
  'acknowledge-deliveries',
  `UPDATE delivery v SET acknowledged = true FROM (
     SELECT d.place, d.document, d.recipient
     FROM (SELECT DISTINCT place, document, recipient FROM jsonb_to_recordset($1::jsonb) AS k (place organ, document uuid, recipient organ)) AS k
     JOIN delivery d ON d.place = k.place AND d.document = k.document AND d.recipient = k.recipient AND d.seq IS NOT NULL
     ORDER BY d.place, d.document, d.recipient FOR UPDATE OF d) AS k
   WHERE v.place = k.place AND v.document = k.document AND v.recipient = k.recipient RETURNING v.place, v.document, v.recipient`,
);

/** Takes documents off their recipients' lists of new ones; gives back those that stand in an inbox. */
export async function acknowledgeDeliveries(
  connection: Connection,
  keys: readonly DeliveryKey[],
): Promise<DeliveryKey[]> {
  return keys.length === 0 ? [] : connection.run<DeliveryKey>(acknowledge, [JSON.stringify(keys)]);
}
