/** One process that serves (an exchange, the authority): waited for until it is ready, started again when it dies or stands still while it should run. */
import { setTimeout as pause } from 'node:timers/promises';
import { CommandFault } from '../command-fault.js';
import { ChildProgram } from './child-program.js';
import type { Ending, ProgramPlan } from './child-program.js';

export interface ServingPlan extends ProgramPlan {
  readonly name: string;
  readonly url: string;
  readonly say: (line: string) => void;
  /** Milliseconds without an answer to a liveness check after which the process is ended; 10,000 unless given. */
  readonly standStillMs?: number;
}

const readyWithinMs = 60_000;
const askEveryMs = 100;
const firstBackOffMs = 500;
const longestBackOffMs = 10_000;
/** A process that ran this long is taken as sound: its next death is answered at once again. */
const soundAfterMs = 30_000;
/** Before it was ever ready, a process that dies this often does not get well by trying. */
const deathsBeforeReady = 3;
const stopGraceMs = 6_000;
const standStillMs = 10_000;
const lookEveryMs = 1_000;

export class ServingProcess {
  private running: ChildProgram | undefined;
  private readonly stopping = new AbortController();
  private wasReady = false;
  private deaths = 0;
  private peakMiB: number | undefined;
  private readonly kept: Promise<void>;

  constructor(private readonly plan: ServingPlan) {
    this.kept = this.keepRunning();
  }

  get name(): string {
    return this.plan.name;
  }

  get url(): string {
    return this.plan.url;
  }

  /** Process number; changes when it was started again. */
  get pid(): number {
    return this.running?.pid ?? 0;
  }

  /** Resolves at the first `ready`. @throws CommandFault when the process does not get there */
  async becomeReady(): Promise<void> {
    const deadline = performance.now() + readyWithinMs;
    for (;;) {
      const state = await askReady(this.plan.url);
      if (state === 'ready') break;
      if (this.deaths >= deathsBeforeReady) throw this.doesNotStart('ends again and again');
      if (performance.now() > deadline) throw this.doesNotStart(`is not ready after ${readyWithinMs / 1000} s (${state})`);
      await pause(askEveryMs, undefined, { signal: this.stopping.signal });
    }
    this.wasReady = true;
  }

  async stop(): Promise<void> {
    this.stopping.abort();
    await this.running?.stop(stopGraceMs);
    await this.kept;
  }

  /** Largest resident memory of any of its lives, as far as seen. */
  peakMemoryMiB(): number | undefined {
    const now = this.running?.peakMemoryMiB();
    if (now !== undefined) this.peakMiB = Math.max(now, this.peakMiB ?? 0);
    return this.peakMiB;
  }

  private async keepRunning(): Promise<void> {
    for (let backOffMs = firstBackOffMs; !this.stopping.signal.aborted;) {
      const from = performance.now();
      this.running = new ChildProgram(this.plan);
      const life = new AbortController();
      const watched = this.endWhenStill(this.running, life.signal);
      const ending = await this.running.ended;
      life.abort();
      await watched;
      if (this.stopping.signal.aborted) return;
      this.deaths += 1;
      if (performance.now() - from > soundAfterMs) backOffMs = firstBackOffMs;
      if (!this.wasReady && this.deaths >= deathsBeforeReady) return;
      this.plan.say(`${this.name} ended (${wordsFor(ending)}); starting it again in ${backOffMs / 1000} s.`);
      await pause(backOffMs, undefined, { signal: this.stopping.signal }).catch(ignoreAbort);
      backOffMs = Math.min(backOffMs * 2, longestBackOffMs);
    }
  }

  /**
   * Ends a process that has answered in this life and then leaves two checks in a row without an answer, each for half of the time:
   * one alone may be late because the launcher itself was held up.
   */
  private async endWhenStill(child: ChildProgram, life: AbortSignal): Promise<void> {
    const { url, say, standStillMs: limitMs = standStillMs } = this.plan;
    let [hasAnswered, missed] = [false, 0];
    while (!life.aborted) {
      const state = await askLive(url, limitMs / 2);
      hasAnswered ||= state === 'answered';
      missed = state === 'silent' && hasAnswered ? missed + 1 : 0;
      if (missed === 2 && !life.aborted && !this.stopping.signal.aborted) {
        say(`${this.name} has not answered for ${limitMs / 1000} s; ending it.`);
        return child.kill();
      }
      if (missed === 0) await pause(Math.min(lookEveryMs, limitMs), undefined, { signal: life }).catch(ignoreAbort);
    }
  }

  private doesNotStart(how: string): CommandFault {
    const log = this.running?.lastLines(5) ?? '';
    return new CommandFault(`${this.name} ${how}. Its log (${this.plan.logFile}) ends with:\n${log}`);
  }
}

function wordsFor({ code, signal }: Ending): string {
  return signal === null ? `exit code ${code}` : `signal ${signal}`;
}

function ignoreAbort(error: Error): void {
  if (error.name !== 'AbortError') throw error;
}

/** `ready`, or what stands in the way. */
async function askReady(url: string): Promise<string> {
  try {
    const answer = await fetch(`${url}/health/ready`, { signal: AbortSignal.timeout(5_000) });
    const text = await answer.text();
    return answer.ok ? 'ready' : text.slice(0, 200) || `status ${answer.status}`;
  } catch (error) {
    return ((error as Error).cause as Error | undefined)?.message ?? (error as Error).message;
  }
}

/** `silent`: connected or not, nothing came in time. A connection that is refused or broken says nothing about the event loop. */
async function askLive(url: string, withinMs: number): Promise<'answered' | 'silent' | 'unreachable'> {
  try {
    const answer = await fetch(`${url}/health/live`, { signal: AbortSignal.timeout(withinMs) });
    await answer.arrayBuffer();
    return 'answered';
  } catch (error) {
    return (error as Error).name === 'TimeoutError' ? 'silent' : 'unreachable';
  }
}
