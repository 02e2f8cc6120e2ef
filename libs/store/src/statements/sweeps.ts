/** What time itself does to documents: parked ones are judged again, deliveries never handed over expire. */
import { statement, type Connection } from '../store.js';

const park = statement(
  'park-documents',
  `INSERT INTO parked (place, document, recipients, since)
   SELECT place, document, ARRAY(SELECT jsonb_array_elements_text(recipients)), $2
   FROM jsonb_to_recordset($1::jsonb) AS r (place organ, document uuid, recipients jsonb) ORDER BY place, document ON CONFLICT DO NOTHING`,
);

export async function parkDocuments(
  connection: Connection,
  rows: readonly { place: string; document: string; recipients: readonly string[] }[],
  since: string,
): Promise<void> {
  if (rows.length > 0) await connection.run(park, [JSON.stringify(rows), since]);
}

export interface ParkedRow {
  readonly place: string;
  readonly document: string;
  readonly recipients: string[];
  readonly since: Date;
  readonly package: string;
  readonly sender: string;
}

const parkedRows = `SELECT p.place, p.document, p.recipients, p.since, encode(d.package, 'hex') AS package, d.sender FROM parked p
   JOIN document d ON d.place = p.place AND d.id = p.document`;

const claim = statement(
  'parked-claim',
  `${parkedRows} WHERE p.place = ANY ($1::organ[]) AND (p.place, p.document) > ($2, $3::uuid)
   ORDER BY p.place, p.document LIMIT $4 FOR UPDATE OF p SKIP LOCKED`,
);

/** Claims parked documents after `last` for judging again, inside the transaction that will settle them. */
export async function claimParked(
  connection: Connection,
  places: readonly string[],
  last: { place: string; document: string },
  limit: number,
): Promise<ParkedRow[]> {
  return connection.run<ParkedRow>(claim, [places, last.place, last.document, limit]);
}

const claimThese = statement(
  'parked-claim-these',
  `${parkedRows} JOIN jsonb_to_recordset($1::jsonb) AS r (place organ, document uuid) ON p.place = r.place AND p.document = r.document
   ORDER BY p.place, p.document FOR UPDATE OF p SKIP LOCKED`,
);

/** Claims these documents, as far as they are parked and nobody else settles them. */
export async function claimTheseParked(
  connection: Connection,
  keys: readonly { readonly place: string; readonly document: string }[],
): Promise<ParkedRow[]> {
  return connection.run<ParkedRow>(claimThese, [JSON.stringify(keys)]);
}

const noteScan = statement(
  'parked-unscanned',
  `UPDATE parked p SET unscanned = r.unscanned FROM jsonb_to_recordset($1::jsonb) AS r (place organ, document uuid, unscanned text)
   WHERE p.place = r.place AND p.document = r.document AND p.unscanned IS DISTINCT FROM r.unscanned`,
);

/** Keeps why claimed documents could not be scanned. */
export async function noteUnscanned(
  connection: Connection,
  rows: readonly { readonly place: string; readonly document: string; readonly unscanned: string }[],
): Promise<void> {
  if (rows.length > 0) await connection.run(noteScan, [JSON.stringify(rows)]);
}

const unpark = statement(
  'parked-settle',
  `DELETE FROM parked p USING jsonb_to_recordset($1::jsonb) AS r (place organ, id uuid) WHERE p.place = r.place AND p.document = r.id`,
);

const settle = statement(
  'parked-document',
  `UPDATE document d SET state = r.state, valid = r.valid, trusted = r.trusted, verdict = r.verdict,
     refused_recipients = CASE r.state WHEN 2 THEN (SELECT recipients FROM parked WHERE place = r.place AND document = r.id) END
   FROM jsonb_to_recordset($1::jsonb) AS r (place organ, id uuid, state int2, valid boolean, trusted boolean, verdict text)
   WHERE d.place = r.place AND d.id = r.id`,
);

/** Ends the parking of documents with the verdict now reached; state 0 accepted, 2 refused, which keeps its recipients as it gets no deliveries. */
export async function settleParked(
  connection: Connection,
  rows: readonly { place: string; id: string; state: number; valid: boolean; trusted: boolean; verdict: string }[],
): Promise<void> {
  if (rows.length === 0) return;
  await connection.run(settle, [JSON.stringify(rows)]);
  await connection.run(unpark, [JSON.stringify(rows)]);
}

const expire = statement(
  'deliveries-expire',
  `UPDATE delivery v SET state = 3, reason = $3 FROM (
     SELECT place, document, recipient FROM delivery WHERE place = ANY ($1::organ[]) AND origin AND state = 0 AND at < $2
     ORDER BY place, document, recipient LIMIT 500 FOR UPDATE SKIP LOCKED) AS late
   WHERE v.place = late.place AND v.document = late.document AND v.recipient = late.recipient
   RETURNING v.place, v.document, v.recipient, (SELECT sender FROM document WHERE place = v.place AND id = v.document) AS sender`,
);

/** Ends deliveries that were taken in before `limit` and never handed over (sedex: 30 days). */
export async function expireDeliveries(
  connection: Connection,
  places: readonly string[],
  limit: Date,
  reason: string,
): Promise<{ place: string; document: string; recipient: string; sender: string }[]> {
  return connection.run(expire, [places, limit, reason]);
}
