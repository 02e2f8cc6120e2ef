/** Documents in the order of their commit: who follows its own ones from a cursor misses none that another process committed late. */
import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Documents of before stand first, in the order of their numbers; nothing is written anew for them. */
const changes = `
ALTER TABLE document ADD COLUMN xact xid8 NOT NULL DEFAULT '1';
ALTER TABLE document ALTER COLUMN xact SET DEFAULT pg_current_xact_id();
DROP INDEX document_of_sender;
CREATE INDEX document_of_sender ON document (place, sender, xact, id) WHERE origin;
`;

export class SentOrder1760000000008 implements MigrationInterface {
  readonly name = 'SentOrder1760000000008';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(changes);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(
      'DROP INDEX document_of_sender; ALTER TABLE document DROP COLUMN xact; CREATE INDEX document_of_sender ON document (place, sender, id) WHERE origin',
    );
  }
}
