/** The lines of an edge about its answers: one for each answer, and one where an answer broke off half-way. */
import { LogController } from 'fastify';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Log } from './logs.js';

const fieldsOf = (request: FastifyRequest): object => ({
  correlation: request.id,
  method: request.method,
  // The pattern, not the path: identifiers and whatever a client puts into a query stay out of the log.
  route: request.routeOptions.url,
});

/** Good answers at `debug`, refusals at `info`; failures of ours have a line of their own, with the cause. */
export function logAnswer(log: Log, request: FastifyRequest, reply: FastifyReply): void {
  const level = reply.statusCode < 400 ? 'debug' : 'info';
  if (!log.isLevelEnabled(level)) return;
  log[level]({ ...fieldsOf(request), status: reply.statusCode, ms: Math.round(reply.elapsedTime) }, 'answered');
}

export function logFailure(log: Log, request: FastifyRequest, failure: unknown): void {
  log.error({ ...fieldsOf(request), err: failure }, 'request failed');
}

/** Fastify's own request lines are off but for one: only Fastify sees that a stream failed after its headers had left. */
export class BrokenAnswersOnly extends LogController {
  constructor(private readonly log: Log) {
    super({ disableRequestLogging: true });
  }

  override streamError(failure: Error & { code?: string }, request: FastifyRequest): void {
    const hasClientLeft = failure.code === 'ERR_STREAM_PREMATURE_CLOSE';
    if (hasClientLeft) this.log.debug(fieldsOf(request), 'client left before the end of its answer');
    else this.log.error({ ...fieldsOf(request), err: failure }, 'answer broke off');
  }
}
