/** `lienthong start`: a running exchange from nothing, a replay through it, its report, and how to go on. */
import { closeSync, openSync, writeFileSync } from 'node:fs';
import { CommandFault } from '../command-fault.js';
import { readCliConfig } from '../config.js';
import type { PreparedDirectory } from '../deployment.js';
import { exitCodeOf, Interrupted, interruption } from '../launch/interruption.js';
import { Launch } from '../launch/launch.js';
import { decideReplay, readRecord, writeRecord } from '../launch/replay-record.js';
import type { ReplayDecision, ReplayWish } from '../launch/replay-record.js';
import { openDoor } from '../launch/open-door.js';
import { goingOnText } from '../print/how-to-go-on.js';
import { ProgressDisplay } from '../print/progress.js';
import { reportText } from '../print/report.js';
import type { ReplayReport } from '../print/report.js';
import { dataFolder } from '../project.js';
import type { DataFolder } from '../project.js';

export interface StartOptions {
  readonly scenario?: string;
  readonly documents?: number;
  readonly seed?: number;
  readonly exit?: true;
  readonly json?: string;
  readonly data?: string;
  readonly fresh?: true;
  readonly clock?: Date | 'now';
  readonly port: number;
  readonly processes: number;
}

const usualScenario = 'thai-binh-2020h1';

/** Gives the exit code once everything has been stopped again. */
export async function start(options: StartOptions): Promise<number> {
  if (options.json !== undefined) requireWritable(options.json);
  const display = new ProgressDisplay();
  const data = dataFolder(options.data);
  const launch = new Launch({ ...options, data, config: readCliConfig(), display });
  const interrupted = interruption((line) => {
    display.close();
    display.say(line);
  });
  let isUp = false;
  const running = run(launch, options, data).then((code) => {
    isUp = true;
    return code ?? interrupted;
  });
  try {
    return await Promise.race([running, interrupted]);
  } catch (error) {
    if (error instanceof Interrupted) return isUp ? 0 : exitCodeOf(error.signal);
    throw error;
  } finally {
    display.close();
    await launch.stop();
  }
}

/** The exit code, or undefined when the exchange is to stay up. */
async function run(launch: Launch, options: StartOptions, data: DataFolder): Promise<number | undefined> {
  await launch.begin();
  const isFresh = options.fresh === true;
  const record = readRecord(data);
  const decision = decideReplay(options, record, isFresh);
  const wish = wishOf(options, decision === 'run' ? undefined : record?.wish);
  const asked = options.clock === undefined ? {} : { asked: options.clock };
  const directory = await launch.prepare({ scenario: wish.scenario, isAnew: isFresh, decision, ...asked });
  await launch.openExchange(directory);
  const report = await reportOf(decision, launch, data, wish);
  if (report !== undefined) showReport(report, options.json);
  if (options.exit) return report === undefined || report.booksBalance ? 0 : 1;
  await showHowToGoOn(launch, data, directory);
  return undefined;
}

/** What was asked for, completed by what the data folder holds already. */
function wishOf({ scenario, documents, seed }: StartOptions, held: ReplayWish | undefined): ReplayWish {
  const asked = { scenario: scenario === 'none' ? undefined : scenario, documents, seed };
  const given = Object.entries(asked).filter(([, value]) => value !== undefined);
  return { scenario: usualScenario, ...held, ...Object.fromEntries(given) };
}

async function reportOf(
  decision: ReplayDecision,
  launch: Launch,
  data: DataFolder,
  wish: ReplayWish,
): Promise<ReplayReport | undefined> {
  if (decision === 'nothing') return undefined;
  if (decision === 'show') {
    process.stderr.write('This data folder holds a finished replay; add --fresh to run it again.\n');
    return readRecord(data)?.report;
  }
  if (decision === 'go-on') process.stderr.write('The last replay was interrupted; it goes on.\n');
  writeRecord(data, { wish });
  const report = await launch.replay(wish);
  writeRecord(data, { wish, report });
  return report;
}

function showReport(report: ReplayReport, file: string | undefined): void {
  process.stdout.write(`\n${reportText(report)}\n\n`);
  if (file !== undefined) writeFileSync(file, `${JSON.stringify(report, null, 2)}\n`);
}

/** Asked before the replay: its report must not be lost for a mistyped folder. */
function requireWritable(file: string): void {
  try {
    closeSync(openSync(file, 'a'));
  } catch (error) {
    throw new CommandFault(`The report can not be written into ${file}: ${(error as Error).message}`, 2, {
      cause: error,
    });
  }
}

async function showHowToGoOn(launch: Launch, data: DataFolder, directory: PreparedDirectory): Promise<void> {
  const door = await openDoor(launch.urls[0] ?? '', launch.operatorKey(), data, directory);
  const { urls, trustUrl, authorities } = launch;
  process.stdout.write(`${goingOnText({ urls, trustUrl, data, authorities, ...door })}\n`);
}
