/**
 * Places and agencies, and the codes of both as the large tables keep them. `version` counts the changes of the directory, `added` is
 * the version in which an agency came, `id` tells one store's directory from another's.
 */
export const directoryTables = `
CREATE TABLE place (
  code text COLLATE "C" PRIMARY KEY,
  name text NOT NULL,
  parent text COLLATE "C",
  queue text NOT NULL,
  certificate bytea
);
CREATE TABLE agency (
  place text COLLATE "C" NOT NULL,
  code text COLLATE "C" NOT NULL UNIQUE,
  old_code text COLLATE "C" NOT NULL,
  name text NOT NULL,
  tier text NOT NULL,
  parent text COLLATE "C",
  valid_from date,
  valid_to date,
  successor text COLLATE "C",
  aliases text[] NOT NULL DEFAULT '{}',
  deleted boolean NOT NULL DEFAULT false,
  added bigint NOT NULL,
  version bigint NOT NULL,
  changed_at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (place, code)
);
CREATE INDEX agency_changes ON agency (place, version);
CREATE TABLE directory_version (one boolean PRIMARY KEY DEFAULT true CHECK (one), id uuid NOT NULL DEFAULT gen_random_uuid(),
  version bigint NOT NULL, keys bigint NOT NULL, resets bigint NOT NULL DEFAULT 0);
INSERT INTO directory_version (version, keys) VALUES (1, 1);
CREATE TYPE organ AS ENUM ('');
CREATE FUNCTION learn_organs(codes text[]) RETURNS void LANGUAGE plpgsql AS $$
DECLARE missing text;
BEGIN
  FOR missing IN SELECT DISTINCT c.code FROM unnest(codes) AS c (code)
    WHERE c.code IS NOT NULL AND NOT EXISTS (SELECT FROM pg_enum WHERE enumtypid = 'organ'::regtype AND enumlabel = c.code)
  LOOP EXECUTE format('ALTER TYPE organ ADD VALUE IF NOT EXISTS %L', missing); END LOOP;
END $$;
CREATE FUNCTION learn_listed(one text) RETURNS boolean LANGUAGE plpgsql AS $$
BEGIN
  IF NOT EXISTS (SELECT FROM agency WHERE place = ANY (ARRAY(SELECT p.code FROM place p)) AND code = one) THEN RETURN false; END IF;
  PERFORM learn_organs(ARRAY[one]);
  RETURN true;
END $$;
CREATE FUNCTION known_organs(codes text[]) RETURNS organ[] LANGUAGE sql STABLE AS $$
  SELECT COALESCE(array_agg(c.code::organ), '{}') FROM unnest(codes) AS c (code)
  WHERE EXISTS (SELECT FROM pg_enum WHERE enumtypid = 'organ'::regtype AND enumlabel = c.code)
$$;
`;
