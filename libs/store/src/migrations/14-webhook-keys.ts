/** A webhook ends with the key that made it, and an operator can stop it. Those of before name no key, so they wait for their agencies to resume them. */
import type { MigrationInterface, QueryRunner } from 'typeorm';

export class WebhookKeys1760000000014 implements MigrationInterface {
  readonly name = 'WebhookKeys1760000000014';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`ALTER TABLE webhook ADD COLUMN key_id text, DROP CONSTRAINT webhook_state_check,
      ADD CONSTRAINT webhook_state_check CHECK (state IN ('active', 'disabled', 'stopped'))`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`ALTER TABLE webhook DROP COLUMN key_id, DROP CONSTRAINT webhook_state_check`);
    await runner.query(`ALTER TABLE webhook
      ALTER COLUMN state TYPE text USING CASE state WHEN 'stopped' THEN 'disabled' ELSE state END,
      ADD CONSTRAINT webhook_state_check CHECK (state IN ('active', 'disabled'))`);
  }
}
