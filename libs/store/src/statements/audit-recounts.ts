/** What is counted or kept beside the rows of a place, recounted from these rows: books, statistics, parked documents, verdicts. */
import { comparison, type Comparison } from './audit-comparisons.js';

const books = comparison(
  'books',
  { table: 'book', key: ['agency'] },
  `SELECT agency, COALESCE(d.documents, 0) AS documents, COALESCE(v.accepted, 0) AS accepted, COALESCE(v.delivered, 0) AS delivered,
     COALESCE(v.refused, 0) AS refused, COALESCE(v.expired, 0) AS expired, COALESCE(v.dead, 0) AS dead,
     COALESCE(s.statuses, 0) AS statuses
   FROM (SELECT sender::text COLLATE "C" AS agency, count(*)::int AS documents FROM document WHERE place = $1 AND origin AND state = 0 GROUP BY sender) AS d
   FULL JOIN (SELECT d.sender::text COLLATE "C" AS agency, count(*)::int AS accepted, count(*) FILTER (WHERE v.state = 1)::int AS delivered,
       count(*) FILTER (WHERE v.state = 2)::int AS refused, count(*) FILTER (WHERE v.state = 3)::int AS expired,
       count(*) FILTER (WHERE v.state = 4)::int AS dead
     FROM delivery v JOIN document d ON d.place = $1 AND d.id = v.document WHERE v.place = $1 AND v.origin GROUP BY d.sender) AS v
     USING (agency)
   FULL JOIN (SELECT sender::text COLLATE "C" AS agency, count(*)::int AS statuses FROM status WHERE place = $1 AND desk GROUP BY sender) AS s
     USING (agency)`,
  `SELECT agency, sum(documents)::int AS documents, sum(accepted)::int AS accepted, sum(delivered)::int AS delivered,
     sum(refused)::int AS refused, sum(expired)::int AS expired, sum(dead)::int AS dead, sum(statuses)::int AS statuses
   FROM book WHERE place = $1::text GROUP BY agency`,
);

/** Months are those of Vietnam: the session's time zone. */
const statistics = comparison(
  'statistics',
  { table: 'signature_rollup', key: ['month', 'agency', 'type_name'] },
  `SELECT d.month, d.agency, d.type_name, COALESCE(a.tier, 'unknown') AS tier, d.sent, d.declared, d.present, d.valid, d.trusted
   FROM (SELECT date_trunc('month', accepted_at)::date AS month, sender::text COLLATE "C" AS agency, type_name COLLATE "C" AS type_name, count(*)::int AS sent,
       sum(declared::int)::int AS declared, sum(present::int)::int AS present, sum(valid::int)::int AS valid, sum(trusted::int)::int AS trusted
     FROM document WHERE place = $1 AND origin AND state = 0 GROUP BY 1, 2, 3) AS d
   LEFT JOIN agency a ON a.place = $1::text AND a.code = d.agency`,
  `SELECT month, agency, type_name, min(tier) AS tier, sum(sent)::int AS sent, sum(declared)::int AS declared, sum(present)::int AS present,
     sum(valid)::int AS valid, sum(trusted)::int AS trusted
   FROM signature_rollup WHERE place = $1::text GROUP BY month, agency, type_name`,
);

const monthly = comparison(
  'monthly',
  { table: 'agency_rollup', key: ['month', 'agency'] },
  `SELECT d.month, d.agency, COALESCE(a.tier, 'unknown') AS tier, d.sent, d.declared, d.present, d.valid, d.trusted
   FROM (SELECT date_trunc('month', accepted_at)::date AS month, sender::text COLLATE "C" AS agency, count(*)::int AS sent,
       sum(declared::int)::int AS declared, sum(present::int)::int AS present, sum(valid::int)::int AS valid, sum(trusted::int)::int AS trusted
     FROM document WHERE place = $1 AND origin AND state = 0 GROUP BY 1, 2) AS d
   LEFT JOIN agency a ON a.place = $1::text AND a.code = d.agency`,
  `SELECT month, agency, min(tier) AS tier, sum(sent)::int AS sent, sum(declared)::int AS declared, sum(present)::int AS present,
     sum(valid)::int AS valid, sum(trusted)::int AS trusted
   FROM agency_rollup WHERE place = $1::text GROUP BY month, agency`,
);

const parked = comparison(
  'parked',
  { table: 'parked', key: ['document'] },
  `SELECT id AS document, accepted_at AS since FROM document WHERE place = $1 AND state = 1`,
  `SELECT document, since FROM parked WHERE place = $1`,
);

/** A parked document has no verdict yet. Whether a mere placeholder left evidence depends on where it stood: the package tells. */
const verdicts = comparison(
  'verdicts',
  { table: 'verdict', key: ['document'] },
  `SELECT id AS document FROM document WHERE place = $1 AND origin AND state <> 1 AND present AND verdict <> 'placeholder'`,
  `SELECT DISTINCT e.document FROM verdict e LEFT JOIN document d ON d.place = $1 AND d.id = e.document
   WHERE e.place = $1 AND (d.id IS NULL OR NOT d.origin OR NOT d.present OR d.state = 1 OR d.verdict <> 'placeholder')`,
);

/** Grounds stand under the first half of their SHA-256. */
const grounds = comparison(
  'grounds',
  { table: 'grounds', key: ['id'] },
  `SELECT encode(substr(sha256(convert_to(body, 'UTF8')), 1, 16), 'hex')::uuid AS id FROM grounds WHERE place = $1`,
  `SELECT id FROM grounds WHERE place = $1`,
);

export const recounts: readonly Comparison[] = [books, statistics, monthly, parked, verdicts, grounds];
