/** The TLS client certificate without which a hardened system is not answered: SHA-256 of its DER. */
import type { MigrationInterface, QueryRunner } from 'typeorm';

export class ClientCertificates1760000000006 implements MigrationInterface {
  readonly name = 'ClientCertificates1760000000006';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(
      'ALTER TABLE centre_system ADD COLUMN client_certificate bytea CHECK (client_certificate IS NULL OR hardened)',
    );
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE centre_system DROP COLUMN client_certificate');
  }
}
