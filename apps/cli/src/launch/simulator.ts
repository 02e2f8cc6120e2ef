/** The simulator as the launcher sees it: a process that prints JSON lines, progress first and a report at the end. */
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import { CommandFault } from '../command-fault.js';
import { ChildProgram } from './child-program.js';
import type { Ending, ProgramPlan } from './child-program.js';

export interface Progress {
  readonly phase: string;
  readonly label?: string;
  readonly done: number;
  readonly total: number;
}

/** What is done with the lines while they come. */
export interface Listener {
  progress(progress: Progress): void;
  log(line: string): void;
}

interface Line {
  readonly progress?: Progress;
  readonly log?: unknown;
  readonly error?: string;
  readonly report?: unknown;
}

/** Its agents need a moment to end their requests. */
const stopGraceMs = 2_500;

export class Simulator {
  private readonly program: ChildProgram;
  private last: Line = {};

  constructor(
    plan: Omit<ProgramPlan, 'answers'>,
    private readonly listener: Listener,
  ) {
    this.program = new ChildProgram({ ...plan, answers: true });
  }

  /** The report (or the one object it printed), or undefined when it ended well without one. @throws CommandFault with the simulator's own words */
  async result(): Promise<unknown> {
    const [ending] = await Promise.all([this.program.ended, this.listen(this.program.answers)]);
    if (ending.code === 0) return this.last.report;
    throw this.failure(ending);
  }

  stop(): Promise<void> {
    return this.program.stop(stopGraceMs);
  }

  private async listen(output: Readable | null): Promise<void> {
    if (output === null) return;
    for await (const text of createInterface({ input: output, crlfDelay: Infinity })) this.hear(text);
  }

  private hear(text: string): void {
    const line = lineOf(text);
    if (line === undefined) return this.listener.log(text);
    if (line.progress !== undefined) this.listener.progress(line.progress);
    if (line.log !== undefined) this.listener.log(typeof line.log === 'string' ? line.log : JSON.stringify(line.log));
    if (line.report !== undefined || line.error !== undefined) this.last = { ...this.last, ...line };
    else if (line.progress === undefined && line.log === undefined) this.last = { ...this.last, report: line };
  }

  private failure({ code, signal }: Ending): CommandFault {
    const how = signal === null ? `exit code ${code}` : `signal ${signal}`;
    const words =
      this.last.error ?? `The simulator ended with ${how}; its log ends with:\n${this.program.lastLines(5)}`;
    return new CommandFault(words, code === 2 ? 2 : 1);
  }
}

/** A line that is no JSON object is somebody's stray print: shown, not lost. */
function lineOf(text: string): Line | undefined {
  if (!text.startsWith('{')) return undefined;
  try {
    return JSON.parse(text) as Line;
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}
