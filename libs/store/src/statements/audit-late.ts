/** What time limits are judged by, and the rows that say which were broken: read side by side by the audit. */
import { statement, type Connection } from '../store.js';
import { pagesOf } from './audit-snapshot.js';
import type { LateRow } from './late.js';

/** One limit's beginning and end: a signing and the sending, or an arrival and the recipient's first 02 or 03. */
export interface TimedRow {
  readonly document: string;
  readonly agency: string;
  readonly urgency: number;
  readonly began_at: Date;
  readonly done_at: Date;
}

const sendings = statement(
  'audit-sendings',
  `SELECT d.id AS document, d.sender AS agency, d.urgency, max(e.signing_time) AS began_at, d.accepted_at AS done_at
   FROM document d JOIN verdict e ON e.place = $1 AND e.document = d.id
   WHERE d.place = $1 AND d.origin AND d.state = 0 AND e.signing_time IS NOT NULL GROUP BY d.id, d.sender, d.urgency, d.accepted_at`,
);

/** Documents sent here that somebody signed, with the last signing. */
export function signedSendings(connection: Connection, place: string): AsyncGenerator<TimedRow[]> {
  return pagesOf(connection, sendings, [place], 2_000);
}

const receipts = statement(
  'audit-receipts-said',
  `SELECT v.document, v.recipient AS agency, d.urgency, v.at AS began_at, min(s.at) AS done_at
   FROM delivery v JOIN document d ON d.place = $1 AND d.id = v.document
   JOIN status s ON s.place = $1 AND s.document = v.document AND s.recipient = v.recipient
   WHERE v.place = $1 AND v.seq IS NOT NULL AND s.code IN (2, 3) AND s.number > 1 GROUP BY v.document, v.recipient, d.urgency, v.at`,
);

/** Copies that recipients of this place took in or refused, with the time at which they said so first. */
export function saidReceipts(connection: Connection, place: string): AsyncGenerator<TimedRow[]> {
  return pagesOf(connection, receipts, [place], 2_000);
}

const stored = statement(
  'audit-late',
  `SELECT kind::int AS kind, document, agency, month::text AS month, iso_time(began_at) AS began_at, iso_time(due_at) AS due_at,
     iso_time(done_at) AS done_at FROM late WHERE place = $1`,
);

export function lateRows(connection: Connection, place: string): AsyncGenerator<Omit<LateRow, 'place'>[]> {
  return pagesOf(connection, stored, [place], 2_000);
}
