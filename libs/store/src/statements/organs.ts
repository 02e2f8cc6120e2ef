/** Codes of agencies and places as the large tables keep them: four bytes each, read and written as text (an enumeration). */
import { statement, type Connection } from '../store.js';

const learn = statement('organs-learn', 'SELECT learn_organs($1::text[])');

/**
 * Makes codes known to the store, one after the other, each slower than the one before: so a whole nation's agencies are not learned
 * when they are put into the directory but when they first take part; known ones are left as they are. They can be written into tables by transactions that
 * begin after this one has committed (ALTER TYPE … ADD VALUE), and are never forgotten.
 */
export async function learnOrgans(connection: Connection, codes: readonly string[]): Promise<void> {
  if (codes.length > 0) await connection.run(learn, [codes]);
}

const met = new WeakMap<Connection, Set<string>>();

/** The same for the parties of messages, whom a process meets again and again: those it has met cost nothing. */
export async function meetOrgans(connection: Connection, codes: readonly string[]): Promise<void> {
  const known = met.get(connection) ?? new Set<string>();
  met.set(connection, known);
  const strangers = [...new Set(codes)].filter((code) => !known.has(code));
  await learnOrgans(connection, strangers);
  for (const code of strangers) known.add(code);
}
