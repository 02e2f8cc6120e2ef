/** How a batch lies in a queue: as one string, because PostgreSQL's JSONB reorders keys and refuses the character U+0000. */
import { deflateRawSync, inflateRawSync } from 'node:zlib';
import type { Job, JobsOptions } from 'bullmq';

/** BullMQ takes the lowest number first; 0 would be a lane of its own. All in one index keep their order exact. */
const firstPriority = 1;

/** JSON gives names in the order written and comes back byte for byte. Deflated, because a batch is copied a dozen times
 * on its way through BullMQ: six times fewer bytes cost less than they save (measured at 100 KB). */
export function writeBatch(data: unknown): string {
  const text = JSON.stringify(data) as string | undefined;
  if (text === undefined) throw new TypeError('A batch must be something JSON can say.');
  return deflateRawSync(text, { level: 1 }).toString('base64');
}

export function readBatch(job: Pick<Job<unknown>, 'data'>): unknown {
  if (typeof job.data !== 'string') throw new TypeError('The job carries no batch; something else wrote it.');
  return JSON.parse(inflateRawSync(Buffer.from(job.data, 'base64')).toString()) as unknown;
}

export function laneOfJob(job: Job): number {
  return job.priority - firstPriority;
}

/** The outbox offers again and counts the attempts; a failed job that stayed would block its own id. */
export function jobOptions(jobId: string, lane: number): JobsOptions {
  return {
    jobId,
    priority: firstPriority + lane,
    attempts: 1,
    removeOnComplete: true,
    removeOnFail: true,
  };
}
