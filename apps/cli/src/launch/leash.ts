/** Loaded first into every process the launcher starts (`--import`): ends that process when the launcher is gone, kill -9 included. */
import { isMainThread } from 'node:worker_threads';

/** After a friendly SIGTERM; the database goes down in the same moment, so there is nothing left to wait for. */
const graceMs = 2_000;
const launcher = Number(new URL(import.meta.url).searchParams.get('launcher'));

// Node hands `--import` on to forked processes and threads. Those are on the leash of their own parent.
if (isMainThread && process.ppid === launcher) holdOn();
else if (isMainThread && launcher > 0 && !isAlive(launcher)) process.exit(1);

/** Standard input is a pipe that only the launcher holds: nothing is ever written, its end is the launcher's end. */
function holdOn(): void {
  process.stdin.once('end', letGo).once('error', letGo).resume();
  (process.stdin as unknown as { unref?: () => void }).unref?.();
}

function letGo(): void {
  setTimeout(() => process.exit(1), graceMs).unref();
  process.kill(process.pid, 'SIGTERM');
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ESRCH') return false;
    return true;
  }
}
