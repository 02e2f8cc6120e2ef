/** Takes the batches of one queue, and is renewed when batches wait although it has hands free: workers have been seen to
 * stop without an error (a lost wake-up on PostgreSQL, an outage of Redis). */
import { Logger } from '@nestjs/common';
import type { Job } from 'bullmq';
import type { QueueBackend } from './backend.js';
import { laneOfJob, readBatch } from './batch-job.js';
import { endsWithin } from './deadline.js';
import type { LeasedWorker } from './leased-worker.js';
import { QueueDoor } from './queue-door.js';
import { QueueContext } from './queue-messages.js';
import { quietly } from './quiet-log.js';

/** Milliseconds everywhere. */
export interface LaneOptions {
  readonly concurrency: number;
  /** After this time without renewal a batch of a dead process is handed to another one. */
  readonly lockMs: number;
  readonly stalledIntervalMs: number;
  /** A worker that took nothing for so long while batches waited is renewed. */
  readonly stuckAfterMs: number;
}

/** What one process did on one queue since its start. */
export interface LaneProgress {
  readonly taken: number;
  readonly done: number;
  readonly failed: number;
  readonly renewed: number;
}

export type TakeBatch = (data: unknown, context: QueueContext) => Promise<void>;

/** A process may die this often in the middle of one batch before BullMQ gives it up; what is dead is decided in the outbox. */
const maxStalledCount = 20;
/** When renewing did not help (the fault is elsewhere), it is tried less and less often. */
const longestPatienceMs = 60_000;

export class WatchedWorker {
  private readonly logger = new Logger('Queue');
  private readonly complain = quietly((message) => this.logger.warn(`${this.queue}: ${message}`));
  private readonly door: QueueDoor;
  private readonly retired = new Set<LeasedWorker>();
  private readonly count = { taken: 0, done: 0, failed: 0, renewed: 0 };
  private worker: LeasedWorker;
  private readonly watch: NodeJS.Timeout;
  private closing = false;
  private busy = 0;
  private waitingSince: number | undefined;
  private patience: number;

  constructor(
    private readonly backend: QueueBackend,
    readonly queue: string,
    private readonly take: TakeBatch,
    private readonly options: LaneOptions,
  ) {
    this.patience = options.stuckAfterMs;
    this.door = new QueueDoor(backend, queue);
    this.worker = this.open();
    this.watch = setInterval(() => void this.look().catch(this.complain), options.stuckAfterMs / 2);
  }

  get current(): LeasedWorker {
    return this.worker;
  }

  progress(): LaneProgress {
    return { ...this.count };
  }

  ready(): Promise<void> {
    return this.worker.waitUntilReady();
  }

  /** Lets running batches end; after `deadlineMs` they are given up, and another process gets them when their locks run out. */
  async close(deadlineMs: number): Promise<void> {
    this.closing = true;
    clearInterval(this.watch);
    const workers = [this.worker, ...this.retired];
    const ended = await endsWithin(deadlineMs, Promise.all(workers.map((worker) => worker.close())));
    if (!ended) {
      this.logger.warn(
        `${this.queue}: ${this.busy} batches given up after ${deadlineMs} ms; another process takes them`,
      );
      await endsWithin(1_000, Promise.all(workers.map((worker) => worker.abandon())));
    }
    await this.door.close();
  }

  private open(): LeasedWorker {
    const { concurrency, lockMs, stalledIntervalMs } = this.options;
    const worker = this.backend.openWorker(this.queue, (job) => this.handle(job), {
      concurrency,
      lockDuration: lockMs,
      stalledInterval: stalledIntervalMs,
      maxStalledCount,
      runRetryDelay: 500,
    });
    worker.on('error', this.complain);
    return worker;
  }

  private async handle(job: Job): Promise<null> {
    this.waitingSince = undefined;
    this.patience = this.options.stuckAfterMs;
    this.count.taken += 1;
    this.busy += 1;
    const jobId = job.id ?? '';
    try {
      await this.take(readBatch(job), new QueueContext([this.queue, jobId, laneOfJob(job)]));
      this.count.done += 1;
      return null;
    } catch (error) {
      this.count.failed += 1;
      const fault = error instanceof Error ? error : new Error(String(error));
      this.logger.error(`${this.queue}: batch ${jobId} failed: ${fault.message}`, fault.stack);
      throw fault;
    } finally {
      this.busy -= 1;
    }
  }

  /** Batches that were seen waiting twice, with no taker in between although hands were free, mean a stuck worker. */
  private async look(): Promise<void> {
    if (this.busy >= this.options.concurrency) return void (this.waitingSince = undefined);
    const waiting = await this.door.ask((queue) => queue.getJobCountByTypes('waiting', 'prioritized'));
    if (waiting === 0 || this.closing) return void (this.waitingSince = undefined);
    const now = performance.now();
    this.waitingSince ??= now;
    if (now - this.waitingSince >= this.patience) this.renew(waiting);
  }

  private renew(waiting: number): void {
    const stuck = this.worker;
    this.logger.warn(`${this.queue}: ${waiting} batches wait and none is taken; the worker is renewed`);
    this.worker = this.open();
    this.count.renewed += 1;
    this.waitingSince = undefined;
    this.patience = Math.min(this.patience * 2, longestPatienceMs);
    this.retired.add(stuck);
    void stuck
      .close()
      .catch(this.complain)
      .finally(() => this.retired.delete(stuck));
  }
}
