/** How a drill hurts the servers under the exchange: kill -9 and a start under the same address, and the wipe of a queue. */
import { once } from 'node:events';
import { createConnection } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import { startEmbeddedPostgres, type EmbeddedPostgres } from '@lienthong/store';
import pg from 'pg';
import { startRedis, type RedisServer } from '../support/servers.js';

/** Longest time that a killed server stays away, in milliseconds; how long exactly is drawn. */
const longestAwayMs = 1_500;

/** A Redis of the drill's own. */
export class BrittleRedis {
  private constructor(private server: RedisServer) {}

  static async start(): Promise<BrittleRedis> {
    return new BrittleRedis(await startRedis());
  }

  get url(): string {
    return this.server.url;
  }

  async goAway(): Promise<void> {
    await this.server.stop('SIGKILL');
  }

  async comeBack(): Promise<void> {
    this.server = await startRedis(Number(new URL(this.url).port));
  }

  /** Nothing was saved: it comes back empty. */
  async kill(chance: number): Promise<void> {
    await this.goAway();
    await pause(chance * longestAwayMs);
    await this.comeBack();
  }

  async wipe(): Promise<void> {
    const { hostname, port } = new URL(this.url);
    const socket = createConnection({ host: hostname, port: Number(port) });
    socket.write('FLUSHALL\r\n');
    const [answer] = (await once(socket, 'data')) as [Buffer];
    socket.destroy();
    if (!answer.toString().startsWith('+OK')) throw new Error(`FLUSHALL was answered ${answer.toString()}`);
  }

  async stop(): Promise<void> {
    await this.server.stop();
  }
}

/** A PostgreSQL of the drill's own, with everything that makes it durable. */
export class BrittlePostgres {
  private constructor(
    private readonly folder: string,
    private server: EmbeddedPostgres,
  ) {}

  static async start(folder: string): Promise<BrittlePostgres> {
    return new BrittlePostgres(folder, await startEmbeddedPostgres({ folder }));
  }

  get url(): string {
    return this.server.url;
  }

  /** Its parent process alone is killed; the others find out and end, as after a real crash. */
  async goAway(): Promise<void> {
    process.kill(this.server.pid, 'SIGKILL');
    await this.server.exited;
    await this.server.stop();
  }

  async comeBack(): Promise<void> {
    this.server = await startEmbeddedPostgres({ folder: this.folder, port: this.server.port });
  }

  async kill(chance: number): Promise<void> {
    await this.goAway();
    await pause(chance * longestAwayMs);
    await this.comeBack();
  }

  async stop(): Promise<void> {
    await this.server.stop();
  }
}

/** Empties every table of BullMQ but the list of its migrations. */
export async function wipePostgresQueue(databaseUrl: string): Promise<void> {
  await onDatabase(databaseUrl, async (client) => {
    const { rows } = await client.query<{ name: string }>(
      `SELECT quote_ident(tablename) AS name FROM pg_tables WHERE schemaname = 'bullmq' AND tablename NOT LIKE '%migration%'`,
    );
    if (rows.length === 0) throw new Error('BullMQ has no tables here');
    for (const { name } of rows) await client.query(`DELETE FROM bullmq.${name}`);
  });
}

export async function onDatabase<T>(url: string, work: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({ connectionString: url });
  // A server that is killed under this connection says so by an event as well as by the failing query.
  client.on('error', () => client.end());
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}
