/** What the disk takes to make a piece durable in the same seconds: no answer to a submission comes sooner, as each waits for its commit. */
import { open, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { createHistogram } from 'node:perf_hooks';
import { setTimeout as pause } from 'node:timers/promises';
import { percentilesOf, record } from './open-loop.mjs';

/** The file is written again and again, as PostgreSQL does with the segments of its log. */
const fileBytes = 16 * 1024 * 1024;

/** Pieces of `bytes` due at `rate` a second for `seconds`; one fdatasync(2) after the other takes all that have come. */
export async function measureDisk(folder, { rate, bytes, seconds }) {
  const path = join(folder, 'disk-alone');
  const file = await open(path, 'w');
  const durable = createHistogram();
  try {
    await file.write(Buffer.alloc(fileBytes));
    await file.sync();
    const start = performance.now();
    for (let done = 0, at = 0; done < rate * seconds;) {
      const now = performance.now() - start;
      const due = Math.min(Math.floor((now / 1000) * rate), Math.floor(rate * seconds));
      if (due === done) {
        await pause(1);
        continue;
      }
      const piece = Math.min((due - done) * bytes, fileBytes);
      at = at + piece > fileBytes ? 0 : at;
      await file.write(Buffer.alloc(piece), 0, piece, at);
      await file.datasync();
      at += piece;
      const end = performance.now() - start;
      for (; done < due; done += 1) record(durable, end - ((done + 1) / rate) * 1000);
    }
  } finally {
    await file.close();
    await rm(path, { force: true });
  }
  return percentilesOf(durable);
}
