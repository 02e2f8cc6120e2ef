/** To whom a document was addressed that was refused while it was parked: it has no deliveries, and its sender looks for it all the same. */
import type { MigrationInterface, QueryRunner } from 'typeorm';

export class RefusedRecipients1760000000005 implements MigrationInterface {
  readonly name = 'RefusedRecipients1760000000005';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE document ADD COLUMN refused_recipients text[]');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE document DROP COLUMN refused_recipients');
  }
}
