/** Logs of a process: JSON lines on stdout, with secrets taken out before a line is written. */
import { types } from 'node:util';
import type { LoggerService } from '@nestjs/common';
import { pino } from 'pino';
import type { DestinationStream, Logger } from 'pino';
import { LineWriter } from './line-writer.js';

export type Log = Logger;

export interface LogSettings {
  /** pino level: `fatal`, `error`, `warn`, `info`, `debug`, `trace` or `silent`. */
  readonly level: string;
  /** Name of the process, in every line. */
  readonly name: string;
  /** Where lines go; stdout when absent. */
  readonly destination?: DestinationStream;
}

const secretFields = new Set([
  'key',
  'authorization',
  'password',
  'databaseUrl',
  'redisUrl',
  'privateKey',
  'passphrase',
]);
const depths = 3;
const standardOutput = 1;

/** Few lines hold objects. Paths with wildcards looked for them in every line, which took ten times as long as the line itself. */
function withoutNestedSecrets(fields: Record<string, unknown>): Record<string, unknown> {
  return Object.values(fields).some(isNested) ? (censored(fields, 1) as Record<string, unknown>) : fields;
}

function censored(value: unknown, depth: number): unknown {
  if (!isNested(value) || depth > depths) return value;
  if (Array.isArray(value)) return value.map((item) => censored(item, depth + 1));
  const entries = Object.entries(value).map(([name, inner]) => [
    name,
    depth > 1 && secretFields.has(name) ? '[secret]' : censored(inner, depth + 1),
  ]);
  return Object.fromEntries(entries) as unknown;
}

/** Lists and plain objects; what writes itself (dates, errors, bytes) is left alone. */
function isNested(value: unknown): value is object {
  return Array.isArray(value) || (typeof value === 'object' && value?.constructor === Object);
}

export function createLogger(settings: LogSettings): Log {
  const options = {
    level: settings.level,
    name: settings.name,
    base: { pid: process.pid },
    timestamp: pino.stdTimeFunctions.isoTime,
    formatters: { level: (label: string) => ({ level: label }), log: withoutNestedSecrets },
    redact: { paths: [...secretFields], censor: '[secret]' },
    serializers: { err: (failure: unknown) => wordsOf(failure) },
    hooks: { streamWrite: withoutSecrets },
  };
  return pino(options, settings.destination ?? new LineWriter(standardOutput));
}

// Named fields only: a failed query of TypeORM carries its parameters along, and with them contents of documents.
function wordsOf(failure: unknown, depth = 0): unknown {
  if (!types.isNativeError(failure) || depth > maxCauses) return String(failure);
  const { name, message, stack, cause } = failure;
  const { code } = failure as { code?: unknown };
  const inner = cause === undefined ? {} : { cause: wordsOf(cause, depth + 1) };
  return { type: name, message, ...(code === undefined ? {} : { code: String(code) }), stack, ...inner };
}

const maxCauses = 4;

// The last wall: redaction knows field names only, but a key or a password may stand inside a message or a stack.
function withoutSecrets(line: string): string {
  const keyless = line.includes('edx_') ? line.replace(/(edx_[0-9a-f]+_)[A-Za-z0-9_-]{8,}/gi, '$1[secret]') : line;
  return keyless.includes('://') ? keyless.replace(/(\w+:\/\/[^\s:/@"]*:)[^\s@"]+@/g, '$1[secret]@') : keyless;
}

/** Nest's own messages, written as lines of the process's log. */
export class NestLog implements LoggerService {
  constructor(private readonly target: Log) {}

  log(message: unknown, ...rest: unknown[]): void {
    this.#write('info', message, rest);
  }

  error(message: unknown, ...rest: unknown[]): void {
    this.#write('error', message, rest);
  }

  warn(message: unknown, ...rest: unknown[]): void {
    this.#write('warn', message, rest);
  }

  debug(message: unknown, ...rest: unknown[]): void {
    this.#write('debug', message, rest);
  }

  verbose(message: unknown, ...rest: unknown[]): void {
    this.#write('trace', message, rest);
  }

  fatal(message: unknown, ...rest: unknown[]): void {
    this.#write('fatal', message, rest);
  }

  // Nest passes (message, ...more, context) and, for errors, (message, stack, context).
  #write(level: 'info' | 'error' | 'warn' | 'debug' | 'trace' | 'fatal', message: unknown, rest: unknown[]): void {
    const from = typeof rest.at(-1) === 'string' ? rest.at(-1) : undefined;
    const more = rest.slice(0, from === undefined ? undefined : -1).filter((value) => value !== undefined);
    const fields = { ...(from === undefined ? {} : { from }), ...(more.length > 0 ? { more } : {}) };
    if (message instanceof Error) this.target[level]({ ...fields, err: message }, message.message);
    else if (typeof message === 'string') this.target[level](fields, message);
    else this.target[level]({ ...fields, message });
  }
}
