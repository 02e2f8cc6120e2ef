/** How the cost of reading grows with what is read; for tests, which may run on a slow and busy machine. */

const usualRounds = 5;
/** A growth that looks like more than this is measured further: other work on the machine may have slowed the larger readings. */
const doubtful = 7;
const mostRounds = 25;

/**
 * Times as much CPU four times as much takes, each at its cheapest: 4 where each piece is read once, 16 where it is read once for
 * each other. Both sizes take part in every round, so that a busy moment meets both.
 */
export function growth(size: number, read: (size: number) => unknown): number {
  let [small, large] = [Infinity, Infinity];
  for (let round = 0; round < usualRounds || (round < mostRounds && large / small > doubtful); round++) {
    small = Math.min(
      small,
      cost(() => read(size)),
    );
    large = Math.min(
      large,
      cost(() => read(4 * size)),
    );
  }
  return large / small;
}

/** Microseconds of CPU, of all threads of the process. */
function cost(work: () => unknown): number {
  const before = process.cpuUsage();
  work();
  const { user, system } = process.cpuUsage(before);
  return Math.max(1, user + system);
}
