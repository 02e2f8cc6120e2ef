/** One frozen configuration per process, read once at its start; all faults are told in one message. */
import type { z } from 'zod';

/** The process can not run with this configuration: print the message and end with `exitCode`. */
export class ConfigFault extends Error {
  override readonly name = 'ConfigFault';
  readonly exitCode = 2;
}

/**
 * Reads `source` (normally the environment) through a zod object schema.
 * Empty strings count as not given. Messages name the setting and what was expected, never the value: it may be a secret.
 */
export function readConfig<S extends z.ZodObject>(
  schema: S,
  source: Readonly<Record<string, unknown>>,
): Readonly<z.output<S>> {
  const given = Object.fromEntries(Object.entries(source).filter(([, value]) => value !== undefined && value !== ''));
  const read = schema.safeParse(given);
  if (read.success) return deepFreeze(read.data);
  const faults = read.error.issues.map((issue) => `  ${issue.path.join('.') || '(all)'}: ${issue.message}`);
  throw new ConfigFault(`The configuration has ${faults.length} fault(s):\n${faults.join('\n')}`);
}

function deepFreeze<T>(value: T): Readonly<T> {
  if (typeof value === 'object' && value !== null && !Object.isFrozen(value) && !ArrayBuffer.isView(value)) {
    Object.freeze(value);
    for (const inner of Object.values(value)) deepFreeze(inner);
  }
  return value;
}
