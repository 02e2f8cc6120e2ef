/** `lienthong drill trust-outage`: what goes on while the authority is out of reach, each row of the table shown on a virtual clock. */
import { existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CommandFault } from '../command-fault.js';
import { readCliConfig } from '../config.js';
import { exitCodeOf, Interrupted, interruption } from '../launch/interruption.js';
import { Scene } from '../outage/scene.js';
import { showRows, type ShownRow } from '../outage/show-rows.js';
import { SmallDeployment } from '../outage/small-deployment.js';
import { alignedLines, foldedRow } from '../print/table.js';
import { dataFolder } from '../project.js';
import { shownJson } from '../print/shown-text.js';

export interface OutageOptions {
  readonly json?: true;
  /** A new or empty folder, which is kept; without it a temporary one. */
  readonly data?: string;
}

/** Six columns fit into a terminal of 130. */
const widestCell = 25;

const say = (line: string): void => void process.stderr.write(`${line}\n`);

/** Exit code 1 unless every row was seen as the table states it. */
export async function drillTrustOutage({ json, data }: OutageOptions): Promise<number> {
  if (data !== undefined) requireEmpty(data);
  const folder = data ?? mkdtempSync(join(tmpdir(), 'lienthong-outage-'));
  const interrupted = interruption(say);
  try {
    const rows = await run(folder, interrupted);
    process.stdout.write(`${json ? shownJson(rows) : outageText(rows)}\n`);
    return rows.every(({ isSeen }) => isSeen) ? 0 : 1;
  } catch (error) {
    if (error instanceof Interrupted) return exitCodeOf(error.signal);
    throw error;
  } finally {
    if (data === undefined) rmSync(folder, { recursive: true, force: true });
  }
}

/** Everything it started has ended when it resolves or rejects. */
async function run(folder: string, interrupted: Promise<never>): Promise<ShownRow[]> {
  const paths = dataFolder(folder);
  const place = new SmallDeployment(paths, readCliConfig(), say);
  try {
    say('Starting a database, an authority and an exchange ...');
    await Promise.race([place.begin(), interrupted]);
    const scene = await Scene.open(place, paths.operatorKey);
    try {
      return await Promise.race([showRows(scene, say), interrupted]);
    } finally {
      await scene.close();
    }
  } finally {
    await place.stop();
  }
}

function requireEmpty(folder: string): void {
  if (!existsSync(folder) || readdirSync(folder).length === 0) return;
  throw new CommandFault(`${folder} is not empty. Name a new folder with --data, or leave it out.`);
}

/** The table, and below it what was seen when, row by row. */
export function outageText(rows: readonly ShownRow[]): string {
  const heading = ['gone', 'what still works', 'for how long', 'what is parked', 'how it resumes', ''];
  const cells = rows.flatMap((row) => [
    [''],
    ...foldedRow([row.gone, row.works, row.lasts, row.parked, row.resumes, verdictOn(row)], widestCell),
  ]);
  const seen = rows.filter(({ isSeen }) => isSeen).length;
  const sum = `${rows.length} rows: ${seen} seen as the table states them`;
  return [...alignedLines([heading, ...cells], []), '', ...rows.flatMap(storyLines), sum].join('\n');
}

const verdictOn = ({ isSeen }: ShownRow): string => (isSeen ? 'seen' : 'NOT SEEN');

function storyLines({ gone, observations }: ShownRow): string[] {
  const lines = observations.map(({ at, what, expected, seen }) => {
    const wrong = seen === expected ? '' : `EXPECTED ${expected}`;
    return [`  ${vietnamTime(at)}`, what, seen, wrong];
  });
  return [`without ${gone}`, ...alignedLines(lines, []), ''];
}

/** `02/01/2020 08:00:00`, Vietnam time. */
const vietnamTime = (at: string): string =>
  new Intl.DateTimeFormat('en-GB', { dateStyle: 'short', timeStyle: 'medium', timeZone: 'Asia/Ho_Chi_Minh' })
    .format(new Date(at))
    .replace(',', '');
