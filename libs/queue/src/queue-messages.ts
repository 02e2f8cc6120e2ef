/** How a Nest handler says that it takes the batches of a queue, and how its failures reach the queue unchanged. */
import { Catch, UseFilters, applyDecorators } from '@nestjs/common';
import type { RpcExceptionFilter } from '@nestjs/common';
import { BaseRpcContext, EventPattern } from '@nestjs/microservices';
import { throwError } from 'rxjs';
import type { Observable } from 'rxjs';

/** What a handler may know about a batch beside its content (`@Ctx()`); it never sees the job itself. */
export class QueueContext extends BaseRpcContext<[string, string, number]> {
  get queue(): string {
    return this.args[0];
  }

  /** The id under which the batch was offered. */
  get jobId(): string {
    return this.args[1];
  }

  get lane(): number {
    return this.args[2];
  }
}

/** Nest's own filter replaces every error by a plain object; the queue's log needs the error itself. */
@Catch()
class RethrowFilter implements RpcExceptionFilter {
  catch(exception: unknown): Observable<never> {
    return throwError(() => (exception instanceof Error ? exception : new Error(String(exception))));
  }
}

/** What a handler can ask of the server for its queue. */
export interface QueueMessagesOptions {
  /** Batches of this queue handled at the same time by one process. */
  readonly concurrency?: number;
}

/**
 * Marks a controller's method as the taker of a queue's batches. A rejected or erroring handler fails the batch.
 * The filter sits here because filters set on a connected microservice come too late to be used.
 */
export function QueueMessages(queue: string, options: QueueMessagesOptions = {}): MethodDecorator {
  return applyDecorators(EventPattern<string>(queue, { ...options }), UseFilters(new RethrowFilter()));
}
