/** `lienthong drill forgery`: a forgery for every rule of the profile, and which rule stops it. */
import { runForgeryDrill, type ForgeryResult } from '@lienthong/signature';
import { alignedLines } from '../print/table.js';
import { shownJson } from '../print/shown-text.js';

export interface ForgeryOptions {
  readonly json?: true;
}

/** Exit code 1 unless every forgery is stopped by its rule, and passes when just this rule is left out. */
export async function drillForgery({ json }: ForgeryOptions): Promise<number> {
  const results = await runForgeryDrill();
  process.stdout.write(`${json ? shownJson(results) : detectionTable(results)}\n`);
  return results.every(({ isProven }) => isProven) ? 0 : 1;
}

/** A line for each forgery, and one that counts them. */
export function detectionTable(results: readonly ForgeryResult[]): string {
  const heading = ['format', 'rule', 'its forgery', 'without the rule', ''];
  const lines = alignedLines([heading, ...results.map(rowOf)], []);
  const proven = results.filter(({ isProven }) => isProven).length;
  const stopped = results.filter(({ isStopped }) => isStopped).length;
  const sum = `${results.length} forgeries: ${stopped} stopped, ${proven} by exactly the rule they are made for`;
  return [...lines, '', sum].join('\n');
}

function rowOf({ format, rule, code, isStopped, passesWithout, isProven }: ForgeryResult): string[] {
  const without = passesWithout.includes(rule) ? 'passes' : 'is stopped all the same';
  const others = passesWithout.filter((one) => one !== rule);
  const why = others.length === 0 ? '' : `passes without "${others.join('", "')}" as well`;
  return [format, rule, isStopped ? code : 'PASSES', without, isProven ? '' : why || 'NOT PROVEN'];
}
