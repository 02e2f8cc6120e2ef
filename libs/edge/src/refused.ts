/** How a refusal leaves the code that found it: thrown once at the edge, answered as a problem, never logged as a failure. */
import { isRefused } from '@lienthong/edxml';
import type { Outcome, Refusal, RefusalCode } from '@lienthong/edxml';

/** What only some refusals need: when to come back (503), which methods a path knows (405), that the connection ends here. */
export interface RefusalHints {
  readonly retryAfterSeconds?: number;
  readonly allow?: readonly string[];
  readonly endsLine?: boolean;
}

/** Carries a refusal from the depth of a handler to the answer; it is not a failure and is never retried. */
export class RefusedError extends Error {
  override readonly name = 'RefusedError';

  constructor(
    readonly refusal: Refusal,
    readonly hints: RefusalHints = {},
  ) {
    super(`${refusal.code}: ${refusal.detail}`);
  }
}

/** The value of an outcome, or a thrown {@link RefusedError}. */
export function throwIfRefused<T>(outcome: Outcome<T>): T {
  if (isRefused(outcome)) throw new RefusedError(outcome.refusal);
  return outcome.value;
}

/** Shorthand for handlers that find the refusal themselves. */
export function refusedError(code: RefusalCode, detail: string, where?: string, hints?: RefusalHints): RefusedError {
  return new RefusedError(where === undefined ? { code, detail } : { code, detail, where }, hints);
}
