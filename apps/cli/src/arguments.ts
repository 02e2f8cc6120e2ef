/** What stands behind an option, read from the text that was typed. @throws InvalidArgumentError with what is expected */
import { InvalidArgumentError } from 'commander';

export const statisticKeys = ['month', 'agency', 'tier', 'type'] as const;

export function wholeNumber(least: number, most: number): (text: string) => number {
  return (text) => {
    const value = /^\d+$/.test(text) ? Number(text) : Number.NaN;
    if (value >= least && value <= most) return value;
    throw new InvalidArgumentError(`Expected a whole number from ${least} to ${most}.`);
  };
}

export function monthOf(text: string): string {
  if (/^\d{4}-(0[1-9]|1[0-2])$/.test(text)) return text;
  throw new InvalidArgumentError('Expected a month such as 2020-06.');
}

export function timeOf(text: string): Date {
  const time = timeOrUndefined(text);
  if (time !== undefined) return time;
  throw new InvalidArgumentError('Expected a time with its zone, such as 2020-06-30T17:00:00+07:00.');
}

function timeOrUndefined(text: string): Date | undefined {
  const time = /^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:\d\d)$/.test(text)
    ? Date.parse(text)
    : Number.NaN;
  const day = text.slice(0, 10);
  // 30 February would become 1 March.
  const isDay = !Number.isNaN(time) && new Date(`${day}T00:00Z`).toISOString().startsWith(day);
  return isDay ? new Date(time) : undefined;
}

export function keysOf(text: string): string[] {
  const keys = text.split(',').map((key) => key.trim());
  const wrong = keys.find((key) => !(statisticKeys as readonly string[]).includes(key));
  if (wrong === undefined && new Set(keys).size === keys.length) return keys;
  throw new InvalidArgumentError(`Expected some of ${statisticKeys.join(',')}, each once.`);
}

/** The authority's own certificates hold from 2018 to 2037, and what it issues for up to five years. */
const [firstYear, lastYear] = [2020, 2032];
const vietnamOffsetMs = 7 * 3_600_000;

/** `now`, to be looked up when it is used; the beginning of a day in Vietnam; or a time with its zone. */
export function clockOf(text: string): Date | 'now' {
  if (text === 'now') return text;
  const isDay = /^\d{4}-\d\d-\d\d$/.test(text);
  const time = timeOrUndefined(isDay ? `${text}T00:00+07:00` : text);
  const year = time === undefined ? 0 : new Date(time.getTime() + vietnamOffsetMs).getUTCFullYear();
  if (time !== undefined && year >= firstYear && year <= lastYear) return time;
  throw new InvalidArgumentError(
    `Expected now, a day such as 2020-06-30, or a time with its zone such as 2020-06-30T17:00:00+07:00, in the years ${firstYear} to ${lastYear}.`,
  );
}
