/** Which process a number means: process numbers are used again, a number together with its start time is not. */
import { execFileSync } from 'node:child_process';
import { readFileSync, readlinkSync } from 'node:fs';

/** When the process started, in a form that is only good for comparing; undefined when there is no such process. */
export function startOfProcess(pid: number): string | undefined {
  if (!Number.isSafeInteger(pid) || pid <= 0) return undefined;
  return process.platform === 'linux' ? startFromProc(pid) : startFromPs(pid);
}

function startFromProc(pid: number): string | undefined {
  const stat = textOf(`/proc/${pid}/stat`);
  if (stat === undefined) return undefined;
  // The command name may hold spaces and brackets, so the fields are counted from its last closing bracket (proc(5)).
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  const [state, started] = [fields[0], fields[19]];
  if (state === 'Z' || state === 'X' || started === undefined) return undefined;
  const boot = textOf('/proc/sys/kernel/random/boot_id')?.trim() ?? '';
  return `${boot}:${started}`;
}

function startFromPs(pid: number): string | undefined {
  try {
    const started = execFileSync('ps', ['-o', 'lstart=', '-p', String(pid)], { encoding: 'utf8' }).trim();
    return started === '' ? undefined : started;
  } catch (error) {
    // ps ends with 1 when no process has that number.
    if ((error as { status?: unknown }).status === 1) return undefined;
    throw error;
  }
}

/** True when the process is a PostgreSQL server whose data folder is the given one. */
export function servesFolder(pid: number, dataFolder: string): boolean {
  if (startOfProcess(pid) === undefined) return false;
  // A postmaster's working directory is its data folder; elsewhere than on Linux the live process number must do.
  return process.platform === 'linux' ? linkOf(`/proc/${pid}/cwd`) === dataFolder : true;
}

function textOf(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    return absent(error);
  }
}

function linkOf(path: string): string | undefined {
  try {
    return readlinkSync(path);
  } catch (error) {
    return absent(error);
  }
}

function absent(error: unknown): undefined {
  const code = (error as NodeJS.ErrnoException).code;
  // ESRCH: the process ended between opening and reading; EACCES: it belongs to somebody else, so it is not ours.
  if (code === 'ENOENT' || code === 'ESRCH' || code === 'EACCES') return undefined;
  throw error;
}
