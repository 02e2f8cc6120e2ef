/** The end of a queue where batches are put in and looked up; it comes back by itself after an outage or a wipe. */
import { Logger } from '@nestjs/common';
import type { BullQueue, QueueBackend } from './backend.js';
import { endsWithin, within } from './deadline.js';
import { quietly } from './quiet-log.js';

const answerMs = 5_000;
/** PostgreSQL says so when the schema, a table or a function of the queue is not there any more. */
const schemaGone = new Set(['3F000', '42P01', '42883']);

export class QueueDoor {
  private queue: BullQueue | undefined;
  private closed = false;
  private readonly logger = new Logger('Queue');
  private readonly complain = quietly((message) => this.logger.warn(`${this.name}: ${message}`));

  constructor(
    private readonly backend: QueueBackend,
    readonly name: string,
  ) {}

  /** Asks the queue; rejects when it has not answered within 5 s. A removed schema is made again, and the question repeated. */
  async ask<T>(question: (queue: BullQueue) => Promise<T>): Promise<T> {
    try {
      return await this.askOnce(question);
    } catch (error) {
      if (!isSchemaGone(error)) throw error;
      await this.backend.prepare();
      return this.askOnce(question);
    }
  }

  async close(): Promise<void> {
    this.closed = true;
    await this.letGo();
  }

  private async askOnce<T>(question: (queue: BullQueue) => Promise<T>): Promise<T> {
    if (this.closed) throw new Error(`The queue ${this.name} is closed.`);
    const queue = (this.queue ??= this.open());
    try {
      return await within(answerMs, question(queue), `The queue ${this.name}`);
    } catch (error) {
      // On PostgreSQL a first connection that failed is remembered for ever; ioredis connects again by itself.
      if (this.backend.kind === 'postgres' && this.queue === queue) void this.letGo();
      throw error;
    }
  }

  private async letGo(): Promise<void> {
    const queue = this.queue;
    this.queue = undefined;
    if (queue && !(await endsWithin(answerMs, queue.close()))) await endsWithin(answerMs, queue.disconnect());
  }

  private open(): BullQueue {
    const queue = this.backend.openQueue(this.name);
    queue.on('error', this.complain);
    return queue;
  }
}

function isSchemaGone(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  return error.name === 'SchemaMigrationRequiredError' || ('code' in error && schemaGone.has(String(error.code)));
}
