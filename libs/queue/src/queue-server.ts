/** Nest's transport on the queue: every queue that has a handler gets a worker, and a failing handler fails its batch. */
import { Server } from '@nestjs/microservices';
import type { BaseRpcContext, CustomTransportStrategy, MessageHandler, ReadPacket } from '@nestjs/microservices';
import { isObservable, lastValueFrom } from 'rxjs';
import type { QueueBackend } from './backend.js';
import { within } from './deadline.js';
import { WatchedWorker } from './watched-worker.js';
import type { LaneOptions, LaneProgress } from './watched-worker.js';

/** Times in milliseconds; the defaults suit the exchange, tests shorten them. */
export interface QueueServerOptions extends Partial<LaneOptions> {
  /** Only these queues are served by this process; default: every queue with a handler. */
  readonly queues?: readonly string[];
  /** How long `close` waits for running batches; below the time after which a supervisor kills. Default 10,000. */
  readonly closeDeadlineMs?: number;
}

const defaults = {
  concurrency: 2,
  lockMs: 15_000,
  stalledIntervalMs: 5_000,
  stuckAfterMs: 5_000,
  closeDeadlineMs: 10_000,
} as const;

const readyMs = 10_000;

export class QueueServer extends Server implements CustomTransportStrategy {
  /** Nest leaves reporting to the transport: a failed batch is logged once, by its worker. */
  override readonly propagatesEventHandlerErrors = true;
  private readonly workers = new Map<string, WatchedWorker>();

  constructor(
    private readonly backend: QueueBackend,
    private readonly options: QueueServerOptions = {},
  ) {
    super();
  }

  /** Starts a worker per queue; the callback gets an error when one is not ready within 10 s. */
  listen(callback: (error?: Error) => void): void {
    for (const [queue, handler] of this.messageHandlers) {
      if (this.options.queues?.includes(queue) ?? true) this.workers.set(queue, this.open(queue, handler));
    }
    const ready = Promise.all([...this.workers.values()].map((worker) => worker.ready()));
    within(readyMs, ready, 'Starting the workers of the queues').then(
      () => callback(),
      (error: unknown) => callback(error as Error),
    );
  }

  /** Ends within the deadline, also while a handler hangs; its batch then goes to another process. */
  async close(): Promise<void> {
    const deadlineMs = this.options.closeDeadlineMs ?? defaults.closeDeadlineMs;
    await Promise.all([...this.workers.values()].map((worker) => worker.close(deadlineMs)));
    this.workers.clear();
  }

  /** Nest's own version only starts the handler's Observable, so that a failed batch would count as done. */
  override async handleEvent(pattern: string, packet: ReadPacket, context: BaseRpcContext): Promise<void> {
    const handler = this.messageHandlers.get(pattern);
    if (!handler) throw new Error(`No handler takes the batches of the queue ${pattern}.`);
    const outcome: unknown = await handler(packet.data, context);
    if (isObservable(outcome)) await lastValueFrom(outcome, { defaultValue: undefined });
  }

  /** What this process did per queue since it started. */
  progress(): Readonly<Record<string, LaneProgress>> {
    return Object.fromEntries([...this.workers].map(([queue, worker]) => [queue, worker.progress()]));
  }

  /** The BullMQ worker of every queue, for tests that disturb one. */
  unwrap<T>(): T {
    return new Map([...this.workers].map(([queue, worker]) => [queue, worker.current])) as T;
  }

  on(): never {
    throw new Error('A queue server tells nothing by events; ask progress().');
  }

  private open(queue: string, handler: MessageHandler): WatchedWorker {
    const take = (data: unknown, context: BaseRpcContext): Promise<void> =>
      this.handleEvent(queue, { pattern: queue, data }, context);
    return new WatchedWorker(this.backend, queue, take, { ...defaults, ...this.options, ...handler.extras });
  }
}
