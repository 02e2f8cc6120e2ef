/** The time that a list is asked for: two dates as clients of other makers write them. */
import { refusedError } from '@lienthong/edge';
import { dateFromWire } from '@lienthong/edxml';

/** Official times; the second is the first moment that is too late. Null where the client names none. */
export interface TimeLimits {
  readonly from: Date | null;
  readonly before: Date | null;
}

const yearFirst = /^(\d{4})[/-](\d{1,2})[/-](\d{1,2})(?:[ T](\d{2}:\d{2}:\d{2}))?$/;
const dayFirst = /^(\d{1,2})[/-](\d{1,2})[/-](\d{4})(?:[ T](\d{2}:\d{2}:\d{2}))?$/;
const secondMs = 1_000;
const dayMs = 24 * 3_600_000;

/** Both limits are part of what is asked for. @param get gives a field by its name; `prefix` stands before it in what is told. */
export function readLimits(get: (name: string) => string | undefined, prefix: string): TimeLimits {
  const [from, to] = ['fromDate', 'toDate'].map((name) => readLimit(get(name) ?? '', prefix + name));
  return {
    from: from === undefined ? null : new Date(from.at),
    before: to === undefined ? null : new Date(to.at + to.lasts),
  };
}

function readLimit(text: string, where: string): { at: number; lasts: number } | undefined {
  if (text.trim() === '') return undefined;
  const [, year = '', month = '', day = '', time] = yearFirst.exec(text.trim()) ?? reversed(text.trim());
  const date = dateFromWire(`${year}/${month}/${day}`);
  const at = Date.parse(`${date}T${time ?? '00:00:00'}+07:00`);
  if (date !== undefined && !Number.isNaN(at)) return { at, lasts: time === undefined ? dayMs : secondMs };
  const forms = 'yyyy/MM/dd, yyyy-MM-dd or dd/MM/yyyy, with HH:mm:ss behind it if wanted';
  throw refusedError('request-invalid', `${JSON.stringify(text.slice(0, 40))} is not a date: ${forms}`, where);
}

function reversed(text: string): readonly (string | undefined)[] {
  const [all, day, month, year, time] = dayFirst.exec(text) ?? [];
  return [all, year, month, day, time];
}
