/** Documents that a place kept from their recipients (altered, infected): all that stays of them there, for acts that come behind them. */
import { statement, type Connection } from '../store.js';
import type { DeliveryKey } from './statuses.js';

export interface StoppedRow extends DeliveryKey {
  /** Of the refusal. */
  readonly code: string;
}

const keep = statement(
  'stopped-keep',
  `INSERT INTO stopped (place, document, recipient, code, at) SELECT place, document, recipient, code, $2
   FROM jsonb_to_recordset($1::jsonb) AS r (place organ, document uuid, recipient organ, code text)
   ORDER BY place, document, recipient ON CONFLICT DO NOTHING`,
);

export async function keepStopped(connection: Connection, rows: readonly StoppedRow[], at: string): Promise<void> {
  if (rows.length > 0) await connection.run(keep, [JSON.stringify(rows), at]);
}

const came = statement(
  'copies-that-came',
  `SELECT k.place, k.document, k.recipient, v.document IS NULL AS stopped
   FROM jsonb_to_recordset($1::jsonb) AS k (place organ, document uuid, recipient organ)
   LEFT JOIN delivery v ON v.place = k.place AND v.document = k.document AND v.recipient = k.recipient
   LEFT JOIN stopped s ON s.place = k.place AND s.document = k.document AND s.recipient = k.recipient
   WHERE v.document IS NOT NULL OR s.document IS NOT NULL`,
);

/** Those of these copies that have come to their places, or were stopped there. */
export async function copiesThatCame(
  connection: Connection,
  keys: readonly DeliveryKey[],
): Promise<(DeliveryKey & { readonly stopped: boolean })[]> {
  return keys.length === 0 ? [] : connection.run(came, [JSON.stringify(keys)]);
}
