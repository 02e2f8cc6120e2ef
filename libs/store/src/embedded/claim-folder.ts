/** One owner per folder: a file that names the owning process, honoured as long as exactly that process lives. */
import { linkSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { EmbeddedFault } from './embedded-fault.js';
import { startOfProcess } from './process-identity.js';

export interface FolderClaim {
  /** Gives the folder back; may be called twice. */
  release(): void;
}

interface Owner {
  readonly pid: number;
  readonly started: string;
}

const ownerName = 'owner.json';
/** Each turn removes one dead owner or meets a living one; more turns than this means that others come and go. */
const attempts = 20;

/**
 * Makes this process the owner of the folder (made when missing).
 * @throws EmbeddedFault `instance-alive` when a living process owns it, `folder-unusable` when it can not be written.
 */
export function claimFolder(folder: string): FolderClaim {
  const file = join(folder, ownerName);
  const mine = writeClaim(folder);
  try {
    for (let turn = 0; turn < attempts; turn += 1) {
      if (linked(mine.path, file)) return { release: () => release(file, mine.text) };
      const text = readOwner(file);
      if (text !== undefined && isAlive(text)) throw aliveFault(folder, text);
      if (text !== undefined) removeDeadOwner(file, text);
    }
  } finally {
    rmSync(mine.path, { force: true });
  }
  throw new EmbeddedFault('instance-alive', `Other processes keep taking the folder ${folder}; try again.`);
}

function writeClaim(folder: string): { path: string; text: string } {
  const owner: Owner = { pid: process.pid, started: startOfProcess(process.pid) ?? '' };
  const text = JSON.stringify(owner);
  const path = join(folder, `.claim-${process.pid}-${Math.random().toString(36).slice(2)}`);
  try {
    mkdirSync(folder, { recursive: true });
    writeFileSync(path, text, { mode: 0o600 });
  } catch (error) {
    const reason = (error as Error).message;
    throw new EmbeddedFault('folder-unusable', `The folder ${folder} can not be written: ${reason}.`, { cause: error });
  }
  return { path, text };
}

/** A link appears with its whole content at once and never replaces another: half-written claims do not exist. */
function linked(from: string, to: string): boolean {
  try {
    linkSync(from, to);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  }
}

function readOwner(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}

function parseOwner(text: string): Owner | undefined {
  try {
    const owner = JSON.parse(text) as Partial<Owner>;
    return typeof owner.pid === 'number' && typeof owner.started === 'string' ? (owner as Owner) : undefined;
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

function isAlive(text: string): boolean {
  const owner = parseOwner(text);
  return owner !== undefined && startOfProcess(owner.pid) === owner.started;
}

/** Moves the file away first and looks again: between reading and removing, somebody else may have become the owner. */
function removeDeadOwner(file: string, dead: string): void {
  const aside = `${file}.${process.pid}`;
  try {
    renameSync(file, aside);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return;
    throw error;
  }
  if (readOwner(aside) !== dead) linked(aside, file);
  rmSync(aside, { force: true });
}

function release(file: string, text: string): void {
  if (readOwner(file) === text) rmSync(file, { force: true });
}

function aliveFault(folder: string, text: string): EmbeddedFault {
  const pid = parseOwner(text)?.pid;
  return new EmbeddedFault(
    'instance-alive',
    `The folder ${folder} is in use by process ${pid}. Stop that one first (Ctrl-C there, or kill ${pid}), or name another folder.`,
  );
}
