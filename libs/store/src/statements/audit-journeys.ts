/** The same delivery at every place it passed, and the same package wherever it is named: read side by side, compared by the audit. */
import { statement, type Connection } from '../store.js';
import { OrderedRows, pagesOf } from './audit-snapshot.js';

export interface PassedRow {
  readonly document: string;
  readonly recipient: string;
  readonly place: string;
  readonly hop: string | null;
  readonly origin: boolean;
  readonly state: number;
  readonly acceptedAt: string | null;
  /** Places passed, JSON text: on the document where it arrived, on the delivery where its status 01 came back. */
  readonly way: string | null;
  readonly back: string | null;
  /** Its statuses in order, JSON text of [number, code, at, sender, reason, staff, contact, authored] each. */
  readonly statuses: string | null;
}

const passed = statement(
  'audit-passed',
  `SELECT v.document, v.recipient, v.place, v.hop, v.origin, v.state,
     iso_time(d.accepted_at) AS "acceptedAt", d.trace AS way, v.trace AS back,
     (SELECT json_agg(json_build_array(s.number, s.code, s.at, s.sender, s.reason, s.staff, s.contact, s.authored) ORDER BY s.number)::text
      FROM status s WHERE s.place = v.place AND s.document = v.document AND s.recipient = v.recipient) AS statuses
   FROM delivery v LEFT JOIN document d ON d.place = v.place AND d.id = v.document
   WHERE v.place = ANY ($1::organ[]) ORDER BY v.document, v.recipient`,
);

/** Deliveries of all these places, the rows of one delivery together. */
export function passedDeliveries(connection: Connection, places: readonly string[]): Promise<OrderedRows<PassedRow>> {
  return OrderedRows.of(pagesOf<PassedRow>(connection, passed, [places], 2_000));
}

export interface NamedPackage {
  readonly package: string;
  readonly place: string;
  readonly id: string;
  readonly sender: string;
  readonly document_id: string;
  readonly operation: number;
  readonly package_size: number;
  readonly content: string;
  readonly valid: boolean;
  readonly trusted: boolean;
  readonly urgency: number;
  readonly type: number;
  readonly type_name: string;
  readonly promulgated: string;
  readonly due: string | null;
  readonly code: string;
  readonly subject: string;
  readonly origin: boolean;
  readonly state: number;
  /** Only where the document was taken in: the verdict on each signature, and its recipients: of its deliveries, or as kept without any. */
  readonly evidence: readonly unknown[] | null;
  readonly recipients: readonly string[] | null;
}

const named = statement(
  'audit-named-packages',
  `SELECT encode(d.package, 'hex') AS package, d.place, d.id, d.sender, d.document_id, d.operation, d.package_size,
     encode(d.content, 'hex') AS content, d.valid, d.trusted, d.urgency, d.type, d.type_name, d.promulgated::text AS promulgated, d.due::text AS due, d.code,
     d.subject, d.origin, d.state,
     CASE WHEN d.origin THEN verdicts_on(d.place, d.id) END AS evidence,
     CASE WHEN d.origin THEN COALESCE((SELECT recipients FROM parked WHERE place = d.place AND document = d.id), d.refused_recipients,
       ARRAY(SELECT recipient::text FROM delivery WHERE place = d.place AND document = d.id ORDER BY recipient::text COLLATE "C")) END AS recipients
   FROM document d WHERE d.place = ANY ($1::organ[]) ORDER BY d.package, d.place`,
);

/** Documents of all these places by the digest of their package. */
export function namedPackages(connection: Connection, places: readonly string[]): Promise<OrderedRows<NamedPackage>> {
  return OrderedRows.of(pagesOf<NamedPackage>(connection, named, [places], 1_000));
}

export interface PackageSize {
  readonly digest: string;
  /** As its row says, and as it is. */
  readonly told: number;
  readonly size: number;
}

const sizes = statement(
  'audit-package-sizes',
  `SELECT encode(digest, 'hex') AS digest, size AS told, octet_length(bytes) AS size FROM package ORDER BY package.digest`,
);

/** Every stored package without its bytes, by its digest. */
export function packageSizes(connection: Connection): AsyncGenerator<PackageSize[]> {
  return pagesOf(connection, sizes, [], 4_000);
}
