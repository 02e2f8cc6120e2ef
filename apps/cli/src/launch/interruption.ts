/** Ctrl-C and its kin: the first asks for an orderly end, the second and the deadline end at once. */

/** The work was interrupted; not a failure of the work. */
export class Interrupted extends Error {
  override readonly name = 'Interrupted';

  constructor(readonly signal: NodeJS.Signals) {
    super(`interrupted by ${signal}`);
  }
}

/** All of stopping must be done by then; processes still alive end with the launcher. */
const stopWithinMs = 15_000;
/** npm hands the terminal's Ctrl-C on to us, who have it already: two signals this close are one. */
const oneSignalMs = 1_000;
const asked: readonly NodeJS.Signals[] = ['SIGINT', 'SIGTERM', 'SIGHUP'];

/** Rejects with {@link Interrupted} at the first signal; never resolves. */
export function interruption(say: (line: string) => void): Promise<never> {
  let firstAt: number | undefined;
  const interrupted = new Promise<never>((_, reject) => {
    const hear = (signal: NodeJS.Signals): void => {
      const now = performance.now();
      if (firstAt !== undefined && now - firstAt > oneSignalMs) process.exit(exitCodeOf(signal));
      if (firstAt !== undefined) return;
      firstAt = now;
      say('Stopping (once more ends at once) ...');
      setTimeout(() => process.exit(exitCodeOf(signal)), stopWithinMs).unref();
      reject(new Interrupted(signal));
    };
    for (const signal of asked) process.on(signal, hear);
  });
  // Whoever races against it sees the rejection; before the race begins nobody needs to.
  interrupted.catch(() => undefined);
  return interrupted;
}

/** As shells report it: 128 and the signal's number. */
export function exitCodeOf(signal: NodeJS.Signals): number {
  return { SIGHUP: 129, SIGINT: 130, SIGTERM: 143 }[signal as 'SIGINT'] ?? 1;
}
