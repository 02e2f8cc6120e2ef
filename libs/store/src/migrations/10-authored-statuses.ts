/** Statuses and acts as their authors wrote them, other names of centres' system ids, and which of those may register agencies. */
import type { MigrationInterface, QueryRunner } from 'typeorm';

/** `authored` is the JSON of what only the message itself says: the codes in the form used, the author's time. An alias leads to one centre. */
const changes = `
ALTER TABLE status ADD COLUMN authored text;
ALTER TABLE act ADD COLUMN authored text;
ALTER TABLE centre_system ADD COLUMN may_register boolean NOT NULL DEFAULT false;
CREATE TABLE centre_alias (
  place text COLLATE "C" NOT NULL,
  alias text COLLATE "C" NOT NULL UNIQUE,
  PRIMARY KEY (place, alias)
);
`;

export class AuthoredStatuses1760000000010 implements MigrationInterface {
  readonly name = 'AuthoredStatuses1760000000010';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(changes);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(
      `DROP TABLE centre_alias; ALTER TABLE centre_system DROP COLUMN may_register;
       ALTER TABLE status DROP COLUMN authored; ALTER TABLE act DROP COLUMN authored`,
    );
  }
}
