/** What an audit tells: as lines for a person, or as JSON for a program. */
import type { Difference, Findings } from './findings.js';

/** Lines shown to a person; JSON has more. */
const mostLines = 200;
/** Rows that somebody changed may hold anything: control characters and changes of direction could feign lines of this report. */
const unsafe = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu;

export function printLines(findings: Findings, seconds: number): string {
  const { differences, count } = findings;
  const shown = differences.slice(0, mostLines).map(lineOf);
  const rest =
    count > shown.length ? [`… and ${count - shown.length} more (--json shows up to ${differences.length})`] : [];
  const looked = [...findings.checked].map(([what, rows]) => `${rows.toLocaleString('en-US')} ${what}`).join(', ');
  const verdict = count === 0 ? 'Everything agrees' : count === 1 ? '1 difference' : `${count} differences`;
  return [...shown, ...rest, `${verdict}: ${looked}, in ${seconds.toFixed(1)} s.`].join('\n');
}

function lineOf({ place, table, key, expected, found }: Difference): string {
  const shown = [`${place} ${table} ${key}`, `    expected  ${expected}`, `    found     ${found}`];
  return shown.map((line) => line.replace(unsafe, '\u{fffd}')).join('\n');
}

export function printJson(findings: Findings, seconds: number): string {
  const { count, differences, checked } = findings;
  return JSON.stringify({ agrees: count === 0, count, differences, checked: Object.fromEntries(checked), seconds });
}
