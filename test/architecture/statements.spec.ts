/** Places share tables, and only messages connect them: every statement names its place, and none reads or writes two. */
import { describe, expect, test } from '@jest/globals';
import { parse, textsOf } from './measures.js';
import { faultsOf, indexesWithoutPlace, isStatement, tablesIn } from './sql.js';
import { runningFiles, textOf } from './tree.js';

/** The tables that belong to a whole server. (BullMQ's tables lie in a schema of its own and hold nothing but hints.) */
const sharedTables: Readonly<Record<string, string>> = {
  place: 'its key is the place: the column is called code',
  package: 'bytes by their digest, stored once per server whatever places name them',
  evidence: 'what authorities said, by its digest: the same for all places',
  official_clock: 'a rehearsal has one clock for all places',
  directory_version: 'the directory is the same for all places: one number says that it changed',
};

const migrations = runningFiles()
  .filter((path) => path.startsWith('libs/store/src/migrations/'))
  .map(textOf)
  .join('\n');
const tables = tablesIn(migrations);

const statements = runningFiles()
  .filter((path) => /^(libs\/store|apps\/exchange)\/src\//.test(path))
  .flatMap((path) => textsOf(parse(path, textOf(path))).map((one) => ({ ...one, at: `${path}:${one.line}` })))
  .filter((one) => isStatement(one.text));

describe('every statement names its place', () => {
  test('every table has a place, but those that belong to a whole server', () => {
    expect(
      tables
        .filter((table) => !table.hasPlace)
        .map((table) => table.name)
        .toSorted(),
    ).toEqual(Object.keys(sharedTables).toSorted());
  });

  test('place leads every key', () => {
    expect(tables.filter((table) => table.hasPlace && table.keyBegins !== 'place')).toEqual([]);
    expect(indexesWithoutPlace(migrations)).toEqual([]);
  });

  test('no statement of the store or the exchange leaves its place open, and none joins two places', () => {
    expect(statements.length).toBeGreaterThan(40);
    expect(statements.flatMap(({ at, text }) => faultsOf(text, tables).map((fault) => `${at} ${fault}`))).toEqual([]);
  });

  test('no two statements are prepared under one name', () => {
    const names = runningFiles().flatMap((path) =>
      [...textOf(path).matchAll(/\bstatement\(\s*(['"`][^'"`]+['"`])/g)].map((match) => match[1]),
    );
    expect(names.filter((name, at) => names.indexOf(name) < at)).toEqual([]);
  });
});

describe('the reader of statements', () => {
  const sample = tablesIn(`
    CREATE TABLE package (digest bytea PRIMARY KEY);
    CREATE TABLE document (place text COLLATE "C" NOT NULL, id uuid NOT NULL, PRIMARY KEY (place, id));
    CREATE TABLE delivery (document uuid, place text CHECK (place <> ''), PRIMARY KEY (document, place));`);

  test('tables are read from a migration', () => {
    expect(sample).toEqual([
      { name: 'package', hasPlace: false, keyBegins: 'digest' },
      { name: 'document', hasPlace: true, keyBegins: 'place' },
      { name: 'delivery', hasPlace: true, keyBegins: 'document' },
    ]);
    expect(
      indexesWithoutPlace(
        'CREATE INDEX a ON b (place, c); CREATE UNIQUE INDEX d ON e (f); CREATE INDEX g ON h USING gist (i)',
      ),
    ).toEqual(['d']);
  });

  const good = [
    'SELECT bytes FROM package WHERE digest = $1',
    'SELECT id FROM document WHERE place = $1',
    'SELECT id FROM document WHERE place = ANY ($1::text[])',
    'SELECT d.id FROM document d JOIN delivery v ON v.place = $1 AND v.document = d.id WHERE d.place = $1',
    'SELECT d.id FROM document d JOIN delivery v ON v.place = d.place AND v.document = d.id WHERE d.place = ANY ($1)',
    'SELECT id, (SELECT count(*) FROM delivery WHERE place = $1) FROM document WHERE place = $1',
    'INSERT INTO document (place, id) SELECT $1, id FROM jsonb_to_recordset($2) AS r (id uuid) ON CONFLICT DO NOTHING',
    'INSERT INTO document AS d (place, id) VALUES ($1, $2) ON CONFLICT (place, id) DO UPDATE SET id = excluded.id',
    'UPDATE delivery v SET document = r.document FROM jsonb_to_recordset($2) AS r (document uuid) WHERE v.place = $1',
    'DELETE FROM delivery WHERE place = $1',
    'SELECT o.id FROM jsonb_to_recordset($1) AS k (place text) CROSS JOIN LATERAL (SELECT * FROM document WHERE place = k.place) AS o',
  ];
  test.each(good)('a statement of one place is let through: %s', (sql) => {
    expect([isStatement(sql), faultsOf(sql, sample)]).toEqual([true, []]);
  });

  const bad: [sql: string, fault: string][] = [
    ['SELECT id FROM document WHERE id = $1', 'touches document without naming its place'],
    ['select id from document', 'touches document without naming its place'],
    ['DELETE FROM delivery WHERE document = $1', 'touches delivery without naming its place'],
    ['UPDATE delivery SET document = $1', 'touches delivery without naming its place'],
    ['INSERT INTO document (id) VALUES ($1)', 'touches document without naming its place'],
    ['SELECT place FROM document ORDER BY place', 'touches document without naming its place'],
    [
      'SELECT 1 FROM document d JOIN delivery v ON v.document = d.id WHERE d.place = $1',
      'touches delivery (as v) without naming its place',
    ],
    ['SELECT 1 FROM document d, delivery v WHERE d.place = $1', 'touches delivery (as v) without naming its place'],
    [
      'SELECT 1 FROM document WHERE place = $1 AND EXISTS (SELECT FROM delivery WHERE document = id)',
      'touches delivery without naming its place',
    ],
    [
      'SELECT 1 FROM document d JOIN delivery v ON v.place = $2 WHERE d.place = $1',
      'is held to more than one place: $2, $1',
    ],
    [
      'INSERT INTO delivery (place, document) SELECT $2, id FROM document WHERE place = $1',
      'is held to more than one place: $1, $2',
    ],
    [
      'SELECT 1 FROM document d JOIN delivery v ON v.place = ANY ($1) WHERE d.place = ANY ($1)',
      'joins document and delivery over several places',
    ],
    ['SELECT 1 FROM document WHERE place <> $1 AND place = $2', 'asks for a place by anything else than ='],
    ['SELECT 1 FROM ${…} WHERE place = $1', 'puts in the name of a table, so nobody can read which'],
  ];
  test.each(bad)('a statement that leaves its place is found: %s', (sql, fault) => {
    expect([isStatement(sql), faultsOf(sql, sample)]).toEqual([true, expect.arrayContaining([fault])]);
  });
});
