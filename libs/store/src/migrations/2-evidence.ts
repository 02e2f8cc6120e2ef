/** Authorities' words on revocation, as verdicts rest on them: bytes by their digest, shared by all places of a server. */
import type { MigrationInterface, QueryRunner } from 'typeorm';

export class Evidence1760000000002 implements MigrationInterface {
  readonly name = 'Evidence1760000000002';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`CREATE TABLE evidence (
      digest bytea PRIMARY KEY,
      kind text NOT NULL CHECK (kind IN ('list', 'answer')),
      bytes bytea NOT NULL
    )`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE evidence');
  }
}
