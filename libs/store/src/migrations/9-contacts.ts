/** How to reach who said a status or an act, beside the name: a JSON list of department, mobile and email. */
import type { MigrationInterface, QueryRunner } from 'typeorm';

export class Contacts1760000000009 implements MigrationInterface {
  readonly name = 'Contacts1760000000009';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE status ADD COLUMN contact text; ALTER TABLE act ADD COLUMN contact text');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE status DROP COLUMN contact; ALTER TABLE act DROP COLUMN contact');
  }
}
