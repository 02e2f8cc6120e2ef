/** Bytes that documents take in the database: every table with its indexes, beside the bytes of the packages themselves. */

/** Tables of the exchange and of the queue, with what they hold beside their rows (indexes, long values kept apart). */
const sizes = `
  SELECT n.nspname || '.' || c.relname AS name, pg_total_relation_size(c.oid)::float8 AS total,
    pg_indexes_size(c.oid)::float8 AS indexes
  FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
  WHERE c.relkind = 'r' AND n.nspname IN ('public', 'bullmq')`;

export async function readSizes(deployment) {
  const [{ bytes }] = await deployment.query('SELECT coalesce(sum(size), 0)::float8 AS bytes FROM package');
  const tables = await deployment.query(sizes);
  return { packageBytes: bytes, tables: new Map(tables.map((row) => [row.name.replace('public.', ''), row])) };
}

/** What was added between two readings, divided by the documents. The largest tables first. */
export function sizesPerDocument(before, after, documents) {
  const packageBytes = (after.packageBytes - before.packageBytes) / documents;
  const tables = [...after.tables].map(([name, { total, indexes }]) => {
    const was = before.tables.get(name) ?? { total: 0, indexes: 0 };
    const added = { total: (total - was.total) / documents, indexes: (indexes - was.indexes) / documents };
    const beside = name === 'package' ? added.total - packageBytes : added.total;
    return { name, beside, indexes: added.indexes };
  });
  const grown = tables.filter(({ beside }) => Math.abs(beside) >= 1).sort((a, b) => b.beside - a.beside);
  return { packageBytes, beside: tables.reduce((all, table) => all + table.beside, 0), tables: grown };
}
