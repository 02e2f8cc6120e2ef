/** Documents that answer others: which one ended the due date of a copy, and the way to it where an answer gives number and notation only. */
import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Few documents have a due date: the index of those that have costs the others nothing. */
const changes = `
ALTER TABLE delivery ADD COLUMN answer uuid;
CREATE INDEX document_due ON document (place, sender, code) WHERE due IS NOT NULL;
`;

export class Answers1760000000007 implements MigrationInterface {
  readonly name = 'Answers1760000000007';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(changes);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP INDEX document_due; ALTER TABLE delivery DROP COLUMN answer');
  }
}
