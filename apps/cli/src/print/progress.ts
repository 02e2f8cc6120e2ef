/** How far the work is, on stderr: a bar for each phase on a terminal, a plain line now and then elsewhere. */
import cliProgress from 'cli-progress';
import { count, decimal } from './table.js';

export interface Step {
  readonly phase: string;
  readonly label?: string;
  readonly done: number;
  readonly total: number;
}

interface Phase {
  readonly label: string;
  readonly from: number;
  /** What was done before the phase was first shown: it says nothing about the pace. */
  readonly doneBefore: number;
  bar?: cliProgress.SingleBar;
  lastLine: number;
  finished: boolean;
}

const lineEveryMs = 5_000;

export class ProgressDisplay {
  readonly #phases = new Map<string, Phase>();
  /** There while bars are drawn on a terminal. */
  #bars: cliProgress.MultiBar | undefined;
  #isClosed = false;

  constructor(
    private readonly stream: NodeJS.WriteStream = process.stderr,
    private readonly now: () => number = () => performance.now(),
  ) {}

  show(step: Step): void {
    if (this.#isClosed) return;
    const phase = this.#phases.get(step.phase) ?? this.#begin(step);
    if (phase.finished) return;
    phase.finished = step.total > 0 && step.done >= step.total;
    const pace = paceOf({ ...step, doneBefore: phase.doneBefore }, (this.now() - phase.from) / 1000);
    if (phase.bar === undefined) return this.#line(step, phase, pace);
    phase.bar.setTotal(step.total);
    phase.bar.update(step.done, { pace });
  }

  /** A line that stays above the bars. */
  say(line: string): void {
    if (this.#bars === undefined) this.stream.write(`${line}\n`);
    else this.#bars.log(`${line}\n`);
  }

  /** Leaves the bars as they stand; the next step begins new ones. May be called at any time. */
  end(): void {
    this.#bars?.stop();
    this.#bars = undefined;
    this.#phases.clear();
  }

  /** Nothing of what comes in from now on is shown: the work has been given up. */
  close(): void {
    this.end();
    this.#isClosed = true;
  }

  #begin(step: Step): Phase {
    const label = step.label ?? step.phase;
    const phase: Phase = { label, from: this.now(), doneBefore: step.done, lastLine: -Infinity, finished: false };
    if (this.stream.isTTY) {
      this.#bars ??= new cliProgress.MultiBar(barOptions(this.stream), cliProgress.Presets.shades_classic);
      phase.bar = this.#bars.create(step.total, step.done, { label: label.padEnd(24), pace: '' });
    }
    this.#phases.set(step.phase, phase);
    return phase;
  }

  #line(step: Step, phase: Phase, pace: string): void {
    const now = this.now();
    if (!phase.finished && now - phase.lastLine < lineEveryMs) return;
    phase.lastLine = now;
    const share = step.total === 0 ? '' : ` (${Math.floor((step.done / step.total) * 100)} %)`;
    this.stream.write(`${phase.label}: ${count(step.done)} of ${count(step.total)}${share}, ${pace}\n`);
  }
}

/** `1,234/s, 12 s left`: the mean rate since the phase was first shown, and the rest at that rate. */
export function paceOf(step: Pick<Step, 'done' | 'total'> & { readonly doneBefore: number }, seconds: number): string {
  const { done, total, doneBefore } = step;
  if (done >= total && done === doneBefore) return 'done before';
  if (done === doneBefore || seconds <= 0) return '…';
  const rate = (done - doneBefore) / seconds;
  const rateText = `${rate < 10 ? decimal(rate, 1) : count(rate)}/s`;
  const rest = done >= total ? `${decimal(seconds, 1)} s in all` : `${timeOf((total - done) / rate)} left`;
  return `${rateText}, ${rest}`;
}

function timeOf(seconds: number): string {
  const whole = Math.ceil(seconds);
  return whole < 100 ? `${whole} s` : `${Math.floor(whole / 60)} min ${whole % 60} s`;
}

function barOptions(stream: NodeJS.WriteStream): cliProgress.Options {
  return {
    stream,
    format: '{label} {bar} {percentage} %  {value}/{total}  {pace}',
    hideCursor: true,
    barsize: 24,
    autopadding: true,
    fps: 5,
    stopOnComplete: false,
    clearOnComplete: false,
    formatValue: (value, _options, type) => (type === 'value' || type === 'total' ? count(value) : String(value)),
  };
}
