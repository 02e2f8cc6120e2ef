/** The settings of an exchange process, read once from the environment. */
import { hopQueues } from '@lienthong/queue';
import { readConfig } from '@lienthong/edge';
import { z } from 'zod';

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
  /** Which queues, and so which places, this process serves; all when absent. */
  QUEUES: z
    .string()
    .default(hopQueues.join(','))
    .transform((words) => words.split(',').map((word) => word.trim()))
    .pipe(z.array(z.enum(hopQueues)).min(1)),
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
  LIST_URLS: z
    .string()
    .transform((words) => words.split(',').map((word) => word.trim()))
    .pipe(z.array(z.url({ protocol: /^https?$/, error: 'http:// addresses, separated by commas' })))
    .default([]),
  LIST_EVERY_S: z.coerce.number().int().min(1).max(86_400).default(10),
  /** Hours of official time for which documents wait for fresh revocation evidence before they are refused. */
  PARK_HOURS: z.coerce.number().int().min(1).max(720).default(4),
  /** Milliseconds of patience with a batch that a neighbour does not answer; doubled at each offer, a minute at most. */
  RELAY_PATIENCE_MS: z.coerce.number().int().min(10).max(60_000).default(5_000),
  /** Milliseconds for which messages that are not urgent wait for company; each bag costs every sending place a signature. */
  RELAY_LINGER_MS: z.coerce.number().int().min(0).max(10_000).default(500),
  /** Six of them at most keep the locks of relays and sweeps. */
  DATABASE_CONNECTIONS: z.coerce.number().int().min(8).max(50).default(12),
});

export type ExchangeConfig = Readonly<z.output<typeof schema>>;

export function readExchangeConfig(
  environment: Readonly<Record<string, string | undefined>> = process.env,
): ExchangeConfig {
  return readConfig(schema, environment);
}
