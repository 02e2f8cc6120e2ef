/** Why a parked document could not be scanned, when that was tried last: told to its sender while it waits. */
import type { MigrationInterface, QueryRunner } from 'typeorm';

export class Unscanned1760000000003 implements MigrationInterface {
  readonly name = 'Unscanned1760000000003';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE parked ADD COLUMN unscanned text');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE parked DROP COLUMN unscanned');
  }
}
