/** Tells a store that is away, which comes back by itself and is answered 503, from a failure of our own code. */

// https://www.postgresql.org/docs/current/errcodes-appendix.html: connection exception, operator intervention,
// insufficient resources (disk full, out of memory, too many connections).
const awayStates = /^(08...|57P0[1-5]|53...)$/;
const awaySystemCodes = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'EPIPE',
  'ETIMEDOUT',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
]);
// node-postgres and ioredis give these only as texts.
const awayTexts =
  /Connection terminated|timeout exceeded when trying to connect|Client has encountered a connection error|Cannot use a pool after calling end|Connection is closed|the database system is (starting up|shutting down)/i;

const maxDepth = 5;

/** Looks through causes, TypeORM's `driverError` and the members of an AggregateError. */
export function isStoreAway(failure: unknown, depth = 0): boolean {
  if (typeof failure !== 'object' || failure === null || depth > maxDepth) return false;
  const { code, message, cause, driverError, errors } = failure as Record<string, unknown>;
  if (typeof code === 'string' && (awaySystemCodes.has(code) || awayStates.test(code))) return true;
  if (typeof message === 'string' && awayTexts.test(message)) return true;
  const inner = [cause, driverError, ...(Array.isArray(errors) ? errors : [])];
  return inner.some((one) => isStoreAway(one, depth + 1));
}
