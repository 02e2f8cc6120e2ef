/** Where the queues live: Redis when it is configured, else the PostgreSQL that is there anyway. */
import { Queue, createPostgresBackend, createRedisBackend } from 'bullmq';
import type { BackendFactory, IQueueBackend, Processor, WorkerOptions } from 'bullmq';
import { Redis } from 'ioredis';
import { within } from './deadline.js';
import { LeasedWorker } from './leased-worker.js';

/** `prefix` keeps deployments on one Redis apart; on PostgreSQL the database does (its schema is always `bullmq`). */
export interface QueueSettings {
  readonly redisUrl?: string;
  readonly databaseUrl: string;
  readonly prefix: string;
}

/** BullMQ's queue on whichever backend. */
export type BullQueue = Queue<unknown, unknown, string, unknown, unknown, string, IQueueBackend, unknown>;

type AnyBackend = BackendFactory<IQueueBackend, unknown>;

/** Opens the two ends of a queue. Every end has connections of its own: shared pools have starved BullMQ's workers. */
export interface QueueBackend {
  readonly kind: 'redis' | 'postgres';
  /** Checks that the server answers and makes what the queues need there; also after somebody removed it. */
  prepare(): Promise<void>;
  openQueue(name: string): BullQueue;
  openWorker(
    name: string,
    take: Processor<unknown, unknown>,
    options: Omit<WorkerOptions<unknown>, 'connection'>,
  ): LeasedWorker;
}

/** The queue's server can not be reached or used: the message says which, why, and what to look at. */
export class QueueFault extends Error {}

const reachMs = 10_000;

/**
 * Reaches the server, migrates BullMQ's schema on PostgreSQL, and gives the backend for servers and clients.
 * @throws QueueFault, whose sentence names the server (never its password), when it can not be reached
 */
export async function prepareQueue(settings: QueueSettings): Promise<QueueBackend> {
  const backend = settings.redisUrl
    ? redisBackend(settings.redisUrl, settings.prefix)
    : postgresBackend(settings.databaseUrl);
  await backend.prepare();
  return backend;
}

function redisBackend(url: string, prefix: string): QueueBackend {
  const factory = createRedisBackend as AnyBackend;
  // BullMQ's own back-off grows to 20 s; half a second is enough for a server next door.
  const retryStrategy = (times: number): number => Math.min(times * 100, 500);
  // Without an offline queue an offer fails at once while Redis is away, instead of piling up batches in memory.
  const offering = { prefix, connection: { url, retryStrategy, enableOfflineQueue: false } };
  const taking = { prefix, connection: { url, retryStrategy, maxRetriesPerRequest: null } };
  return {
    kind: 'redis',
    prepare: () => checkRedis(url),
    openQueue: (name) => new Queue(name, offering, factory),
    openWorker: (name, take, options) => new LeasedWorker(name, take, { ...options, ...taking }, factory),
  };
}

async function checkRedis(url: string): Promise<void> {
  const once = { lazyConnect: true, maxRetriesPerRequest: 0, retryStrategy: () => null, disconnectTimeout: 100 };
  const redis = new Redis(url, once);
  const faults: unknown[] = [];
  redis.on('error', (error) => faults.push(error));
  try {
    await within(reachMs, redis.connect(), 'The connection');
    await within(reachMs, redis.ping(), 'The first answer');
  } catch (error) {
    // A failed connect only says that it is closed; the reason came as an event before.
    throw unreachable('Redis', url, faults[0] ?? error);
  } finally {
    redis.disconnect();
  }
}

function postgresBackend(url: string): QueueBackend {
  const factory = createPostgresBackend as AnyBackend;
  const connection = {
    connectionString: url,
    max: 2,
    connectionTimeoutMillis: 5_000,
    // A connection that is lost in the moment in which the pool hands it over would end the process; its next query fails, and tells.
    onConnect: (client: NodeJS.EventEmitter) => void client.on('error', () => undefined),
    // A query that never comes back would stop a worker for ever; none of BullMQ's takes longer than milliseconds.
    query_timeout: 30_000,
    // The queue is a hint: a batch lost with the last commits of a crashed server is offered again from the outbox.
    options: '-c synchronous_commit=off',
    application_name: 'lienthong queue',
  };
  return {
    kind: 'postgres',
    prepare: () => migratePostgres(url),
    openQueue: (name) => new Queue(name, { connection }, factory),
    openWorker: (name, take, options) => new LeasedWorker(name, take, { ...options, connection }, factory),
  };
}

async function migratePostgres(url: string): Promise<void> {
  const connection = { connectionString: url, max: 1, connectionTimeoutMillis: 5_000, migrate: true };
  const migrating = createPostgresBackend('prepare', { connection });
  try {
    await within(reachMs, migrating.waitUntilReady(), 'The migration');
  } catch (error) {
    throw unreachable('PostgreSQL', url, error);
  } finally {
    await migrating.close();
  }
}

function unreachable(server: 'Redis' | 'PostgreSQL', url: string, error: unknown): QueueFault {
  const setting = server === 'Redis' ? 'REDIS_URL' : 'DATABASE_URL';
  const what = `The queue can not use ${server} at ${withoutSecrets(url)}: ${messageOf(error)}`;
  return new QueueFault(`${what}. Check ${setting} and that the server runs.`, { cause: error });
}

function withoutSecrets(url: string): string {
  if (!URL.canParse(url)) return 'an unreadable address';
  const { protocol, host, pathname } = new URL(url);
  return `${protocol}//${host}${pathname}`;
}

function messageOf(error: unknown): string {
  // A refused connection to a name with two addresses is an AggregateError with an empty message.
  if (error instanceof AggregateError) return error.errors.map(messageOf).join('; ');
  return error instanceof Error ? error.message : String(error);
}
