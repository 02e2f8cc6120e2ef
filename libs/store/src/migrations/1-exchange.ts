/** The tables of the exchange: place leads every key, packages alone are shared by all places of a server. */
import type { MigrationInterface, QueryRunner } from 'typeorm';
import { directoryTables } from './directory-tables.js';

const access = `
CREATE TABLE api_key (
  place text COLLATE "C" NOT NULL,
  key_id text COLLATE "C" NOT NULL,
  agency text COLLATE "C" NOT NULL,
  role text NOT NULL CHECK (role IN ('agency', 'operator')),
  digest bytea NOT NULL,
  created_at timestamptz NOT NULL DEFAULT now(),
  expires_at timestamptz,
  revoked_at timestamptz,
  PRIMARY KEY (place, key_id)
);
CREATE INDEX api_key_of_agency ON api_key (place, agency);
CREATE TABLE centre_system (
  place text COLLATE "C" NOT NULL,
  secret bytea NOT NULL,
  hardened boolean NOT NULL,
  created_at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (place)
);
CREATE TABLE webhook (
  place text COLLATE "C" NOT NULL,
  id uuid NOT NULL,
  agency text COLLATE "C" NOT NULL,
  url text NOT NULL,
  events text[] NOT NULL,
  secret bytea NOT NULL,
  state text NOT NULL CHECK (state IN ('active', 'disabled')),
  failures int NOT NULL,
  reason text,
  created_at timestamptz NOT NULL DEFAULT now(),
  due_at timestamptz NOT NULL DEFAULT now(),
  inbox_xact xid8 NOT NULL,
  inbox_seq bigint NOT NULL,
  desk_xact xid8 NOT NULL,
  desk_seq bigint NOT NULL,
  PRIMARY KEY (place, id)
);
CREATE INDEX webhook_of_agency ON webhook (place, agency);
CREATE TABLE official_clock (
  one boolean PRIMARY KEY DEFAULT true CHECK (one),
  rehearsal boolean NOT NULL,
  official timestamptz NOT NULL,
  machine timestamptz NOT NULL DEFAULT clock_timestamp(),
  running boolean NOT NULL
);
INSERT INTO official_clock (rehearsal, official, running) VALUES (false, now(), true);
CREATE FUNCTION official_now() RETURNS timestamptz LANGUAGE sql STABLE AS $$
  SELECT CASE WHEN NOT rehearsal THEN clock_timestamp()
              WHEN running THEN official + (clock_timestamp() - machine)
              ELSE official END
  FROM official_clock
$$;
`;

/**
 * Under one DocumentId a sender has one new document, and operations on it (recall, update, replace) as often as their contents
 * differ. An act is what a sender does to one copy; `after` is the number of the last status that had come before it.
 *
 * A verdict is when a signature was made and judged, and the grounds: all that is found alike for many documents (signer, path,
 * lists looked at), kept once, under the first half of its SHA-256. `position` orders inboxes and desks together with the
 * transaction id: rows of one transaction keep their order.
 */
const documents = `
CREATE SEQUENCE position CACHE 200;
CREATE SEQUENCE outbox_id CACHE 1;
CREATE TABLE package (
  digest bytea PRIMARY KEY,
  size int NOT NULL,
  bytes bytea NOT NULL
);
ALTER TABLE package ALTER COLUMN bytes SET STORAGE EXTERNAL;
CREATE TABLE document (
  id uuid NOT NULL,
  accepted_at timestamptz NOT NULL,
  place organ NOT NULL,
  sender organ NOT NULL,
  package_size int NOT NULL,
  promulgated date NOT NULL,
  operation int2 NOT NULL,
  state int2 NOT NULL,
  urgency int2 NOT NULL,
  type int2 NOT NULL,
  leaf int2,
  origin boolean NOT NULL,
  declared boolean NOT NULL,
  present boolean NOT NULL,
  valid boolean NOT NULL,
  trusted boolean NOT NULL,
  receipt uuid,
  package bytea NOT NULL,
  content bytea NOT NULL,
  document_id text COLLATE "C" NOT NULL,
  verdict text NOT NULL,
  type_name text NOT NULL,
  code text NOT NULL,
  subject text NOT NULL,
  trace text,
  PRIMARY KEY (place, id)
);
CREATE UNIQUE INDEX document_identity ON document (place, sender, document_id, operation, (CASE WHEN operation = 0 THEN '' ELSE content END));
CREATE INDEX document_of_sender ON document (place, sender, id) WHERE origin;
CREATE TABLE grounds (
  id uuid NOT NULL,
  place organ NOT NULL,
  body text NOT NULL,
  PRIMARY KEY (place, id)
);
CREATE TABLE verdict (
  document uuid NOT NULL,
  judged_at timestamptz NOT NULL,
  signing_time timestamptz,
  grounds uuid NOT NULL,
  place organ NOT NULL,
  number int2 NOT NULL,
  PRIMARY KEY (place, document, number)
);
CREATE FUNCTION iso_time(at timestamptz) RETURNS text LANGUAGE sql STABLE
  RETURN to_char(at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"');
CREATE FUNCTION verdicts_on(at organ, one uuid) RETURNS jsonb LANGUAGE sql STABLE
  RETURN (SELECT jsonb_agg(g.body::jsonb || jsonb_strip_nulls(jsonb_build_object('signingTime', iso_time(v.signing_time),
      'evidence', g.body::jsonb -> 'evidence' || jsonb_build_object('judgedAt', iso_time(v.judged_at)))) ORDER BY v.number)
    FROM verdict v JOIN grounds g ON g.place = v.place AND g.id = v.grounds WHERE v.place = at AND v.document = one);
CREATE TABLE parked (
  place organ NOT NULL,
  document uuid NOT NULL,
  recipients text[] NOT NULL,
  since timestamptz NOT NULL,
  PRIMARY KEY (place, document)
);
CREATE TABLE delivery (
  document uuid NOT NULL,
  at timestamptz NOT NULL,
  xact xid8,
  seq bigint,
  place organ NOT NULL,
  recipient organ NOT NULL,
  hop organ,
  state int2 NOT NULL,
  status int2 NOT NULL,
  number int2 NOT NULL,
  asked int2 NOT NULL DEFAULT 0,
  origin boolean NOT NULL,
  acknowledged boolean NOT NULL DEFAULT false,
  reason text,
  trace text,
  PRIMARY KEY (place, document, recipient)
) WITH (fillfactor = 80);
CREATE INDEX delivery_inbox ON delivery (place, recipient, xact) WHERE seq IS NOT NULL;
CREATE INDEX delivery_open ON delivery (place, at) WHERE origin AND state = 0;
CREATE TABLE status (
  document uuid NOT NULL,
  at timestamptz NOT NULL,
  xact xid8 NOT NULL DEFAULT pg_current_xact_id(),
  seq bigint NOT NULL DEFAULT nextval('position'),
  place organ NOT NULL,
  recipient organ NOT NULL,
  sender organ NOT NULL,
  number int2 NOT NULL,
  code int2 NOT NULL,
  desk boolean NOT NULL,
  reason text,
  staff text,
  PRIMARY KEY (place, document, recipient, number)
);
CREATE INDEX status_desk ON status (place, sender, xact) WHERE desk;
CREATE TABLE act (
  document uuid NOT NULL,
  operation uuid,
  at timestamptz NOT NULL,
  xact xid8 NOT NULL DEFAULT pg_current_xact_id(),
  seq bigint NOT NULL DEFAULT nextval('position'),
  place organ NOT NULL,
  recipient organ NOT NULL,
  number int2 NOT NULL,
  act int2 NOT NULL,
  after int2 NOT NULL,
  inbox boolean NOT NULL,
  reason text,
  staff text,
  PRIMARY KEY (place, document, recipient, number)
);
CREATE INDEX act_inbox ON act (place, recipient, xact) WHERE inbox;
`;

/**
 * What the doors of other APIs keep: how far a centre's deliveries and statuses have been taken into its box, and how far each
 * package has been fetched (0 initial, 1 processing, 2 done, 3 fail). Number 0 is the document or a place's own refusal of it, one
 * below 0 a sender's act. `xact` and `seq` are those of the delivery, status or act: a box keeps their order.
 */
const boxes = `
CREATE TABLE centre_box (
  place organ NOT NULL,
  kind text COLLATE "C" NOT NULL CHECK (kind IN ('edoc', 'status')),
  xact xid8 NOT NULL,
  seq bigint NOT NULL,
  PRIMARY KEY (place, kind)
);
CREATE TABLE transport (
  document uuid NOT NULL,
  created_at timestamptz NOT NULL,
  updated_at timestamptz NOT NULL,
  xact xid8,
  seq bigint,
  place organ NOT NULL,
  recipient organ NOT NULL,
  number int2 NOT NULL,
  lane int2 NOT NULL,
  state int2 NOT NULL,
  kind text COLLATE "C" NOT NULL CHECK (kind IN ('edoc', 'status')),
  PRIMARY KEY (place, kind, document, recipient, number)
);
CREATE INDEX transport_open ON transport (place, kind, lane, xact, seq) WHERE state < 2;
`;

const hops = `
CREATE TABLE outbox (
  place text COLLATE "C" NOT NULL,
  neighbour text COLLATE "C" NOT NULL,
  lane int2 NOT NULL,
  id bigint NOT NULL DEFAULT nextval('outbox_id'),
  text text NOT NULL,
  since timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (place, lane, id)
) WITH (autovacuum_vacuum_scale_factor = 0.02, autovacuum_vacuum_threshold = 2000);
CREATE TABLE attempt (
  place text COLLATE "C" NOT NULL,
  neighbour text COLLATE "C" NOT NULL,
  message bigint NOT NULL,
  attempts int NOT NULL,
  reason text,
  PRIMARY KEY (place, neighbour, message)
);
CREATE TABLE dead_message (
  place text COLLATE "C" NOT NULL,
  id bigint NOT NULL,
  neighbour text COLLATE "C" NOT NULL,
  lane int2 NOT NULL,
  text text NOT NULL,
  reason text NOT NULL,
  at timestamptz NOT NULL,
  resent_at timestamptz,
  PRIMARY KEY (place, id)
);
CREATE TABLE receipt (
  id uuid NOT NULL,
  first bigint,
  last bigint,
  at timestamptz NOT NULL,
  place organ NOT NULL,
  neighbour organ,
  kind text NOT NULL CHECK (kind IN ('acceptance', 'statuses', 'given', 'taken')),
  leaves bytea NOT NULL,
  root bytea NOT NULL,
  signature bytea NOT NULL,
  body text,
  PRIMARY KEY (place, id)
);
CREATE INDEX receipt_given ON receipt (place, neighbour, last) WHERE kind = 'given';
`;

/**
 * Events hold identifiers and digests in base64url. Books and rollups are kept in a few shards, each written by its own
 * processes: those of one row would wait for each other. Rollups of all types together answer most questions from a tenth of the rows.
 */
const books = `
CREATE TABLE chain (
  place text COLLATE "C" NOT NULL,
  chain int NOT NULL,
  link bigint NOT NULL,
  hash bytea NOT NULL,
  PRIMARY KEY (place, chain)
) WITH (fillfactor = 20);
CREATE SEQUENCE chain_number;
CREATE FUNCTION long_id(short text) RETURNS uuid LANGUAGE sql IMMUTABLE STRICT
  RETURN encode(decode(translate(short, '-_', '+/') || '==', 'base64'), 'hex')::uuid;
CREATE FUNCTION short_digest(digest bytea) RETURNS text LANGUAGE sql IMMUTABLE STRICT
  RETURN rtrim(translate(encode(digest, 'base64'), '+/', '-_'), '=');
CREATE TABLE event (
  link bigint NOT NULL,
  at timestamptz NOT NULL,
  place organ NOT NULL,
  chain int NOT NULL,
  body bytea NOT NULL,
  hash bytea NOT NULL,
  PRIMARY KEY (place, chain, link)
);
CREATE TABLE checkpoint (
  place text COLLATE "C" NOT NULL,
  number bigint NOT NULL,
  body jsonb NOT NULL,
  PRIMARY KEY (place, number)
);
CREATE TABLE neighbour_checkpoint (
  place text COLLATE "C" NOT NULL,
  neighbour text COLLATE "C" NOT NULL,
  number bigint NOT NULL,
  body jsonb NOT NULL,
  PRIMARY KEY (place, neighbour)
);
CREATE TABLE signature_rollup (
  place text COLLATE "C" NOT NULL,
  month date NOT NULL,
  agency text COLLATE "C" NOT NULL,
  type_name text COLLATE "C" NOT NULL,
  tier text NOT NULL,
  sent int NOT NULL,
  declared int NOT NULL,
  present int NOT NULL,
  valid int NOT NULL,
  trusted int NOT NULL,
  shard int2 NOT NULL,
  PRIMARY KEY (place, month, agency, type_name, shard)
) WITH (fillfactor = 50);
CREATE TABLE agency_rollup (
  place text COLLATE "C" NOT NULL,
  month date NOT NULL,
  agency text COLLATE "C" NOT NULL,
  tier text NOT NULL,
  sent int NOT NULL,
  declared int NOT NULL,
  present int NOT NULL,
  valid int NOT NULL,
  trusted int NOT NULL,
  shard int2 NOT NULL,
  PRIMARY KEY (place, month, agency, shard)
) WITH (fillfactor = 50);
CREATE TABLE book (
  place text COLLATE "C" NOT NULL,
  agency text COLLATE "C" NOT NULL,
  documents int NOT NULL DEFAULT 0,
  accepted int NOT NULL DEFAULT 0,
  delivered int NOT NULL DEFAULT 0,
  refused int NOT NULL DEFAULT 0,
  expired int NOT NULL DEFAULT 0,
  dead int NOT NULL DEFAULT 0,
  statuses int NOT NULL DEFAULT 0,
  shard int2 NOT NULL,
  PRIMARY KEY (place, agency, shard)
) WITH (fillfactor = 30);
CREATE TABLE refusal_count (
  place text COLLATE "C" NOT NULL,
  month date NOT NULL,
  agency text COLLATE "C" NOT NULL,
  code text COLLATE "C" NOT NULL,
  attempts int NOT NULL,
  PRIMARY KEY (place, month, agency, code)
);
`;

export class Exchange1760000000001 implements MigrationInterface {
  readonly name = 'Exchange1760000000001';

  async up(runner: QueryRunner): Promise<void> {
    for (const part of [directoryTables, access, documents, boxes, hops, books]) await runner.query(part);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(
      `DROP TABLE transport, centre_box, centre_system, refusal_count, book, signature_rollup, agency_rollup, neighbour_checkpoint, checkpoint, event, chain, receipt, dead_message,
         attempt, outbox, status, act, delivery, parked, verdict, grounds, document, package, official_clock, webhook, api_key, directory_version, agency, place CASCADE`,
    );
    await runner.query(
      'DROP SEQUENCE position, outbox_id, chain_number; DROP FUNCTION IF EXISTS official_now, learn_listed, known_organs, learn_organs, long_id, short_digest, iso_time, verdicts_on; DROP TYPE organ',
    );
  }
}
