/** What a document's life needs beside its statuses: its due date, what was late, and what a place kept from its recipients. */
import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * A row of `late` is a time limit that was broken: of sending (kind 1, agency the sender), of the receipt (kind 2, agency the
 * recipient). What kept its limits has no row, and costs nothing. A document that was stopped never came into the place's other
 * tables: acts of its sender that are on their way find it here.
 */
const tables = `
ALTER TABLE document ADD COLUMN due date;
CREATE INDEX delivery_at ON delivery USING brin (at);
CREATE TABLE late (
  document uuid NOT NULL,
  began_at timestamptz NOT NULL,
  due_at timestamptz NOT NULL,
  done_at timestamptz NOT NULL,
  month date NOT NULL,
  place organ NOT NULL,
  agency organ NOT NULL,
  kind int2 NOT NULL,
  PRIMARY KEY (place, kind, document, agency)
);
CREATE INDEX late_in_month ON late (place, month, agency);
CREATE TABLE stopped (
  document uuid NOT NULL,
  at timestamptz NOT NULL,
  place organ NOT NULL,
  recipient organ NOT NULL,
  code text NOT NULL,
  PRIMARY KEY (place, document, recipient)
);
`;

export class Life1760000000004 implements MigrationInterface {
  readonly name = 'Life1760000000004';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(tables);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE late, stopped; DROP INDEX delivery_at; ALTER TABLE document DROP COLUMN due');
  }
}
