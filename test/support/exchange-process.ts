/** A real exchange process for tests that kill it: the built program on a port of its own, started again whenever it ends. */
import { spawn, type ChildProcess } from 'node:child_process';
import { existsSync, closeSync, openSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { freePort } from './free-port.js';
import { until } from './waits.js';

const built = (path: string): string => fileURLToPath(new URL(`../../dist/${path}`, import.meta.url));
const program = built('apps/exchange/src/main.js');
/** Loaded first: ends the process when this one is gone, however that ended. */
const leash = built('apps/cli/src/launch/leash.js');

/** A start that failed because the database is away is tried again after so long. */
const againAfterMs = 250;
const readyWithinMs = 60_000;
const stopGraceMs = 15_000;

export interface ProcessPlan {
  readonly name: string;
  readonly folder: string;
  readonly environment: Readonly<Record<string, string>>;
  readonly port?: number;
}

export interface Ended {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  /** What it wrote for the person who started it; its log goes elsewhere. */
  readonly errors: string;
}

/** Runs the program to its end: for starts that must fail. */
export async function runExchange(plan: ProcessPlan): Promise<Ended> {
  const child = launch(plan, plan.port ?? 0, 'pipe');
  let errors = '';
  child.stderr?.setEncoding('utf8').on('data', (text: string) => (errors += text));
  return { ...(await endOf(child)), errors };
}

export class ExchangeProcess {
  private child: ChildProcess;
  private isStopping = false;
  private killed = false;
  private serving = false;
  private readonly kept: Promise<void>;
  /** Ends that nobody asked for, of a process that had been serving. */
  readonly surprises: string[] = [];
  lives = 0;

  private constructor(
    private readonly plan: ProcessPlan,
    readonly port: number,
  ) {
    this.child = launch(plan, port);
    this.kept = this.keepRunning();
  }

  static async start(plan: ProcessPlan): Promise<ExchangeProcess> {
    const running = new ExchangeProcess(plan, plan.port ?? (await freePort()));
    try {
      await running.becomeReady();
    } catch (error) {
      await running.stop();
      throw new Error(`${plan.name} does not start:\n${running.lastLines(20)}`, { cause: error });
    }
    return running;
  }

  get address(): string {
    return `http://127.0.0.1:${this.port}`;
  }

  get pid(): number {
    return this.child.pid ?? 0;
  }

  /** kill -9, whatever it does just now; it is started again at once. */
  kill(): void {
    this.killed = true;
    this.child.kill('SIGKILL');
  }

  becomeReady(): Promise<unknown> {
    const what = `${this.plan.name} to be ready`;
    return until(() => isReady(this.address), { deadlineMs: readyWithinMs, everyMs: 50, what });
  }

  lastLines(lines: number): string {
    return readFileSync(logFile(this.plan), 'utf8').trimEnd().split('\n').slice(-lines).join('\n');
  }

  async stop(): Promise<void> {
    this.isStopping = true;
    this.child.kill('SIGTERM');
    const late = setTimeout(() => this.child.kill('SIGKILL'), stopGraceMs);
    await this.kept;
    clearTimeout(late);
  }

  private async keepRunning(): Promise<void> {
    for (;;) {
      this.lives += 1;
      this.serving = false;
      const watch = setInterval(() => void this.lookWhetherServing(), 200);
      const { code, signal } = await endOf(this.child);
      clearInterval(watch);
      if (this.isStopping) return;
      if (this.serving && !this.killed) this.surprises.push(`${this.plan.name}: exit code ${code}, signal ${signal}`);
      if (!this.killed) await pause(againAfterMs);
      this.killed = false;
      this.child = launch(this.plan, this.port);
      // Stopped in the moment of its new start: that one has not heard of it.
      if (this.isStopping) this.child.kill('SIGTERM');
    }
  }

  private async lookWhetherServing(): Promise<void> {
    if (!this.serving) this.serving = await isReady(this.address);
  }
}

async function isReady(address: string): Promise<boolean> {
  try {
    const answer = await fetch(`${address}/health/ready`, { signal: AbortSignal.timeout(2_000) });
    await answer.arrayBuffer();
    return answer.ok;
  } catch {
    // Nobody listens there yet, or not any more: whatever the reason, it is not ready.
    return false;
  }
}

const logFile = ({ folder, name }: ProcessPlan): string => join(folder, `${name}.log`);

function launch(plan: ProcessPlan, port: number, errors?: 'pipe'): ChildProcess {
  if (!existsSync(program)) throw new Error(`${program} is not there: \`npm test\` builds it first`);
  const log = openSync(logFile(plan), 'a', 0o600);
  const held = pathToFileURL(leash);
  held.searchParams.set('launcher', String(process.pid));
  const child = spawn(process.execPath, ['--enable-source-maps', `--import=${held.href}`, program], {
    env: { ...inherited(), PROCESS_NAME: plan.name, PORT: String(port), ...plan.environment },
    stdio: ['pipe', log, errors ?? log],
  });
  closeSync(log);
  // The pipe breaks when the process ends; its end is seen by its exit.
  child.stdin?.on('error', () => child.stdin?.destroy());
  return child;
}

/** Of our own environment only what a process needs to run, and the mark by which a forgotten one is found. */
function inherited(): Record<string, string> {
  const names = ['PATH', 'HOME', 'TMPDIR', 'LIENTHONG_TEST_RUN'];
  return Object.fromEntries(
    names.flatMap((name) => (process.env[name] === undefined ? [] : [[name, process.env[name]]])),
  );
}

function endOf(child: ChildProcess): Promise<Omit<Ended, 'errors'>> {
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code, signal) => resolve({ code, signal }));
  });
}
