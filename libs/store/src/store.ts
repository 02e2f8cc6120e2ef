/** The door to PostgreSQL: one pool per process, named statements, transactions that retry what PostgreSQL asks to retry. */
import 'reflect-metadata';
import { setTimeout as pause } from 'node:timers/promises';
import type pg from 'pg';
import { DataSource, type QueryRunner } from 'typeorm';
import { migrations } from './migrations/all.js';
import { placeTable } from './tables.js';

/** One SQL statement. Prepared once per connection under its name. */
export interface Statement {
  readonly name: string;
  readonly text: string;
}

/** Names a statement; `name` must be unique in the program. */
export function statement(name: string, text: string): Statement {
  return { name, text };
}

/** What a step may do inside or outside a transaction: run a statement and get its rows. */
export interface Connection {
  run<Row extends object>(what: Statement, values?: readonly unknown[]): Promise<Row[]>;
}

export interface OfficialTime {
  readonly now: Date;
  readonly rehearsal: boolean;
}

/** A transaction knows the official time at which it began: read in the round trip that begins it. */
export interface Transaction extends Connection, OfficialTime {}

export interface StoreOptions {
  readonly url: string;
  /** Largest number of connections of this process. */
  readonly connections?: number;
  readonly name?: string;
  /** For a reader of many rows, as the audit is: every statement is planned for its own values. */
  readonly reports?: boolean;
}

/** PostgreSQL is older than 15 or cannot be reached: the message says which and what to do. */
export class StoreFault extends Error {}

/** Official time: the machine's clock, or in a rehearsal a row that only moves forward. */
export const officialTimeQuery = 'SELECT official_now() AS now, rehearsal FROM official_clock';

/** SQLSTATE codes after which the same transaction may simply be run again (PostgreSQL manual, 13.5). */
const repeatable = new Set(['40001', '40P01']);
const maximumRepeats = 6;
/** Of a text that an enumeration does not have. */
const unknownLabel = '22P02';
const learnListed = statement('organ-learn-listed', 'SELECT learn_listed($1) AS learned');

export class Store {
  constructor(
    readonly source: DataSource,
    readonly url: string,
  ) {}

  /** Runs `work` in one transaction; repeats it whole after a serialization failure or deadlock, else throws what it threw. */
  async transaction<T>(work: (tx: Transaction) => Promise<T>): Promise<T> {
    for (let attempt = 1; ; attempt++) {
      try {
        return await this.knowing(() => this.attempt(work, 'BEGIN'));
      } catch (error) {
        if (attempt > maximumRepeats || !repeatable.has(sqlState(error))) throw error;
        await pause(Math.random() * 20 * attempt);
      }
    }
  }

  /** Runs `work` in one transaction that only reads, and sees the store as it is at its begin. */
  snapshot<T>(work: (tx: Transaction) => Promise<T>): Promise<T> {
    return this.knowing(() => this.attempt(work, 'BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY'));
  }

  private async attempt<T>(work: (tx: Transaction) => Promise<T>, beginning: string): Promise<T> {
    const runner = this.source.createQueryRunner();
    const client = await connected(runner);
    let broken: Error | undefined;
    try {
      const result = await work({ ...untilFirstFault(client), ...(await begin(client, beginning)) });
      await client.query('COMMIT');
      return result;
    } catch (error) {
      await client.query('ROLLBACK').catch((lost: Error) => (broken = lost));
      throw error;
    } finally {
      if (broken === undefined) await runner.release();
      else await runner.release().catch(() => broken);
    }
  }

  /** One statement in a transaction of its own. */
  async run<Row extends object>(what: Statement, values: readonly unknown[] = []): Promise<Row[]> {
    return this.knowing(() => this.session((connection) => connection.run<Row>(what, values)));
  }

  /** Runs `work` again when it failed only because an agency of the directory takes part for the first time. */
  private async knowing<T>(work: () => Promise<T>): Promise<T> {
    try {
      return await work();
    } catch (error) {
      if (await this.learnFrom(error)) return this.knowing(work);
      throw error;
    }
  }

  /** Whether the store now knows the code that a statement failed by. */
  private async learnFrom(error: unknown): Promise<boolean> {
    const organ = sqlState(error) === unknownLabel && /\borgan\b.*"([^"]+)"/.exec((error as Error).message)?.[1];
    if (!organ) return false;
    const [row] = await this.session((connection) => connection.run<{ learned: boolean }>(learnListed, [organ]));
    return row?.learned === true;
  }

  /** Keeps one connection for `work`, as session-level advisory locks need. */
  async session<T>(work: (connection: Connection) => Promise<T>): Promise<T> {
    const runner = this.source.createQueryRunner();
    try {
      return await work(connectionOn(await connected(runner)));
    } finally {
      await runner.release();
    }
  }

  async close(): Promise<void> {
    if (this.source.isInitialized) await this.source.destroy();
  }
}

async function connected(runner: QueryRunner): Promise<pg.PoolClient> {
  return (await runner.connect()) as pg.PoolClient;
}

/**
 * Pool and TypeORM listen for the loss of a connection, but not in the moment in which it is handed over: a loss that arrives in
 * the same packet as its beginning ended the process. The next statement on the connection fails, and tells.
 */
function outliveLoss(client: pg.PoolClient): void {
  client.on('error', () => undefined);
}

async function begin(client: pg.PoolClient, beginning: string): Promise<OfficialTime> {
  const answers: unknown = await client.query(`${beginning}; ${officialTimeQuery}`);
  const row = (answers as pg.QueryResult<OfficialTime>[])[1]?.rows[0];
  if (row === undefined) throw new Error('official_clock has no row: the store was not migrated');
  return row;
}

/** Statements run so far on a connection. */
const runs = new WeakMap<pg.PoolClient, number>();
const firstPlans = 128;

/**
 * Plans are thrown away after 128, 256, 512 … statements of a connection: a plan made on an empty table knows no better index
 * from a worse one, and nobody may have analysed the table since it grew.
 */
function isPlanDue(client: pg.PoolClient): boolean {
  const count = (runs.get(client) ?? 0) + 1;
  runs.set(client, count);
  return count >= firstPlans && (count & (count - 1)) === 0;
}

function connectionOn(client: pg.PoolClient): Connection {
  return {
    async run<Row extends object>(what: Statement, values: readonly unknown[] = []) {
      const discarded = isPlanDue(client) ? client.query('DISCARD PLANS') : undefined;
      const found = client.query<Row>({ name: what.name, text: what.text, values: [...values] });
      const [{ rows }] = await Promise.all([found, discarded]);
      return rows;
    },
  };
}

/** Statements may be sent before those ahead of them are answered: all of them fail as the first one did, not because it did. */
function untilFirstFault(client: pg.PoolClient): Connection {
  const connection = connectionOn(client);
  let first: unknown;
  return {
    async run<Row extends object>(what: Statement, values: readonly unknown[] = []) {
      try {
        return await connection.run<Row>(what, values);
      } catch (error) {
        throw (first ??= error);
      }
    },
  };
}

/** The SQLSTATE of a PostgreSQL error, else the system's error code (ECONNREFUSED …), else ''. */
export function sqlState(error: unknown): string {
  const code = (error as { code?: unknown } | null)?.code;
  return typeof code === 'string' ? code : '';
}

/** Opens the pool; throws StoreFault when PostgreSQL is unreachable or older than 15. Migrates nothing by itself. */
export async function openStore(options: StoreOptions): Promise<Store> {
  const source = new DataSource({
    type: 'postgres',
    url: options.url,
    entities: [placeTable],
    migrations,
    migrationsTransactionMode: 'each',
    installExtensions: false,
    poolSize: options.connections ?? 8,
    applicationName: options.name ?? 'lienthong',
    extra: {
      connectionTimeoutMillis: 5_000,
      onConnect: outliveLoss,
      // Statements that need nothing of each other's answers go out together.
      pipeline: true,
      options: settings(options.reports ?? false),
      ...socketOf(options.url),
    },
  });
  try {
    await source.initialize();
  } catch (error) {
    throw new StoreFault(
      `PostgreSQL cannot be reached: ${reason(error)}. Check DATABASE_URL and that the server runs.`,
    );
  }
  const store = new Store(source, options.url);
  await requireVersion(store);
  return store;
}

/** `?host=` of an address: the folder of a Unix socket, as libpq has it (PostgreSQL manual, 34.1.1). */
function socketOf(url: string): { host?: string } {
  const host = new URL(url).searchParams.get('host');
  return host === null ? {} : { host };
}

/**
 * Statements by key keep their plans (planning costs as much as running them), so these must suit a table that has grown since:
 * only index look-ups in loops. Reports over many rows are planned each time.
 */
function settings(reports: boolean): string {
  const plans = reports
    ? { plan_cache_mode: 'force_custom_plan' }
    : { plan_cache_mode: 'force_generic_plan', enable_seqscan: 'off', enable_hashjoin: 'off', enable_mergejoin: 'off' };
  const all = {
    ...plans,
    jit: 'off',
    timezone: 'Asia/Ho_Chi_Minh',
    synchronous_commit: 'on',
    idle_in_transaction_session_timeout: '60000',
  };
  return Object.entries(all)
    .map(([name, value]) => `-c ${name}=${value}`)
    .join(' ');
}

async function requireVersion(store: Store): Promise<void> {
  const [row] = await store.run<{ version: string }>(
    statement('server-version', `SELECT current_setting('server_version_num') AS version`),
  );
  if (Number(row?.version) >= 150000) return;
  await store.close();
  throw new StoreFault(`PostgreSQL ${row?.version} is too old: version 15 or newer is needed.`);
}

/** Brings the tables up to this program's version. */
export async function migrate(store: Store): Promise<void> {
  await store.source.runMigrations({ transaction: 'each' });
}

function reason(error: unknown): string {
  if (error instanceof AggregateError) return error.errors.map((each) => reason(each)).join('; ');
  return error instanceof Error ? error.message : String(error);
}
