/** After the last spec: names what was left running or connected (that fails the run), then ends the servers. */
import { readdirSync, readFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { setTimeout as pause } from 'node:timers/promises';
import pg from 'pg';

/** Closing a connection or a process takes a moment; what is still there after this many milliseconds was forgotten. */
const patienceMs = 5_000;

export default async function globalTeardown() {
  const { folder, tokens, postgres, redis } = globalThis.lienthongTestServers;
  try {
    const left = [...(await connectionsLeft()), ...(await processesLeft())];
    if (left.length > 0) {
      // Thrown, this would take the report of the specs with it; set here, it fails the run as well.
      process.exitCode = 1;
      process.stderr.write(`Left behind by the specs (each must end what it starts):\n  ${left.join('\n  ')}\n`);
    }
    if (postgres === undefined) await dropDatabases();
  } finally {
    await redis?.stop();
    await postgres?.stop();
    for (const made of [folder, tokens]) if (made !== undefined) await rm(made, { recursive: true, force: true });
  }
}

async function onServer(work) {
  const client = new pg.Client({ connectionString: process.env.TEST_DATABASE_URL });
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}

async function connectionsLeft() {
  const rows = await untilNone(() =>
    onServer(async (client) => {
      const found = await client.query(
        `SELECT datname, application_name, count(*)::int AS connections, min(query) AS query
           FROM pg_stat_activity WHERE datname LIKE 'lt-%' GROUP BY 1, 2`,
      );
      return found.rows;
    }),
  );
  return rows.map(
    (row) => `${row.connections} connection(s) to ${row.datname} by "${row.application_name}": ${row.query}`,
  );
}

async function dropDatabases() {
  await onServer(async (client) => {
    const found = await client.query(`SELECT datname FROM pg_database WHERE datname LIKE 'lt-%'`);
    for (const { datname } of found.rows) await client.query(`DROP DATABASE "${datname}" WITH (FORCE)`);
  });
}

/** Processes that carry this run's mark in the environment they began with, as Linux shows it; elsewhere nothing is checked. */
async function processesLeft() {
  if (process.platform !== 'linux') return [];
  const mark = `LIENTHONG_TEST_RUN=${process.pid}`;
  return untilNone(() =>
    readdirSync('/proc')
      .filter((name) => /^\d+$/.test(name) && textOf(`/proc/${name}/environ`).split('\0').includes(mark))
      .map((pid) => `process ${pid}: ${textOf(`/proc/${pid}/cmdline`).replaceAll('\0', ' ').trim().slice(0, 200)}`),
  );
}

function textOf(file) {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    // The process has ended in the meantime, or belongs to another account and so is not ours.
    if (['ENOENT', 'ESRCH', 'EACCES'].includes(error.code)) return '';
    throw error;
  }
}

async function untilNone(look) {
  const end = performance.now() + patienceMs;
  let found = await look();
  while (found.length > 0 && performance.now() < end) {
    await pause(50);
    found = await look();
  }
  return found;
}
