/** Rows of a place against what its events say of them: each comparison gives the rows that differ, and nothing when all agree. */
import { statement, type Connection, type Statement } from '../store.js';

/** Differences told of one comparison at most: after a disaster the first ones say enough. */
export const mostDifferences = 500;

export interface Comparison {
  readonly table: string;
  readonly key: readonly string[];
  readonly statement: Statement;
  /** True when it reads events, and so must leave out those that can not be read. */
  readonly readsEvents: boolean;
}

/** A row as it should stand and as it stands; null where there is none. */
export interface RowDifference {
  readonly expected: Readonly<Record<string, unknown>> | null;
  readonly found: Readonly<Record<string, unknown>> | null;
}

/** Compares two queries with the same columns in the same order and of the same types, collations too; both may use $1, the place, and $2, the events left out. */
export function comparison(
  name: string,
  { table, key }: { table: string; key: readonly string[] },
  expected: string,
  found: string,
): Comparison {
  const on = key.map((column) => `e.${column} = f.${column}`).join(' AND ');
  const text = `SELECT to_jsonb(e) AS expected, to_jsonb(f) AS found FROM (${expected}) AS e FULL JOIN (${found}) AS f ON ${on}
    WHERE e IS DISTINCT FROM f LIMIT ${mostDifferences}`;
  return { table, key, statement: statement(`audit-${name}`, text), readsEvents: text.includes('$2') };
}

/** `unreadable` are events (`chain/link`) whose bytes say nothing that can be compared. */
export async function compareRows(
  connection: Connection,
  { statement: what, readsEvents }: Comparison,
  place: string,
  unreadable: readonly string[],
): Promise<RowDifference[]> {
  return connection.run<RowDifference>(what, readsEvents ? [place, unreadable] : [place]);
}

/** Entries of some kinds in the events of a place. Other events are not even parsed. */
function entriesOf(...kinds: string[]): string {
  const says = kinds.map((kind) => `position('"${kind}":'::bytea IN e.body) > 0`).join(' OR ');
  return `SELECT k.kind, x.entry, e.at FROM event e
    CROSS JOIN LATERAL jsonb_each(CASE WHEN (e.chain || '/' || e.link) = ANY ($2::text[]) OR NOT (${says}) THEN '{}'::jsonb
      ELSE convert_from(e.body, 'UTF8')::jsonb END) AS k (kind, entries)
    CROSS JOIN LATERAL jsonb_array_elements(k.entries) AS x (entry)
    WHERE e.place = $1 AND k.kind IN (${kinds.map((kind) => `'${kind}'`).join(', ')})`;
}

const documents = comparison(
  'documents',
  { table: 'document', key: ['id'] },
  `SELECT long_id(entry ->> 0) AS id, min(CASE WHEN kind <> 'refusedParked' THEN entry ->> 1 END) COLLATE "C" AS sender,
     min(CASE WHEN kind <> 'refusedParked' THEN entry ->> 2 END) COLLATE "C" AS document_id, min(entry ->> 3) AS package, min(entry ->> 4) AS content,
     COALESCE(min(CASE kind WHEN 'parked' THEN NULL WHEN 'refusedParked' THEN entry ->> 2 ELSE entry ->> 5 END), min(entry ->> 5)) AS facts,
     COALESCE(min(CASE kind WHEN 'parked' THEN NULL WHEN 'refusedParked' THEN entry ->> 1 ELSE entry ->> 6 END), min(entry ->> 6)) AS verdict,
     bool_or(kind <> 'arrived') AS origin,
     CASE WHEN bool_or(kind = 'refusedParked') THEN 2 WHEN bool_and(kind = 'parked') THEN 1 ELSE 0 END AS state, min(at) AS accepted_at
   FROM (${entriesOf('accepted', 'parked', 'arrived', 'refusedParked')}) AS said GROUP BY 1`,
  `SELECT id, sender::text COLLATE "C" AS sender, document_id, short_digest(package) AS package, short_digest(content) AS content,
     concat(declared::int, present::int, valid::int, trusted::int) AS facts, verdict, origin, state::int AS state, accepted_at
   FROM document WHERE place = $1`,
);

/** Every delivery as its document's event says it; `hop` null where the inbox is here. */
const ways = `SELECT long_id(entry ->> 0) AS document, r.recipient COLLATE "C" AS recipient,
    NULLIF(w.next, 'here') COLLATE "C" AS hop, kind = 'accepted' AS origin, at
  FROM (${entriesOf('accepted', 'arrived')}) AS said CROSS JOIN LATERAL jsonb_each(entry -> 7) AS w (next, recipients)
  CROSS JOIN LATERAL jsonb_array_elements_text(w.recipients) AS r (recipient)`;

/** The end that a place gave a delivery itself; there is one at most (the first end state stays). */
const ends = `SELECT long_id(entry ->> 0) AS document, (entry ->> 1) COLLATE "C" AS recipient,
    min(CASE kind WHEN 'expired' THEN kind ELSE entry ->> 2 END) AS ending,
    min(CASE kind WHEN 'expired' THEN entry ->> 2 ELSE entry ->> 5 END) AS reason
  FROM (${entriesOf('settled', 'expired')}) AS said GROUP BY 1, 2`;

const acknowledgements = `SELECT DISTINCT long_id(d.document) AS document, (entry ->> 0) COLLATE "C" AS recipient
  FROM (${entriesOf('acknowledged')}) AS said CROSS JOIN LATERAL jsonb_array_elements_text(entry -> 1) AS d (document)`;

/** Statuses count where the sender or the recipient lives; in transit a delivery stays as it came. */
const deliveries = comparison(
  'deliveries',
  { table: 'delivery', key: ['document', 'recipient'] },
  `SELECT w.document, w.recipient, w.hop, w.origin, w.at,
     CASE WHEN w.hop IS NULL THEN 1 WHEN NOT w.origin THEN 0 WHEN o.ending = 'expired' THEN 3 WHEN o.ending = 'refused' THEN 2
       WHEN s.arrived THEN 1 WHEN o.ending = 'dead' THEN 4 ELSE 0 END AS state,
     CASE WHEN w.origin OR w.hop IS NULL THEN COALESCE(s.current % 100, 0) ELSE 0 END AS status,
     CASE WHEN w.origin OR w.hop IS NULL THEN COALESCE(s.last, 0) ELSE 0 END AS number,
     w.hop IS NULL AND (a.document IS NOT NULL OR COALESCE(s.answered, false)) AS acknowledged, w.hop IS NULL AS inbox,
     CASE WHEN w.origin OR w.hop IS NULL THEN COALESCE(n.reason, o.reason) END AS reason
   FROM (${ways}) AS w
   LEFT JOIN (SELECT document, recipient::text COLLATE "C" AS recipient, max(number * 100 + code) FILTER (WHERE code NOT IN (15, 16)) AS current, max(number)::int AS last,
       bool_or(number = 1 AND code = 1) AS arrived,
       bool_or(number > 1) AS answered
     FROM status WHERE place = $1 GROUP BY document, status.recipient) AS s ON s.document = w.document AND s.recipient = w.recipient
   LEFT JOIN (SELECT DISTINCT ON (document, status.recipient) document, recipient::text COLLATE "C" AS recipient, reason FROM status
     WHERE place = $1 AND code = 2 AND reason IS NOT NULL ORDER BY document, status.recipient, number DESC) AS n
     ON n.document = w.document AND n.recipient = w.recipient
   LEFT JOIN (${ends}) AS o ON o.document = w.document AND o.recipient = w.recipient
   LEFT JOIN (${acknowledgements}) AS a ON a.document = w.document AND a.recipient = w.recipient`,
  `SELECT document, recipient::text COLLATE "C" AS recipient, hop::text COLLATE "C" AS hop, origin, at, state::int AS state, status::int AS status, number::int AS number, acknowledged,
     seq IS NOT NULL AND xact IS NOT NULL AS inbox, reason FROM delivery WHERE place = $1`,
);

/** A delivery into an inbox here makes status 01; a place's own refusal stands under the number 0. */
const statuses = comparison(
  'statuses',
  { table: 'status', key: ['document', 'recipient', 'number'] },
  `SELECT s.document, s.recipient, s.number, s.code, s.at, s.reason, d.sender::text COLLATE "C" AS sender, d.origin AS desk FROM (
     SELECT long_id(s.one ->> 0) AS document, (s.one ->> 1) COLLATE "C" AS recipient, (s.one ->> 2)::int AS number, (s.one ->> 3)::int AS code,
       (entry ->> 0)::timestamptz AS at, s.one ->> 4 AS reason
     FROM (${entriesOf('statuses')}) AS said CROSS JOIN LATERAL jsonb_array_elements(entry -> 1) AS s (one)
     UNION ALL SELECT long_id(entry ->> 0), (entry ->> 1) COLLATE "C", 0, 2, (entry ->> 4)::timestamptz, entry ->> 5
     FROM (${entriesOf('settled')}) AS said WHERE entry ->> 2 = 'refused'
     UNION ALL SELECT document, recipient, 1, 1, at, NULL FROM (${ways}) AS w WHERE hop IS NULL) AS s
   LEFT JOIN document d ON d.place = $1 AND d.id = s.document`,
  `SELECT document, recipient::text COLLATE "C" AS recipient, number::int AS number, code::int AS code, at, NULLIF(reason, '') AS reason,
     sender::text COLLATE "C" AS sender, desk
   FROM status WHERE place = $1`,
);

const receipts = comparison(
  'receipts',
  { table: 'receipt', key: ['id', 'kind'] },
  `SELECT long_id(entry ->> 0) AS id, kind, (entry ->> 1) COLLATE "C" AS neighbour, entry ->> 2 AS root, at FROM (${entriesOf('given', 'taken')}) AS said`,
  `SELECT id, kind, neighbour::text COLLATE "C" AS neighbour, short_digest(root) AS root, at FROM receipt WHERE place = $1 AND kind IN ('given', 'taken')`,
);

const resent = comparison(
  'resent',
  { table: 'dead_message', key: ['id'] },
  `SELECT (entry ->> 0)::bigint AS id, (entry ->> 1) COLLATE "C" AS neighbour, at AS resent_at FROM (${entriesOf('resent')}) AS said`,
  `SELECT id, neighbour, resent_at FROM dead_message WHERE place = $1::text AND resent_at IS NOT NULL`,
);

/** Months are those of Vietnam: the session's time zone. */
const refusals = comparison(
  'refusals',
  { table: 'refusal_count', key: ['month', 'agency', 'code'] },
  `SELECT date_trunc('month', s.at)::date AS month, s.agency, s.code, count(*)::int AS attempts FROM (
     SELECT at, CASE kind WHEN 'refused' THEN entry ->> 0 ELSE d.sender::text END COLLATE "C" AS agency, (entry ->> 1) COLLATE "C" AS code
     FROM (${entriesOf('refused', 'refusedParked')}) AS said
     LEFT JOIN document d ON d.place = $1 AND kind = 'refusedParked' AND d.id = long_id(CASE kind WHEN 'refusedParked' THEN entry ->> 0 END)) AS s
   GROUP BY 1, 2, 3`,
  `SELECT month, agency, code, attempts FROM refusal_count WHERE place = $1::text`,
);

const acts = comparison(
  'acts',
  { table: 'act', key: ['document', 'recipient', 'number'] },
  `SELECT long_id(entry ->> 0) AS document, (entry ->> 1) COLLATE "C" AS recipient, (entry ->> 2)::int AS number, (entry ->> 3)::int AS act,
     (entry ->> 4)::timestamptz AS at, entry ->> 5 AS reason, long_id(entry ->> 6) AS operation FROM (${entriesOf('acts')}) AS said`,
  `SELECT document, recipient::text COLLATE "C" AS recipient, number::int AS number, act::int AS act, at, reason, operation FROM act WHERE place = $1`,
);

const stopped = comparison(
  'stopped',
  { table: 'stopped', key: ['document', 'recipient'] },
  `SELECT long_id(entry ->> 0) AS document, (entry ->> 1) COLLATE "C" AS recipient, min(entry ->> 2) AS code, min((entry ->> 3)::timestamptz) AS at
   FROM (${entriesOf('stopped')}) AS said GROUP BY 1, 2`,
  `SELECT document, recipient::text COLLATE "C" AS recipient, code, at FROM stopped WHERE place = $1`,
);

export const eventComparisons: readonly Comparison[] = [
  ...[documents, deliveries, statuses, acts, stopped],
  ...[receipts, resent, refusals],
];
