/** One launcher for each data folder: the second one is told who the first is. */
import { claimFolder, EmbeddedFault } from '@lienthong/store';
import { chmodSync, readdirSync } from 'node:fs';
import { CommandFault } from '../command-fault.js';
import { makeFolder } from '../make-folder.js';
import type { DataFolder } from '../project.js';

export function claimData(data: DataFolder): { release(): void } {
  makeDataFolder(data.path);
  try {
    const claim = claimFolder(data.path);
    letThrough(data.path);
    return claim;
  } catch (error) {
    if (error instanceof EmbeddedFault) throw new CommandFault(error.message, 2, { cause: error });
    throw error;
  }
}

function makeDataFolder(path: string): void {
  try {
    makeFolder(path);
  } catch (error) {
    throw new CommandFault(
      `The folder ${path} can not be written: ${(error as Error).message}. Name another with --data.`,
      2,
      { cause: error },
    );
  }
}

/** As root the embedded server runs under another account and has to pass through; only a folder that is ours is opened. */
function letThrough(folder: string): void {
  const isNew = readdirSync(folder).length === 1;
  if (isNew && process.getuid?.() === 0) chmodSync(folder, 0o711);
}
