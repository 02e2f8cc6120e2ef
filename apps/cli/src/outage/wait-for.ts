/** Looks again and again until something is as it should be, and says what was seen last. */
import { setTimeout as pause } from 'node:timers/promises';

const everyMs = 50;
const usualDeadlineMs = 30_000;

/** What was seen first that is right, or last before the deadline. An error of the last look is thrown. */
export async function waitFor<T>(
  look: () => Promise<T>,
  isRight: (seen: T) => boolean,
  deadlineMs = usualDeadlineMs,
): Promise<T> {
  const end = performance.now() + deadlineMs;
  for (;;) {
    const isLast = performance.now() > end;
    try {
      const seen = await look();
      if (isLast || isRight(seen)) return seen;
    } catch (error) {
      if (isLast) throw error;
    }
    await pause(everyMs);
  }
}
