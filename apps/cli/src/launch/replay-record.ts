/** What was replayed in a data folder, so that a later start shows it instead of doing it again. */
import { CommandFault } from '../command-fault.js';
import { keep, kept } from '../kept-file.js';
import type { ReplayReport } from '../print/report.js';
import type { DataFolder } from '../project.js';

/** Which replay is meant; what is absent is left to the scenario. */
export interface ReplayWish {
  readonly scenario: string;
  readonly documents?: number;
  readonly seed?: number;
}

export interface ReplayRecord {
  readonly wish: ReplayWish;
  /** Absent while the replay runs, and after it was interrupted. */
  readonly report?: ReplayReport;
}

/** What a start does about the replay: nothing, show the finished one, run it, or let an interrupted one go on. */
export type ReplayDecision = 'nothing' | 'show' | 'run' | 'go-on';

export function readRecord(data: DataFolder): ReplayRecord | undefined {
  return kept<ReplayRecord>(data.replay);
}

export function writeRecord(data: DataFolder, record: ReplayRecord): void {
  keep(data.replay, record);
}

/**
 * @param asked what was asked for explicitly
 * @throws CommandFault where only the person can decide
 */
export function decideReplay(
  asked: Partial<ReplayWish>,
  record: ReplayRecord | undefined,
  isFresh: boolean,
): ReplayDecision {
  if (asked.scenario === 'none') return 'nothing';
  if (isFresh || record === undefined) return 'run';
  if (agrees(asked, record)) return record.report === undefined ? 'go-on' : 'show';
  throw new CommandFault(
    `This data folder holds the replay of ${wordsOf(record.wish)}. Add --fresh to empty it (keys are kept), or name another folder with --data.`,
  );
}

function agrees(asked: Partial<ReplayWish>, { wish, report }: ReplayRecord): boolean {
  const same = <T>(wanted: T | undefined, held: T | undefined): boolean => wanted === undefined || wanted === held;
  return (
    same(asked.scenario, wish.scenario) &&
    same(asked.documents, wish.documents ?? report?.documents.sent) &&
    same(asked.seed, wish.seed ?? report?.seed)
  );
}

/** `thai-binh-2020h1, 2000 documents, seed 1`. */
function wordsOf({ scenario, documents, seed }: ReplayWish): string {
  const parts = [scenario];
  if (documents !== undefined) parts.push(`${documents} documents`);
  if (seed !== undefined) parts.push(`seed ${seed}`);
  return parts.join(', ');
}
