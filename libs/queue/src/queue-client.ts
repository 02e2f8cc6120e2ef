/** Where the relay hands batches over to the next place, and asks which of them the queue still holds. */
import { ClientProxy } from '@nestjs/microservices';
import type { ReadPacket } from '@nestjs/microservices';
import type { QueueBackend } from './backend.js';
import { jobOptions, writeBatch } from './batch-job.js';
import { QueueDoor } from './queue-door.js';

export interface OfferOptions {
  /** From 0 on: batches of a lower lane are taken before all of a higher one that still wait. */
  readonly lane: number;
}

/** What `emit(queue, event)` sends when the client is used as a Nest client proxy. */
export interface QueueEvent extends OfferOptions {
  readonly jobId: string;
  readonly data: unknown;
}

export class QueueClient extends ClientProxy {
  private readonly doors = new Map<string, QueueDoor>();

  constructor(private readonly backend: QueueBackend) {
    super();
  }

  /**
   * Puts a batch (JSON, at most about a megabyte) into a queue. An id that still waits or is being handled is not queued
   * twice; one that ended, well or badly, can be offered again. Rejects within 5 s when the queue's server is away.
   */
  async offer(queue: string, jobId: string, data: unknown, { lane }: OfferOptions): Promise<void> {
    const text = writeBatch(data);
    await this.door(queue).ask((bull) => bull.add('batch', text, jobOptions(jobId, lane)));
  }

  /** Those of the ids that wait or are being handled. An id that is missing is done, failed or lost: offer it again if it is open. */
  async known(queue: string, jobIds: readonly string[]): Promise<Set<string>> {
    const states = await this.door(queue).ask((bull) => Promise.all(jobIds.map((id) => bull.getJobState(id))));
    return new Set(jobIds.filter((_, index) => states[index] !== 'unknown' && states[index] !== 'failed'));
  }

  /** How many batches wait in the queue, all lanes together. */
  async waiting(queue: string): Promise<number> {
    return this.door(queue).ask((bull) => bull.getJobCountByTypes('waiting', 'prioritized'));
  }

  /** Connections are opened by the first offer. */
  connect(): Promise<void> {
    return Promise.resolve();
  }

  async close(): Promise<void> {
    const doors = [...this.doors.values()];
    this.doors.clear();
    await Promise.all(doors.map((door) => door.close()));
  }

  unwrap<T>(): T {
    return this.doors as T;
  }

  protected dispatchEvent<T>({ pattern, data }: ReadPacket<QueueEvent>): Promise<T> {
    return this.offer(String(pattern), data.jobId, data.data, data) as Promise<T>;
  }

  protected publish(): () => void {
    throw new Error('A queue carries batches one way; use emit, not send.');
  }

  private door(queue: string): QueueDoor {
    let door = this.doors.get(queue);
    if (!door) this.doors.set(queue, (door = new QueueDoor(this.backend, queue)));
    return door;
  }
}
