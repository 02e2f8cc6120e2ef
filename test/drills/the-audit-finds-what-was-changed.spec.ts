/** Three places with all kinds of traffic audit clean; then one row after another is changed behind their backs, and is named. */
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { readBooks } from '@lienthong/store';
import pg from 'pg';
import { audit } from '../../apps/exchange/src/audit/audit.js';
import type { Difference, Findings } from '../../apps/exchange/src/audit/findings.js';
import { axis, office } from '../support/network.js';
import { corruptions, named } from './corruptions.js';
import { makeTraffic, type Traffic } from './traffic.js';

const program = fileURLToPath(new URL('../../dist/apps/exchange/src/audit/main.js', import.meta.url));
let traffic: Traffic;
let owner: pg.Client;
let tables: string[];

beforeAll(async () => {
  traffic = await makeTraffic('audit');
  owner = new pg.Client({ connectionString: traffic.network.databaseUrl });
  await owner.connect();
  await owner.query('CREATE SCHEMA kept');
  const found = await owner.query<{ name: string }>(
    `SELECT tablename AS name FROM pg_tables WHERE schemaname = 'public' AND tablename <> 'migrations'`,
  );
  tables = found.rows.map(({ name }) => name);
  for (const name of tables) await owner.query(`CREATE TABLE kept."${name}" AS TABLE public."${name}"`);
}, 120_000);
afterAll(async () => {
  await owner.end();
  await traffic.network.stop();
});

async function findings(): Promise<Findings> {
  const { store, folder } = traffic.network;
  return audit({ store, folder, tell: () => undefined });
}

/** Changes rows, audits, and puts everything back. */
async function differencesAfter(sql: string): Promise<readonly Difference[]> {
  try {
    await owner.query(named(sql, traffic));
    return (await findings()).differences;
  } finally {
    const back = tables.map((name) => `TRUNCATE "${name}"; INSERT INTO "${name}" SELECT * FROM kept."${name}"`);
    await owner.query(`BEGIN; ${back.join('; ')}; COMMIT`);
  }
}

function run(environment: Readonly<Record<string, string>>, ...words: string[]) {
  const { databaseUrl: DATABASE_URL, folder: DATA_DIR } = traffic.network;
  const env = { PATH: process.env['PATH'], DATABASE_URL, DATA_DIR, ...environment };
  return spawnSync(process.execPath, [program, ...words], { encoding: 'utf8', env });
}

describe('an audit', () => {
  test('finds nothing where nothing was changed, and says what it looked at', async () => {
    const { differences, checked } = await findings();
    expect(differences).toEqual([]);
    const books = await readBooks(traffic.network.store, [office]);
    const book = books.find(({ agency }) => agency === 'H54.01');
    expect(book).toMatchObject({
      documents: '7',
      accepted: '10',
      delivered: '7',
      refused: '1',
      expired: '1',
      dead: '0',
      statuses: '13',
    });
    expect(Object.fromEntries(checked)).toMatchObject({ packages: 9, 'open messages': 1, deliveries: 21 });
    for (const what of ['events', 'checkpoints', 'checkpoint lines', 'receipts'])
      expect(checked.get(what)).toBeGreaterThan(4);
  });

  test.each(corruptions)('names the row when $title', async ({ place, table, key, sql }) => {
    const found = await differencesAfter(sql);
    const wanted = named(key, traffic);
    expect(found).toContainEqual(expect.objectContaining({ place, table, key: expect.stringContaining(wanted) }));
  });

  test('names the line when the file of checkpoints is changed', async () => {
    const file = join(traffic.network.folder, 'checkpoints', `${office}.jsonl`);
    const text = await readFile(file, 'utf8');
    await writeFile(file, text.replace('"number":1,', '"number":77,'));
    const { differences } = await findings();
    await writeFile(file, text);
    const inFile = { place: office, table: 'checkpoint file' };
    expect(differences).toHaveLength(2);
    for (const key of ['77', '1']) expect(differences).toContainEqual(expect.objectContaining({ ...inFile, key }));
  });

  test('names the lines that are missing from a file of checkpoints, at its begin, in its middle and at its end', async () => {
    const file = join(traffic.network.folder, 'checkpoints', `${office}.jsonl`);
    const text = await readFile(file, 'utf8');
    const lines = text.trimEnd().split('\n');
    expect(lines.length).toBeGreaterThanOrEqual(3);
    const without = async (...missing: number[]) => {
      await writeFile(file, lines.filter((_, index) => !missing.includes(index + 1)).join('\n') + '\n');
      const { differences } = await findings();
      await writeFile(file, text);
      return differences.map(({ table, key, found }) => `${table} ${key}: ${found}`);
    };
    const [newest, before] = [lines.length, lines.length - 1];
    expect(await without(1)).toEqual(['checkpoint file 1: no line']);
    expect(await without(2)).toEqual(['checkpoint file 2: no line']);
    expect(await without(1, 2)).toEqual(['checkpoint file 1 to 2: no line']);
    expect(await without(before, newest)).toEqual([`checkpoint file ${before}: no line`]);
    expect(await without(newest)).toEqual([]);
  });

  test('names what a neighbour remembers when a chain is cut together with all its checkpoints', async () => {
    const file = join(traffic.network.folder, 'checkpoints', `${axis}.jsonl`);
    const text = await readFile(file, 'utf8');
    await writeFile(file, '');
    const found = await differencesAfter(`DELETE FROM checkpoint WHERE place = '${axis}';
      DELETE FROM event WHERE place = '${axis}' AND link > 1;
      UPDATE chain SET link = 1, hash = (SELECT hash FROM event WHERE place = '${axis}') WHERE place = '${axis}'`);
    await writeFile(file, text);
    expect(found).toContainEqual(
      expect.objectContaining({ ...{ place: axis, table: 'checkpoint' }, expected: `a row: ${office} remembers it` }),
    );
    const cut = found.filter((each) => each.table === 'event' && each.found === 'no row');
    expect(cut.map(({ place }) => place)).toContain(axis);
  });

  test('ends with 0 when all agrees, with 1 when not, with 2 when there is nothing to audit', async () => {
    expect(existsSync(program)).toBe(true);
    const good = run({}, '--json');
    expect([good.status, JSON.parse(good.stdout)]).toEqual([0, expect.objectContaining({ agrees: true, count: 0 })]);
    await owner.query(`UPDATE book SET dead = dead + 1 WHERE place = '${office}'`);
    const bad = run({});
    await owner.query(`UPDATE book SET dead = dead - 1 WHERE place = '${office}'`);
    expect(bad).toMatchObject({ status: 1, stdout: expect.stringContaining(`${office} book H54.01`) });
    expect(run({ DATABASE_URL: '' })).toMatchObject({ status: 2, stderr: expect.stringContaining('DATABASE_URL') });
    expect(run({}, '--jsno')).toMatchObject({ status: 2, stderr: expect.stringContaining('--jsno') });
  });
});
