/** Makes a folder and those above it. Node's own recursive form never ends where the system says that nothing can be made: under /proc. */
import { existsSync, mkdirSync } from 'node:fs';
import { dirname } from 'node:path';

/** @throws what the system says against it */
export function makeFolder(folder: string, mode = 0o777): void {
  if (existsSync(folder)) return;
  const above = dirname(folder);
  if (above !== folder) makeFolder(above, mode);
  try {
    mkdirSync(folder, { mode });
  } catch (error) {
    // Somebody else was faster.
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  }
}
