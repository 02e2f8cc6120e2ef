/** Fills a store inside PostgreSQL: the documents that stand there are copied with everything that belongs to them, back in time. */

/** Copies made side by side, one connection each. */
const atOnce = 2;
/** Months over which the copies are spread, each a month further back: ten years. */
const months = 120;
/** Room that a copy takes before the original, in numbers (positions, links, outbox numbers). */
const numbers = 1_000_000_000;

const back = `make_interval(months => 1 + (k - 1) % ${months})`;
const earlier = (column) => `bench.earlier(${column}, k)`;
const lower = (column) => `${column} - k * ${numbers}::bigint`;
const otherDigest = (column) => `sha256(${column} || int4send(k))`;

/** Columns that a copy has otherwise than its original; the rest is the same. Packages keep a tenth of their bytes. */
const changes = {
  document: {
    id: earlier('id'),
    document_id: `document_id || '~' || k`,
    package: otherDigest('package'),
    content: otherDigest('content'),
    receipt: earlier('receipt'),
    accepted_at: `accepted_at - ${back}`,
  },
  package: { digest: otherDigest('digest'), bytes: 'substr(bytes, 1, 2100)' },
  verdict: { document: earlier('document') },
  delivery: { document: earlier('document'), at: `at - ${back}`, seq: lower('seq') },
  status: { document: earlier('document'), at: `at - ${back}`, seq: lower('seq') },
  receipt: {
    id: earlier('id'),
    at: `at - ${back}`,
    first: lower('first'),
    last: lower('last'),
  },
  event: { link: lower('link'), at: `at - ${back}` },
  checkpoint: { number: lower('number') },
};

/** Times of a UUID version 7 stand in its first 48 bits; a copy lies `k` times the span of the originals before them. */
const earlierFunction = (spanMs) => `
  CREATE FUNCTION bench.earlier(id uuid, k int) RETURNS uuid LANGUAGE sql IMMUTABLE AS $$
    SELECT (lpad(to_hex(('x' || left(id::text, 8) || substr(id::text, 10, 4))::bit(48)::bigint - k * ${spanMs}::bigint), 12, '0')
      || substr(id::text, 14))::uuid $$`;

/** Counts of the copies: the books of the agencies grow, the rollups get the months before. */
const counts = [
  `UPDATE book b SET documents = b.documents + t.documents * $1, accepted = b.accepted + t.accepted * $1,
     delivered = b.delivered + t.delivered * $1, statuses = b.statuses + t.statuses * $1
   FROM bench.book t WHERE b.place = t.place AND b.agency = t.agency AND b.shard = t.shard`,
  `INSERT INTO signature_rollup AS s (place, month, agency, type_name, shard, tier, sent, declared, present, valid, trusted)
   SELECT place, (month - ${back})::date, agency, type_name, shard, min(tier), sum(sent), sum(declared), sum(present), sum(valid), sum(trusted)
   FROM bench.signature_rollup, generate_series($2::int, $2::int + $1::int - 1) AS k GROUP BY 1, 2, 3, 4, 5
   ON CONFLICT (place, month, agency, type_name, shard) DO UPDATE SET sent = s.sent + excluded.sent,
     declared = s.declared + excluded.declared, present = s.present + excluded.present, valid = s.valid + excluded.valid,
     trusted = s.trusted + excluded.trusted`,
  `INSERT INTO agency_rollup AS s (place, month, agency, shard, tier, sent, declared, present, valid, trusted)
   SELECT place, (month - ${back})::date, agency, shard, min(tier), sum(sent), sum(declared), sum(present), sum(valid), sum(trusted)
   FROM bench.agency_rollup, generate_series($2::int, $2::int + $1::int - 1) AS k GROUP BY 1, 2, 3, 4
   ON CONFLICT (place, month, agency, shard) DO UPDATE SET sent = s.sent + excluded.sent, declared = s.declared + excluded.declared,
     present = s.present + excluded.present, valid = s.valid + excluded.valid, trusted = s.trusted + excluded.trusted`,
];

export class Filling {
  #copies = 0;

  constructor(deployment) {
    this.deployment = deployment;
  }

  /** Documents that were submitted or copied, counted at their senders' places. */
  async stored() {
    const [{ count }] = await this.deployment.query('SELECT count(*)::int AS count FROM document WHERE origin');
    return count;
  }

  /** Copies until at least `documents` are stored; the store is tidied up afterwards, as autovacuum would do it. */
  async fillTo(documents) {
    const missing = documents - (await this.stored());
    if (missing <= 0) return;
    if (this.#copies === 0) await this.#begin();
    const copies = Math.ceil(missing / this.originals);
    const first = this.#copies + 1;
    const waiting = Array.from({ length: copies }, (_, at) => first + at);
    const work = async () => {
      for (let copy = waiting.shift(); copy !== undefined; copy = waiting.shift()) await this.#copy(copy, copies);
    };
    await Promise.all(Array.from({ length: atOnce }, work));
    const [books, ...rollups] = counts;
    await this.deployment.query(books, [copies]);
    for (const rollup of rollups) await this.deployment.query(rollup, [copies, first]);
    this.#copies += copies;
    await this.#tidy();
  }

  async #begin() {
    const { deployment } = this;
    await deployment.query('CREATE SCHEMA bench');
    for (const table of [...Object.keys(changes), 'book', 'signature_rollup', 'agency_rollup'])
      await deployment.query(`CREATE TABLE bench.${table} AS SELECT * FROM ${table}`);
    const [{ originals, span }] = await deployment.query(
      `SELECT count(*) FILTER (WHERE origin)::int AS originals,
         1 + extract(epoch FROM now())::bigint * 1000 - min(('x' || left(id::text, 8) || substr(id::text, 10, 4))::bit(48)::bigint) AS span
       FROM bench.document`,
    );
    await deployment.query(earlierFunction(span));
    this.originals = originals;
    this.columns = new Map();
    for (const table of Object.keys(changes)) this.columns.set(table, await this.#columnsOf(table));
  }

  async #columnsOf(table) {
    const rows = await this.deployment.query(
      `SELECT column_name AS name FROM information_schema.columns WHERE table_schema = 'public' AND table_name = $1
         AND is_generated = 'NEVER' ORDER BY ordinal_position`,
      [table],
    );
    return rows.map(({ name }) => name);
  }

  async #copy(copy, copies) {
    for (const table of Object.keys(changes)) {
      const names = this.columns.get(table);
      const values = names.map((name) => changes[table][name] ?? name);
      await this.deployment.query(
        `INSERT INTO ${table} (${names.join(', ')}) SELECT ${values.join(', ')}
         FROM bench.${table}, (SELECT ${copy} AS k) AS copy`,
      );
    }
    if (copy % Math.ceil(copies / 10) === 0)
      this.deployment.say(`filling: ${(copy + 1) * this.originals} documents stored`);
  }

  async #tidy() {
    this.deployment.say('filling: vacuum and checkpoint');
    await this.deployment.query(
      `VACUUM (ANALYZE) ${[...Object.keys(changes), 'book', 'signature_rollup', 'agency_rollup'].join(', ')}`,
    );
    await this.deployment.query('CHECKPOINT');
  }
}
