/** What the simulator says to whoever started it: JSON lines on standard output, one object a line. */

/** `phase` is for programs, `label` for people; `done` of `total` pieces. */
export function tellProgress(phase: string, label: string, done: number, total: number): void {
  tell({ progress: { phase, label, done, total } });
}

export function tellLog(log: string): void {
  tell({ log });
}

/** The last line of a run that came to its end. */
export function tellReport(report: object): void {
  tell({ report });
}

/** The last line of a run that could not begin: unusable input. */
export function tellError(error: string): void {
  tell({ error });
}

function tell(line: object): void {
  process.stdout.write(`${JSON.stringify(line)}\n`);
}

/** A launcher that is gone reads nothing more: without it there is nothing to do. */
export function endWithLauncher(): void {
  process.stdout.on('error', () => process.exit(1));
  process.on('disconnect', () => process.exit(1));
}
