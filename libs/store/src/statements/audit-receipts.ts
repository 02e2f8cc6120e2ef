/** Signed receipts as an audit reads them, beside the rows that they speak of. */
import { statement, type Connection } from '../store.js';
import { OrderedRows, pagesOf } from './audit-snapshot.js';
import { hopReceiptColumns, type HopReceiptRow } from './receipts.js';

/** Rows whose bodies may have tens of kilobytes each. */
const largePage = 200;
const smallPage = 4_000;

export interface GroupReceiptRow {
  readonly id: string;
  readonly at: Date;
  readonly leaves: Buffer;
  readonly root: Buffer;
  readonly signature: Buffer;
  readonly body: string | null;
}

const acceptances = statement(
  'audit-acceptances',
  `SELECT id, at, leaves, root, signature, body FROM receipt WHERE place = $1 AND kind = 'acceptance' ORDER BY id`,
);

export function acceptanceReceipts(connection: Connection, place: string): Promise<OrderedRows<GroupReceiptRow>> {
  return OrderedRows.of(pagesOf<GroupReceiptRow>(connection, acceptances, [place], largePage));
}

const statusReceipts = statement(
  'audit-status-receipts',
  `SELECT id, at, leaves, root, signature, body FROM receipt WHERE place = $1 AND kind = 'statuses' ORDER BY at, id`,
);

export function signedStatusReceipts(connection: Connection, place: string): Promise<OrderedRows<GroupReceiptRow>> {
  return OrderedRows.of(pagesOf<GroupReceiptRow>(connection, statusReceipts, [place], largePage));
}

export interface AcceptedRow {
  readonly document: string;
  readonly sender: string;
  readonly document_id: string;
  readonly package: string;
  readonly content: string;
  readonly accepted_at: Date;
  readonly receipt: string | null;
  readonly leaf: number | null;
}

const accepted = statement(
  'audit-accepted',
  `SELECT id AS document, sender, document_id, encode(package, 'hex') AS package, encode(content, 'hex') AS content, accepted_at, receipt, leaf
   FROM document WHERE place = $1 AND origin ORDER BY receipt NULLS FIRST, leaf`,
);

/** The documents a place took in itself, by their receipts. */
export function acceptedDocuments(connection: Connection, place: string): Promise<OrderedRows<AcceptedRow>> {
  return OrderedRows.of(pagesOf<AcceptedRow>(connection, accepted, [place], smallPage));
}

export interface SaidStatusRow {
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

const said = statement(
  'audit-said-statuses',
  `SELECT s.document, s.recipient, s.number, s.code, s.sender, s.at, s.reason, s.staff, s.contact, s.authored FROM status s
   JOIN delivery v ON v.place = $1 AND v.document = s.document AND v.recipient = s.recipient
   WHERE s.place = $1 AND s.number > 1 AND v.hop IS NULL ORDER BY s.at`,
);

/** The statuses that recipients of this place said themselves. */
export function saidStatuses(connection: Connection, place: string): Promise<OrderedRows<SaidStatusRow>> {
  return OrderedRows.of(pagesOf<SaidStatusRow>(connection, said, [place], smallPage));
}

const hopReceipts = statement(
  'audit-hop-receipts',
  `SELECT ${hopReceiptColumns} FROM receipt r WHERE r.place = $1 AND r.kind IN ('given', 'taken') ORDER BY r.id`,
);

export function hopReceiptRows(connection: Connection, place: string): AsyncGenerator<HopReceiptRow[]> {
  return pagesOf(connection, hopReceipts, [place], largePage);
}

export interface ReceiptTwin {
  readonly id: string;
  readonly place: string;
  readonly kind: 'given' | 'taken';
  readonly neighbour: string;
  readonly digest: string;
}

const twins = statement(
  'audit-receipt-twins',
  `SELECT id, place, kind, neighbour, encode(sha256(leaves || root || signature || convert_to(regexp_replace(body, ',"at":"[^"]*"', ''), 'UTF8')), 'hex') AS digest
   FROM receipt WHERE place = ANY ($1::organ[]) AND kind IN ('given', 'taken') ORDER BY id, kind`,
);

/** All hop receipts by their number: what one place gave and another took stand side by side (the body of the latter says when it was given). */
export function receiptTwins(connection: Connection, places: readonly string[]): Promise<OrderedRows<ReceiptTwin>> {
  return OrderedRows.of(pagesOf<ReceiptTwin>(connection, twins, [places], smallPage));
}
