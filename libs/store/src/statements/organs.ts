/** Codes of agencies and places as the large tables keep them: four bytes each, read and written as text (an enumeration). */
import { statement, type Connection } from '../store.js';

const learn = statement('organs-learn', 'SELECT learn_organs($1::text[])');

/**
 * Makes codes known to the store; known ones are left as they are. They can be written into tables by transactions that
 * begin after this one has committed (ALTER TYPE … ADD VALUE), and are never forgotten.
 */
export async function learnOrgans(connection: Connection, codes: readonly string[]): Promise<void> {
  if (codes.length > 0) await connection.run(learn, [codes]);
}
