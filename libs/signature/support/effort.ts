/** Measures work, for specs that compare the cost of an input with that of one four times as long. */

/** The least CPU time (microseconds) of some runs: what else the machine does adds to the others. */
export function effortOf(work: () => void, runs = 5): number {
  const costs = Array.from({ length: runs }, () => {
    const began = process.cpuUsage();
    work();
    const { user, system } = process.cpuUsage(began);
    return user + system;
  });
  return Math.min(...costs);
}
