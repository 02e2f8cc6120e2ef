/** The settings of the trust service, read once from the environment. */
import { readFileSync } from 'node:fs';
import { ConfigFault, readConfig } from '@lienthong/edge';
import type { TokenPlace } from '@lienthong/signature';
import { z } from 'zod';

const schema = z.object({
  /** Where a rehearsal keeps its official time; without it the machine's clock counts. */
  DATABASE_URL: z
    .string()
    .regex(/^postgres(ql)?:\/\//, 'a postgres:// address')
    .optional(),
  /** Folder with `authority/`: keys, journal, lists, and the first keys of its roles. */
  DATA_DIR: z.string().min(1),
  HOST: z.string().default('127.0.0.1'),
  PORT: z.coerce.number().int().min(0).max(65_535).default(8144),
  /** Address under which others reach this service; it is written into certificates. */
  PUBLIC_URL: z.url({ protocol: /^https?$/, error: 'expected an http:// address' }).optional(),
  AUTHORITY_NAME: z.string().min(1).max(64).default('Ban Cơ yếu Chính phủ'),
  AUTHORITY_PASSPHRASE: z.string().min(12, 'at least 12 characters').optional(),
  AUTHORITY_PASSPHRASE_FILE: z.string().optional(),
  /** PKCS#11 library of a token that keeps the authority's keys, instead of files. */
  AUTHORITY_TOKEN: z.string().optional(),
  AUTHORITY_TOKEN_LABEL: z.string().optional(),
  AUTHORITY_PIN: z.string().min(4, 'at least 4 characters').optional(),
  AUTHORITY_PIN_FILE: z.string().optional(),
  /** Hours of official time for which a revocation list speaks; a new one comes at half of them, and at every revocation. */
  LIST_HOURS: z.coerce.number().int().min(1).max(26_304).default(168),
  /** Minutes of official time for which an OCSP answer speaks. */
  ANSWER_MINUTES: z.coerce.number().int().min(1).max(10_080).default(60),
  PROCESS_NAME: z
    .string()
    .regex(/^[a-z0-9-]{1,40}$/)
    .default('trust'),
  LOG_LEVEL: z.enum(['fatal', 'error', 'warn', 'info', 'debug', 'silent']).default('info'),
});

export type TrustConfig = Readonly<z.output<typeof schema>>;

export function readTrustConfig(environment: Readonly<Record<string, string | undefined>> = process.env): TrustConfig {
  return readConfig(schema, environment);
}

/** What opens the authority's keys: from the environment or from a file, never from the command line. Throws ConfigFault. */
export function passphraseOf(config: TrustConfig): string {
  const { AUTHORITY_PASSPHRASE: given, AUTHORITY_PASSPHRASE_FILE: file } = config;
  if (given !== undefined) return given;
  if (file === undefined) {
    throw new ConfigFault('The authority’s keys are encrypted: set AUTHORITY_PASSPHRASE_FILE or AUTHORITY_PASSPHRASE');
  }
  const text = readFileSync(file, 'utf8').trim();
  if (text.length >= 12) return text;
  throw new ConfigFault(`${file} holds no passphrase of at least 12 characters`);
}

/** The token that keeps the authority's keys; undefined where files do. Throws ConfigFault without a PIN. */
export function tokenOf(config: TrustConfig): TokenPlace | undefined {
  const { AUTHORITY_TOKEN: library, AUTHORITY_TOKEN_LABEL: label, AUTHORITY_PIN_FILE: file } = config;
  if (library === undefined) return undefined;
  const pin = config.AUTHORITY_PIN ?? (file === undefined ? '' : readFileSync(file, 'utf8').trim());
  if (pin === '') throw new ConfigFault('The token needs its PIN: set AUTHORITY_PIN_FILE or AUTHORITY_PIN');
  return { library, pin, ...(label !== undefined && { label }) };
}
