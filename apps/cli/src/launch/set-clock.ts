/** Official time of a deployment before its authority and its first exchange process start. It only goes forward. */
import { beginRehearsal, moveClock, officialTime, runClock } from '@lienthong/store';
import type { OfficialTime, Store } from '@lienthong/store';
import { CommandFault } from '../command-fault.js';
import type { ReplayDecision } from './replay-record.js';

/** What `start` was asked for. */
export interface ClockWish {
  readonly decision: ReplayDecision;
  /** First day of the scenario, `YYYY-MM-DD`. */
  readonly firstDay: string;
  /** `--clock`. */
  readonly asked?: Date | 'now';
}

/** Machines' clocks differ; a database may be ahead of this one by so much. */
const toleranceMs = 60_000;
const waysOut = 'Add --fresh to begin anew (keys are kept), or name another folder with --data.';

/**
 * A new deployment begins where it was asked to; without a word where its scenario does, or now when nothing is replayed. One
 * that is there already is moved forward, or left as it is.
 * @returns official time
 * @throws CommandFault for a time that has gone by
 */
export async function setClock(store: Store, { decision, firstDay, asked }: ClockWish): Promise<Date> {
  const isReplayed = decision === 'run' || decision === 'go-on';
  if (isReplayed && asked !== undefined) throw new CommandFault(clockInReplay);
  const wanted = asked === 'now' ? new Date() : asked;
  const start = isReplayed ? firstMoment(firstDay) : (wanted ?? new Date());
  if (!(await beginRehearsal(store, start))) {
    const { now, rehearsal } = await officialTime(store);
    if (decision === 'run' && now.getTime() > lastBeginning(firstDay))
      throw new CommandFault(aheadOfScenario(now, firstDay));
    if (wanted !== undefined) await moveTo(store, wanted, { now, rehearsal });
  }
  // A replay moves it from hour to hour, and lets it run at its end.
  if (!isReplayed) await runClock(store);
  return (await officialTime(store)).now;
}

const clockInReplay =
  'A replay moves official time through its own months: add --scenario none to start without one, or give --clock when it is over.';

const firstMoment = (day: string): Date => new Date(`${day}T00:00:00+07:00`);

/** A clock that ran on for less than a day is still before most of the scenario's documents. */
const lastBeginning = (day: string): number => firstMoment(day).getTime() + 24 * 3_600_000;

const aheadOfScenario = (now: Date, firstDay: string): string =>
  `Official time of this data folder is ${now.toISOString()} and never goes back, but the scenario begins on ${firstDay}. ${waysOut}`;

async function moveTo(store: Store, wanted: Date, { now, rehearsal }: OfficialTime): Promise<void> {
  if (!rehearsal) throw new CommandFault('This deployment lives by the machine’s clock, which --clock can not move.');
  if (now.getTime() > wanted.getTime() + toleranceMs)
    throw new CommandFault(
      `Official time of this data folder is ${now.toISOString()} already and never goes back to ${wanted.toISOString()}. ${waysOut}`,
    );
  await moveClock(store, wanted);
}
