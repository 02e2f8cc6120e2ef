/** What the environment says to the command: which database, which queue, whether over TLS, how much is logged. Read here and nowhere else. */
import { certificatesFile, keyFile, readConfig, tlsOf, wholeTls } from '@lienthong/edge';
import type { EdgeTls } from '@lienthong/edge';
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
  TLS_CERT: certificatesFile.optional(),
  TLS_KEY: keyFile.optional(),
  TLS_CLIENT_CA: certificatesFile.optional(),
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
  /** What the exchange is served with over HTTPS. */
  readonly tls?: EdgeTls;
  /** Encrypts and opens the key files of a wallet. */
  readonly walletPassphrase?: string;
  readonly tokenPin?: string;
  /** Everything that was set, for the processes that are started. */
  readonly inherited: Readonly<Record<string, string | undefined>>;
}

/** @throws ConfigFault with all faults in one message */
export function readCliConfig(): CliConfig {
  const { DATABASE_URL, REDIS_URL, QUEUE_PREFIX, LOG_LEVEL, ...rest } = readConfig(wholeTls(schema), process.env);
  const tls = tlsOf(rest);
  return {
    ...(DATABASE_URL !== undefined && { databaseUrl: DATABASE_URL }),
    ...(REDIS_URL !== undefined && { redisUrl: REDIS_URL }),
    queuePrefix: QUEUE_PREFIX,
    logLevel: LOG_LEVEL,
    ...(tls !== undefined && { tls }),
    ...(rest.WALLET_PASSPHRASE !== undefined && { walletPassphrase: rest.WALLET_PASSPHRASE }),
    ...(rest.TOKEN_PIN !== undefined && { tokenPin: rest.TOKEN_PIN }),
    inherited: { ...process.env },
  };
}
