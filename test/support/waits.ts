/** How a test waits: for a state, with a deadline and a name for what it waits for; never for a time. */
import { setTimeout as pause } from 'node:timers/promises';

export interface Waiting {
  /** Longest wait in milliseconds; after it the test fails. */
  readonly deadlineMs: number;
  /** What is waited for, as a person would say it: it stands in the failure's message. */
  readonly what: string;
  /** Pause between two looks in milliseconds; 25 unless told. */
  readonly everyMs?: number;
}

type Falsy = false | undefined | null | 0 | '';

/**
 * Looks again and again until the condition gives something true, and returns that.
 * An error thrown by the condition counts as "not yet"; the last one is the cause of the failure at the deadline.
 */
export async function until<T>(
  condition: () => T | Promise<T>,
  { deadlineMs, what, everyMs = 25 }: Waiting,
): Promise<Exclude<T, Falsy>> {
  const end = performance.now() + deadlineMs;
  let cause: unknown;
  do {
    const seen = await look(condition, end - performance.now());
    if ('found' in seen && seen.found) return seen.found as Exclude<T, Falsy>;
    cause = 'error' in seen ? seen.error : undefined;
    await pause(Math.min(everyMs, Math.max(1, end - performance.now())));
  } while (performance.now() < end);
  const last = cause instanceof Error ? ` (last error: ${cause.message})` : '';
  throw new Error(`waited ${deadlineMs} ms in vain for ${what}${last}`, { cause });
}

/** One look, given up at the deadline, so that a condition which hangs fails by its own name and not by the test's limit. */
async function look<T>(condition: () => T | Promise<T>, leftMs: number): Promise<{ found: T } | { error: unknown }> {
  const late = new AbortController();
  const limit = pause(
    Math.max(1, leftMs),
    { error: new Error('the condition gave no answer') },
    { signal: late.signal },
  );
  try {
    return await Promise.race([Promise.resolve(condition()).then((found) => ({ found })), limit]);
  } catch (error) {
    return { error };
  } finally {
    limit.catch(() => undefined);
    late.abort();
  }
}
