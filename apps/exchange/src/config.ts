/** The settings of an exchange process, read once from the environment. */
import { BlockList, isIP } from 'node:net';
import { hopQueues } from '@lienthong/queue';
import { certificatesFile, keyFile, readConfig, wholeTls } from '@lienthong/edge';
import { z } from 'zod';
import { scannerAddressForm } from './scan/clamd.js';

const addresses = z
  .string()
  .transform((words) => words.split(',').map((word) => word.trim()))
  .pipe(z.array(z.url({ protocol: /^https?$/, error: 'http:// addresses, separated by commas' })))
  .default([]);
const doorPath = z.string().regex(/^(\/[A-Za-z0-9._~-]+)+$/, 'a path such as /v1');

const schema = z.object({
  DATABASE_URL: z.string().regex(/^postgres(ql)?:\/\//, 'a postgres:// address'),
  REDIS_URL: z
    .string()
    .regex(/^rediss?:\/\//, 'a redis:// address')
    .optional(),
  /** Folder with `places/<code>/` (keys), `trust/` and `checkpoints/`. */
  DATA_DIR: z.string().min(1),
  HOST: z.string().default('127.0.0.1'),
  PORT: z.coerce.number().int().min(0).max(65_535).default(8080),
  /** With certificate and key every door is served over HTTPS; clients are asked for certificates of these authorities. */
  TLS_CERT: certificatesFile.optional(),
  TLS_KEY: keyFile.optional(),
  TLS_CLIENT_CA: certificatesFile.optional(),
  /** Where the APIs of other makers stand. */
  AXIS_DOOR_PATH: doorPath.default('/XrdAdapter/adapter'),
  PROVINCIAL_DOOR_PATH: doorPath.default('/v1'),
  /** Which queues, and so which places, this process serves; all when absent. */
  QUEUES: z
    .string()
    .default(hopQueues.join(','))
    .transform((words) => words.split(',').map((word) => word.trim()))
    .pipe(z.array(z.enum(hopQueues)).min(1)),
  /** Whether this process works on what travels: bags and receipts of its queues, relays and sweeps. Some process of each queue must. */
  HOPS: z.stringbool().default(true),
  QUEUE_PREFIX: z
    .string()
    .regex(/^[a-z0-9-]{1,40}$/)
    .default('lienthong'),
  SIGNATURE_POLICY: z.enum(['enforce', 'observe']).default('enforce'),
  PROCESS_NAME: z
    .string()
    .regex(/^[a-z0-9-]{1,40}$/)
    .default('exchange'),
  LOG_LEVEL: z.enum(['fatal', 'error', 'warn', 'info', 'debug', 'silent']).default('info'),
  LOG_FILE: z.string().optional(),
  /** Megabytes of packages kept in memory for recipients who fetch them soon. */
  PACKAGE_CACHE_MB: z.coerce.number().int().min(0).max(1_024).default(24),
  /** Days of official time after which a delivery that was never handed over ends as expired. */
  EXPIRY_DAYS: z.coerce.number().int().min(1).max(3_650).default(30),
  /** Where authorities publish their revocation lists; the last part of each address names the file that is replaced. */
  LIST_URLS: addresses,
  /** The OCSP responders that may be asked about certificates for which no fresh list speaks. */
  STATUS_URLS: addresses,
  LIST_EVERY_S: z.coerce.number().int().min(1).max(86_400).default(10),
  /** Hours of official time for which documents wait for fresh revocation evidence, or for the scanner, before they are refused. */
  PARK_HOURS: z.coerce.number().int().min(1).max(720).default(4),
  /** clamd, by its socket; without it nothing is scanned. */
  SCANNER: z.string().regex(scannerAddressForm, 'unix:/path/of/the/socket or tcp://host:port').optional(),
  /** Seconds within which the scanner must have answered about one file. */
  SCAN_SECONDS: z.coerce.number().int().min(1).max(600).default(60),
  /** Milliseconds of patience with a batch that a neighbour does not answer; doubled at each offer, a minute at most. */
  RELAY_PATIENCE_MS: z.coerce.number().int().min(10).max(60_000).default(5_000),
  /** Milliseconds for which messages that are not urgent wait for company; each bag costs every sending place a signature. */
  RELAY_LINGER_MS: z.coerce.number().int().min(0).max(10_000).default(500),
  /** Clients that may wait at once for their inboxes and desks (long polls and event streams). */
  WAITING_CLIENTS: z.coerce.number().int().min(0).max(4_000).default(1_000),
  /** Webhooks may lead to this very machine: for a sandbox, never where strangers have keys. */
  WEBHOOK_LOOPBACK: z.stringbool().default(false),
  /** Milliseconds after a webhook's first failure; doubled after each, an hour at most. */
  WEBHOOK_PAUSE_MS: z.coerce.number().int().min(10).max(3_600_000).default(5_000),
  /** Failures in a row after which a webhook is disabled until its agency takes it up again. */
  WEBHOOK_ATTEMPTS: z.coerce.number().int().min(1).max(1_000).default(20),
  /** Six of them at most keep the locks of relays and sweeps; two are left to those who read, the rest to transactions that write. */
  DATABASE_CONNECTIONS: z.coerce.number().int().min(8).max(50).default(12),
});

export type ExchangeConfig = Readonly<z.output<typeof schema>>;

export function readExchangeConfig(
  environment: Readonly<Record<string, string | undefined>> = process.env,
): ExchangeConfig {
  return readConfig(wholeTls(schema), environment);
}

/** Loopback, private, and unique local addresses (RFC 1918, RFC 4193). */
const closed = new BlockList();
closed.addSubnet('127.0.0.0', 8, 'ipv4');
closed.addSubnet('10.0.0.0', 8, 'ipv4');
closed.addSubnet('172.16.0.0', 12, 'ipv4');
closed.addSubnet('192.168.0.0', 16, 'ipv4');
closed.addAddress('::1', 'ipv6');
closed.addSubnet('fc00::', 7, 'ipv6');

const loopback = new BlockList();
loopback.addSubnet('127.0.0.0', 8, 'ipv4');
loopback.addAddress('::1', 'ipv6');

/** Whether who listens at this host can be reached from this machine only. */
export function isLoopback(host: string): boolean {
  return host === 'localhost' || isWithin(loopback, host);
}

function isWithin(list: BlockList, host: string): boolean {
  const family = isIP(host);
  return family !== 0 && list.check(host, family === 4 ? 'ipv4' : 'ipv6');
}

/** Whether who listens at this host can be reached from this machine or a private network only; `0.0.0.0` and `::` are open. */
export function isClosedNetwork(host: string): boolean {
  return host === 'localhost' || isWithin(closed, host);
}
