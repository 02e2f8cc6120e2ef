/** Rows of a place against its events, and what is counted beside them against the rows. */
import { compareRows, eventComparisons, recounts, type RowDifference } from '@lienthong/store';
import type { Auditing } from './auditing.js';

export async function checkRows(
  { rows, findings, progress }: Auditing,
  place: string,
  unreadable: readonly string[],
): Promise<void> {
  for (const comparison of [...eventComparisons, ...recounts]) {
    progress.at(`${place}: ${comparison.table}`);
    for (const difference of await compareRows(rows, comparison, place, unreadable)) {
      const key = comparison.key.map((column) => textOf((difference.expected ?? difference.found)?.[column])).join(' ');
      findings.add(place, comparison.table, key, ...whatDiffers(difference));
    }
  }
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value ?? null);
}

/** Only the columns that are not the same. */
function whatDiffers({ expected, found }: RowDifference): [expected: string, found: string] {
  if (expected === null) return ['no row: nothing says there should be one', describe(found, Object.keys(found ?? {}))];
  if (found === null) return [describe(expected, Object.keys(expected)), 'no row'];
  const columns = Object.keys(expected).filter((column) => textOf(expected[column]) !== textOf(found[column]));
  return [describe(expected, columns), describe(found, columns)];
}

function describe(row: RowDifference['found'], columns: readonly string[]): string {
  return columns.map((column) => `${column} ${textOf(row?.[column])}`).join(', ');
}
