/** Turns whatever a handler threw into a problem answer, and writes the faults that are ours into the log. */
import { Catch } from '@nestjs/common';
import type { ArgumentsHost, ExceptionFilter } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { throwError } from 'rxjs';
import { logFailure } from './answer-log.js';
import type { Log } from './logs.js';
import { refusedErrorOf, sendInternal, sendRefusal } from './problem.js';

@Catch()
export class ProblemFilter implements ExceptionFilter {
  constructor(private readonly log: Log) {}

  catch(failure: unknown, host: ArgumentsHost): unknown {
    // In a hybrid application queue handlers come by here too: their errors must stay errors, or a failed job counts as done.
    if (host.getType() !== 'http') return throwError(() => failure);
    const request = host.switchToHttp().getRequest<FastifyRequest>();
    const reply = host.switchToHttp().getResponse<FastifyReply>();
    const refused = refusedErrorOf(failure);
    const isFault = refused === undefined || (refused !== failure && refused.refusal.code === 'store-unavailable');
    if (isFault) logFailure(this.log, request, failure);
    if (reply.sent || reply.raw.headersSent) {
      // Half an answer is out: cut the line, so that nobody takes the half for the whole.
      reply.raw.destroy();
    } else if (refused) sendRefusal(request, reply, refused);
    else sendInternal(request, reply);
    return undefined;
  }
}
