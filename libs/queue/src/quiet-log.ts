/** Keeps an outage readable: an error that repeats many times a second is said once in ten seconds. */

const repeatAfterMs = 10_000;
const remembered = 100;

/** Wraps a listener of errors; the same message passes at most once in ten seconds. */
export function quietly(say: (message: string) => void): (error: unknown) => void {
  const saidAt = new Map<string, number>();
  return (error) => {
    const message = error instanceof Error ? error.message || error.name : String(error);
    const now = performance.now();
    if (now - (saidAt.get(message) ?? -Infinity) < repeatAfterMs) return;
    if (saidAt.size >= remembered) saidAt.clear();
    saidAt.set(message, now);
    say(message);
  };
}
