import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { testDatabaseUrl } from '../../../test/support/servers.js';
import { migrate, openStore, sqlState, statement, type Store } from './store.js';

const note = statement('spec-note', 'INSERT INTO spec_note (text) VALUES ($1)');
const notes = statement('spec-notes', 'SELECT text FROM spec_note ORDER BY id');
const divide = statement('spec-divide', 'SELECT 1 / $1::int AS quotient');
const conflict = statement('spec-conflict', `SELECT raise_once($1)`);

let store: Store;

beforeAll(async () => {
  store = await openStore({ url: await testDatabaseUrl('transaction') });
  await migrate(store);
  await store.source.query(`
    CREATE TABLE spec_note (id bigserial PRIMARY KEY, text text UNIQUE);
    CREATE SEQUENCE spec_attempt;
    CREATE FUNCTION raise_once(code text) RETURNS void LANGUAGE plpgsql AS $$ BEGIN
      IF nextval('spec_attempt') = 1 THEN RAISE EXCEPTION 'once' USING ERRCODE = code; END IF;
    END $$`);
});
afterAll(() => store.close());

const texts = async () => (await store.run<{ text: string }>(notes)).map(({ text }) => text);

describe('statements of a transaction that are sent together', () => {
  test('are done in the order in which they were sent', async () => {
    const words = Array.from({ length: 40 }, (_, index) => `word ${index}`);
    await store.transaction((tx) => Promise.all(words.map((word) => tx.run(note, [word]))));
    expect(await texts()).toEqual(words);
  });

  test('fail as the first of them did, leave nothing, and do not spoil the connection', async () => {
    const before = await texts();
    for (let round = 0; round < 10; round++) {
      const sent = store.transaction(async (tx) => {
        const first = tx.run(note, [`gone ${round}`]);
        const fault = tx.run(divide, [0]).catch(() => 'noticed later');
        await Promise.all([first, fault, tx.run(note, [`gone too ${round}`])]);
      });
      expect(await sent.catch(sqlState)).toBe('22012');
    }
    expect(await texts()).toEqual(before);
    expect(await store.run(divide, [1])).toEqual([{ quotient: 1 }]);
  });

  test('are sent again together when PostgreSQL asks for it', async () => {
    let attempts = 0;
    await store.transaction(async (tx) => {
      attempts++;
      await Promise.all([tx.run(conflict, ['40001']), tx.run(note, ['after the conflict'])]);
    });
    expect(attempts).toBe(2);
    expect((await texts()).filter((text) => text === 'after the conflict')).toHaveLength(1);
  });
});
