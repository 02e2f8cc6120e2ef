/** What time itself does to documents: parked ones are judged again, deliveries never handed over expire. */
import { statement, type Connection } from '../store.js';

const park = statement(
  'park-documents',
  `INSERT INTO parked (place, document, recipients, since)
   SELECT $1, document, ARRAY(SELECT jsonb_array_elements_text(recipients)), $3
   FROM jsonb_to_recordset($2::jsonb) AS r (document uuid, recipients jsonb) ORDER BY document ON CONFLICT DO NOTHING`,
);

export async function parkDocuments(
  connection: Connection,
  place: string,
  rows: readonly { document: string; recipients: readonly string[] }[],
  since: string,
): Promise<void> {
  if (rows.length > 0) await connection.run(park, [place, JSON.stringify(rows), since]);
}

export interface ParkedRow {
  readonly document: string;
  readonly recipients: string[];
  readonly since: Date;
  readonly package: string;
  readonly sender: string;
}

const claim = statement(
  'parked-claim',
  `SELECT p.document, p.recipients, p.since, encode(d.package, 'hex') AS package, d.sender FROM parked p
   JOIN document d ON d.place = $1 AND d.id = p.document WHERE p.place = $1 ORDER BY p.document LIMIT $2 FOR UPDATE OF p SKIP LOCKED`,
);

/** Claims parked documents of a place for judging again, inside the transaction that will settle them. */
export async function claimParked(connection: Connection, place: string, limit: number): Promise<ParkedRow[]> {
  return connection.run<ParkedRow>(claim, [place, limit]);
}

const unpark = statement('parked-settle', 'DELETE FROM parked WHERE place = $1 AND document = ANY ($2::uuid[])');

const settle = statement(
  'parked-document',
  `UPDATE document d SET state = r.state, valid = r.valid, trusted = r.trusted, verdict = r.verdict
   FROM jsonb_to_recordset($2::jsonb) AS r (id uuid, state int2, valid boolean, trusted boolean, verdict text) WHERE d.place = $1 AND d.id = r.id`,
);

/** Ends the parking of documents with the verdict now reached; state 0 accepted, 2 refused. */
export async function settleParked(
  connection: Connection,
  place: string,
  rows: readonly { id: string; state: number; valid: boolean; trusted: boolean; verdict: string }[],
): Promise<void> {
  if (rows.length === 0) return;
  await connection.run(settle, [place, JSON.stringify(rows)]);
  await connection.run(unpark, [place, rows.map((row) => row.id)]);
}

const expire = statement(
  'deliveries-expire',
  `UPDATE delivery v SET state = 3, reason = $3 FROM (
     SELECT document, recipient FROM delivery WHERE place = $1 AND origin AND state = 0 AND at < $2 ORDER BY document, recipient
     LIMIT 500 FOR UPDATE SKIP LOCKED) AS late
   WHERE v.place = $1 AND v.document = late.document AND v.recipient = late.recipient
   RETURNING v.document, v.recipient, (SELECT sender FROM document WHERE place = $1 AND id = v.document) AS sender`,
);

/** Ends deliveries that were taken in before `limit` and never handed over (sedex: 30 days). */
export async function expireDeliveries(
  connection: Connection,
  place: string,
  limit: Date,
  reason: string,
): Promise<{ document: string; recipient: string; sender: string }[]> {
  return connection.run(expire, [place, limit, reason]);
}
