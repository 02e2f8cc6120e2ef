/** The days on which offices in Vietnam work: Monday to Friday without the holidays of the Labour Code, as the government arranged them. */
import { closures, type YearOfClosures } from './closures.js';

const dayMs = 86_400_000;
const vietnamOffsetMs = 7 * 3_600_000;
/** Holidays whose date is fixed (Labour Code 2019, Article 112); for years without an arrangement of their own. */
const fixedHolidays = ['01-01', '04-30', '05-01', '09-02'];

const known = new Map(closures.map((year) => [year.year, read(year)]));

interface KnownYear {
  readonly closed: ReadonlySet<string>;
  readonly worked: ReadonlySet<string>;
}

function read({ year, closed, worked = [] }: YearOfClosures): KnownYear {
  const days = (texts: readonly string[]) => new Set(texts.map((text) => `${year}-${text}`));
  return { closed: days(closed), worked: days(worked) };
}

/** Whether the arrangement of this year is in the table; of others only the holidays with a fixed date are known. */
export function isCalendarKnown(year: number): boolean {
  return known.has(year);
}

/** `day`: `yyyy-MM-dd`. */
export function isWorkingDay(day: string): boolean {
  const weekday = new Date(`${day}T00:00Z`).getUTCDay();
  const isWeekend = weekday === 0 || weekday === 6;
  const year = known.get(Number(day.slice(0, 4)));
  if (year === undefined) return !isWeekend && !fixedHolidays.includes(day.slice(5));
  return isWeekend ? year.worked.has(day) : !year.closed.has(day);
}

/** The first working day after `day`. */
export function nextWorkingDay(day: string): string {
  let next = day;
  do next = new Date(Date.parse(`${next}T00:00Z`) + dayMs).toISOString().slice(0, 10);
  while (!isWorkingDay(next));
  return next;
}

/** The last working day before `day`. */
export function lastWorkingDay(day: string): string {
  let last = day;
  do last = new Date(Date.parse(`${last}T00:00Z`) - dayMs).toISOString().slice(0, 10);
  while (!isWorkingDay(last));
  return last;
}

/** The day (`yyyy-MM-dd`) and the clock (`HH:mm:ss`) in Vietnam at an instant. */
export function vietnamClock(instant: Date): { readonly day: string; readonly clock: string } {
  const local = new Date(instant.getTime() + vietnamOffsetMs).toISOString();
  return { day: local.slice(0, 10), clock: local.slice(11, 19) };
}

/** The instant at which a clock in Vietnam shows `clock` (`HH:mm`) on `day`; `24:00` is the end of the day. */
export function vietnamInstant(day: string, clock: string): Date {
  const [hour = 0, minute = 0] = clock.split(':').map(Number);
  return new Date(Date.parse(`${day}T00:00Z`) - vietnamOffsetMs + (hour * 60 + minute) * 60_000);
}
