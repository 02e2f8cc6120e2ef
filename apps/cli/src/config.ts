/** What the environment says to the command: which database, which queue, how much is logged. Read here and nowhere else. */
import { readConfig } from '@lienthong/edge';
import { z } from 'zod';

const postgresUrl = z.url({ protocol: /^postgres(ql)?$/, error: 'expected a postgres:// address' });
const redisUrl = z.url({ protocol: /^rediss?$/, error: 'expected a redis:// address' });

const schema = z.object({
  DATABASE_URL: postgresUrl.optional(),
  REDIS_URL: redisUrl.optional(),
  QUEUE_PREFIX: z
    .string()
    .regex(/^[a-z0-9-]{1,40}$/, 'expected 1 to 40 of a-z, 0-9 and -')
    .default('lienthong'),
  WALLET_PASSPHRASE: z.string().min(12, 'at least 12 characters').optional(),
  TOKEN_PIN: z.string().min(4).optional(),
  LOG_LEVEL: z.enum(['fatal', 'error', 'warn', 'info', 'debug', 'silent']).default('info'),
});

export interface CliConfig {
  /** An existing PostgreSQL; without it the embedded one of the data folder is used. */
  readonly databaseUrl?: string;
  /** Moves the queues to Redis. */
  readonly redisUrl?: string;
  /** Keeps deployments on one Redis apart. */
  readonly queuePrefix: string;
  readonly logLevel: string;
  /** Encrypts and opens the key files of a wallet. */
  readonly walletPassphrase?: string;
  readonly tokenPin?: string;
  /** Everything that was set, for the processes that are started. */
  readonly inherited: Readonly<Record<string, string | undefined>>;
}

/** @throws ConfigFault with all faults in one message */
export function readCliConfig(): CliConfig {
  const { DATABASE_URL, REDIS_URL, QUEUE_PREFIX, LOG_LEVEL, ...custody } = readConfig(schema, process.env);
  return {
    ...(DATABASE_URL !== undefined && { databaseUrl: DATABASE_URL }),
    ...(REDIS_URL !== undefined && { redisUrl: REDIS_URL }),
    queuePrefix: QUEUE_PREFIX,
    logLevel: LOG_LEVEL,
    ...(custody.WALLET_PASSPHRASE !== undefined && { walletPassphrase: custody.WALLET_PASSPHRASE }),
    ...(custody.TOKEN_PIN !== undefined && { tokenPin: custody.TOKEN_PIN }),
    inherited: { ...process.env },
  };
}
