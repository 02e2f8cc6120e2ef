/** A program of ours as a process of the launcher: logs into a file, ends with the launcher, stops with a deadline. */
import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { closeSync, mkdirSync, openSync, readFileSync, renameSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import { setPriority } from 'node:os';
import type { Readable } from 'node:stream';
import { pathToFileURL } from 'node:url';
import { builtProgram } from '../project.js';

export interface ProgramPlan {
  readonly program: string;
  readonly args?: readonly string[];
  /** Flags of node itself. None for source maps: they take memory for every file. */
  readonly nodeFlags?: readonly string[];
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly logFile: string;
  /** How far it stands back for others that want the processor: 0 (unless told) to 19, see nice(1). */
  readonly niceness?: number;
  /** Standard output goes to this function's caller instead of the log. */
  readonly answers?: boolean;
}

export interface Ending {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
}

const logLimitBytes = 50 * 1024 * 1024;

export class ChildProgram {
  readonly ended: Promise<Ending>;
  readonly answers: Readable | null;
  private readonly child: ChildProcess;

  constructor(private readonly plan: ProgramPlan) {
    const log = openLog(plan.logFile);
    const leash = pathToFileURL(builtProgram('cli', 'launch/leash.js'));
    leash.searchParams.set('launcher', String(process.pid));
    this.child = spawn(
      process.execPath,
      [...(plan.nodeFlags ?? []), `--import=${leash.href}`, plan.program, ...(plan.args ?? [])],
      {
        env: plan.environment,
        stdio: ['pipe', plan.answers ? 'pipe' : log, log],
        // A session of its own: Ctrl-C reaches the launcher alone, which stops the processes in their order.
        detached: true,
      },
    );
    closeSync(log);
    if (plan.niceness !== undefined && this.child.pid !== undefined) setPriority(this.child.pid, plan.niceness);
    this.answers = this.child.stdout;
    // The pipe breaks when the process ends; `ended` tells.
    this.child.stdin?.on('error', () => this.child.stdin?.destroy());
    this.ended = new Promise((resolve, reject) => {
      this.child.once('error', reject);
      this.child.once('exit', (code, signal) => resolve({ code, signal }));
    });
  }

  get pid(): number {
    return this.child.pid ?? 0;
  }

  get isRunning(): boolean {
    return this.child.exitCode === null && this.child.signalCode === null;
  }

  /** SIGTERM, and SIGKILL when the process has not ended within `graceMs`. */
  async stop(graceMs: number): Promise<void> {
    if (!this.isRunning) return;
    this.child.kill('SIGTERM');
    const late = setTimeout(() => this.child.kill('SIGKILL'), graceMs);
    await this.ended;
    clearTimeout(late);
  }

  /** At once; for a process that does not listen any more. */
  kill(): void {
    this.child.kill('SIGKILL');
  }

  /** Largest resident memory so far, MiB; undefined where the system does not tell (Linux does). */
  peakMemoryMiB(): number | undefined {
    return peakMemoryOf(this.pid);
  }

  /** The last lines of the log, for a message. */
  lastLines(lines: number): string {
    return readFileSync(this.plan.logFile, 'utf8').trimEnd().split('\n').slice(-lines).join('\n');
  }
}

/** VmHWM of proc(5), in MiB. */
export function peakMemoryOf(pid: number): number | undefined {
  if (process.platform !== 'linux') return undefined;
  try {
    const [, kibibytes] = /^VmHWM:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8')) ?? [];
    return kibibytes === undefined ? undefined : Number(kibibytes) / 1024;
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT' || code === 'ESRCH') return undefined;
    throw error;
  }
}

function openLog(file: string): number {
  mkdirSync(dirname(file), { recursive: true });
  const size = statSync(file, { throwIfNoEntry: false })?.size ?? 0;
  if (size > logLimitBytes) renameSync(file, `${file}.1`);
  return openSync(file, 'a', 0o600);
}
