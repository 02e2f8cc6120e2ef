/** Opens everything that an exchange process works with, and keeps directory and trust fresh while it runs. */
import { join } from 'node:path';
import { VersionedDirectory, type Directory } from '@lienthong/directory';
import { ConfigFault, type Log } from '@lienthong/edge';
import { prepareQueue, QueueClient, type QueueBackend } from '@lienthong/queue';
import type { Trust } from '@lienthong/signature';
import {
  directoryVersion,
  drawChain,
  officialTime,
  openStore,
  readDirectory,
  type StoredDirectory,
  type Store,
} from '@lienthong/store';
import { StatusAsker } from './trust/ask-status.js';
import type { ExchangeConfig } from './config.js';
import type { Exchange, ServedPlace } from './exchange.js';
import { ListFetcher } from './trust/fetch-lists.js';
import { forgetCheckpoints } from './hops/checkpoints.js';
import { readPlace } from './trust/files.js';
import { KnownTrust } from './trust/known-trust.js';
import { Packages } from './packages.js';
import { Scanning } from './scan/scanning.js';
import { Turn } from './pace/turn.js';
import { newsOf } from './values/known-agency.js';

/** How often directory and trust folder are looked at for changes. */
const refreshMs = 2_000;

interface Parts {
  readonly store: Store;
  readonly backend: QueueBackend;
  readonly queue: QueueClient;
  readonly config: ExchangeConfig;
  readonly log: Log;
  readonly knownTrust: KnownTrust;
}

/** For relays and sweeps, which keep six at most, and for those who read. */
const keptConnections = 8;

export class RunningExchange implements Exchange {
  readonly packages: Packages;
  readonly turn = new Turn();
  readonly writers: Turn;
  readonly policy: Exchange['policy'];
  readonly statuses: StatusAsker;
  readonly scanning?: Scanning;
  /** Rises when a key was withdrawn; seen within two seconds. */
  keysVersion = '';
  private resets: string | undefined;
  private timer: NodeJS.Timeout | undefined;
  private lists: ListFetcher | undefined;
  private known: { directory: VersionedDirectory; certificates: Map<string, Buffer> };

  private constructor(
    readonly parts: Parts,
    readonly served: ReadonlyMap<string, ServedPlace>,
    readonly chain: number,
    first: RunningExchange['known'],
  ) {
    this.packages = new Packages(parts.store, parts.config.PACKAGE_CACHE_MB * 1024 * 1024);
    this.writers = new Turn(Math.max(1, parts.config.DATABASE_CONNECTIONS - keptConnections));
    this.policy = parts.config.SIGNATURE_POLICY;
    const { store, knownTrust: trust, config, log } = parts;
    const now = async () => (await officialTime(store)).now;
    this.statuses = new StatusAsker({ urls: config.STATUS_URLS, trust, now, log });
    this.known = first;
    const scanning = Scanning.of(this, config);
    if (scanning !== undefined) this.scanning = scanning;
  }

  static async open(config: ExchangeConfig, log: Log): Promise<RunningExchange> {
    const store = await openStore({
      ...{ url: config.DATABASE_URL, connections: config.DATABASE_CONNECTIONS, name: config.PROCESS_NAME },
    });
    const stored = await readPrepared(store);
    const served = await readServed(stored, config);
    const backend = await prepareQueue({
      ...{ databaseUrl: config.DATABASE_URL, prefix: config.QUEUE_PREFIX },
      ...(config.REDIS_URL === undefined ? {} : { redisUrl: config.REDIS_URL }),
    });
    const queue = new QueueClient(backend);
    const knownTrust = await KnownTrust.open(store, config.DATA_DIR);
    const parts = { store, backend, queue, config, log, knownTrust };
    const exchange = new RunningExchange(parts, served, await drawChain(store), {
      directory: VersionedDirectory.of(newsOf(stored)),
      certificates: certificatesOf(stored),
    });
    await exchange.refresh();
    exchange.timer = setInterval(() => void exchange.refresh(), refreshMs);
    const { DATA_DIR: folder, LIST_URLS: urls, LIST_EVERY_S: everyS } = config;
    exchange.lists = new ListFetcher({ folder, urls, everyMs: everyS * 1_000, trust: () => exchange.trust(), log });
    return exchange;
  }

  get store(): Store {
    return this.parts.store;
  }

  get queue(): QueueClient {
    return this.parts.queue;
  }

  get log(): Log {
    return this.parts.log;
  }

  directory(): Directory {
    return this.known.directory.directory;
  }

  versionedDirectory(): VersionedDirectory {
    return this.known.directory;
  }

  trust(): Trust {
    return this.parts.knownTrust.current;
  }

  certificateOf(place: string): Buffer | undefined {
    return this.known.certificates.get(place);
  }

  async refresh(): Promise<void> {
    const { store, config, knownTrust, log } = this.parts;
    try {
      const current = await directoryVersion(store);
      this.keysVersion = current.keys;
      if (this.resets !== undefined && this.resets !== current.resets)
        await forgetCheckpoints(join(config.DATA_DIR, 'checkpoints'), current.resets);
      this.resets = current.resets;
      await this.followDirectory(current.id, Number(current.version));
      await knownTrust.refresh();
    } catch (error) {
      log.warn({ error: (error as Error).message }, 'directory and trust could not be looked at; the last ones stay');
    }
  }

  /** Reads what has changed only; everything where the store holds another directory, or has been set back. */
  private async followDirectory(id: string, version: number): Promise<void> {
    const { directory: mine } = this.known;
    if (mine.id === id && mine.version === version) return;
    const isBehind = mine.id === id && mine.version < version;
    const stored = await readDirectory(this.store, isBehind ? mine.version : 0);
    const { directory: now } = this.known;
    // Another look may have been faster.
    if (isBehind && now.version >= stored.version) return;
    const directory = isBehind ? now.with(newsOf(stored)) : VersionedDirectory.of(newsOf(stored));
    this.known = { directory, certificates: certificatesOf(stored) };
  }

  async close(): Promise<void> {
    clearInterval(this.timer);
    this.lists?.stop();
    await this.scanning?.line.stop();
    await this.queue.close();
    await this.store.close();
  }
}

/** SQLSTATE of a table that is not there. */
const undefinedTable = '42P01';

async function readPrepared(store: Store): Promise<StoredDirectory> {
  const stored = await readDirectory(store).catch((error: { code?: unknown }) => {
    if (error.code !== undefinedTable) throw error;
    return undefined;
  });
  if (stored !== undefined && stored.places.length > 0) return stored;
  throw new ConfigFault('The database holds no directory; `lienthong start` prepares it');
}

function certificatesOf({ places }: StoredDirectory): Map<string, Buffer> {
  return new Map(
    places.flatMap(({ code, certificate }): [string, Buffer][] => (certificate === null ? [] : [[code, certificate]])),
  );
}

async function readServed({ places }: StoredDirectory, config: ExchangeConfig): Promise<Map<string, ServedPlace>> {
  const mine = places.filter(({ queue }) => (config.QUEUES as readonly string[]).includes(queue));
  const served = await Promise.all(mine.map(({ code, queue }) => readPlace(config.DATA_DIR, code, queue)));
  return new Map(served.map((place) => [place.code, place]));
}
