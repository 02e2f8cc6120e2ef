/** A BullMQ worker that can also be given up: its batches then go to another process when their locks run out. */
import { Worker } from 'bullmq';
import type { IQueueBackend, JobProgress } from 'bullmq';

export class LeasedWorker extends Worker<unknown, unknown, string, IQueueBackend, JobProgress, unknown> {
  /** Stops renewing locks and cuts the connections without waiting for handlers; `close` would wait for them for ever. */
  async abandon(): Promise<void> {
    await this.lockManager.close();
    await this.backend.close(true);
  }

  /** After an error the search for batches of dead processes starts again soon; BullMQ sleeps 5 s, which no `close` can end. */
  protected override checkConnectionError<T>(ask: () => Promise<T>): Promise<T | undefined> {
    return super.checkConnectionError(ask, 500);
  }
}
