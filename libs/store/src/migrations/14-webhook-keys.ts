/** A webhook ends with the key that made it, and an operator can stop it. Webhooks of before name no key: their agencies resume them once. */
import type { MigrationInterface, QueryRunner } from 'typeorm';

export class WebhookKeys1760000000014 implements MigrationInterface {
  readonly name = 'WebhookKeys1760000000014';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`ALTER TABLE webhook ADD COLUMN key_id text, DROP CONSTRAINT webhook_state_check,
      ADD CONSTRAINT webhook_state_check CHECK (state IN ('active', 'disabled', 'stopped'));
      UPDATE webhook SET state = 'disabled', reason = 'resume it: from then on it ends with the key that resumed it'`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`UPDATE webhook SET state = 'disabled' WHERE state = 'stopped';
      ALTER TABLE webhook DROP COLUMN key_id, DROP CONSTRAINT webhook_state_check,
      ADD CONSTRAINT webhook_state_check CHECK (state IN ('active', 'disabled'))`);
  }
}
