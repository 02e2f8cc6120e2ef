/** Dates and times as the standard writes them (`yyyy/MM/dd`, `yyyy/MM/dd HH:mm:ss`, Vietnam time) and as we keep them (ISO 8601). */

const vietnamOffsetMs = 7 * 3_600_000;

/** Whether the text is `yyyy-MM-dd` and such a day exists. */
export function isDate(text: string): boolean {
  if (!/^[1-9]\d{3}-\d{2}-\d{2}$/.test(text)) return false;
  const [month, day] = [Number(text.slice(5, 7)), Number(text.slice(8))];
  // A day that does not exist rolls over into the next month.
  return (
    month >= 1 && day >= 1 && new Date(Date.UTC(Number(text.slice(0, 4)), month - 1, day)).getUTCMonth() === month - 1
  );
}

/** `2020/02/03` (or `2020-02-03`) as `2020-02-03`; undefined when there is no such day. */
export function dateFromWire(text: string): string | undefined {
  const [, year = '', month = '', day = ''] = /^(\d{4})[/-](\d{1,2})[/-](\d{1,2})$/.exec(text) ?? [];
  const date = `${year}-${month.padStart(2, '0')}-${day.padStart(2, '0')}`;
  return isDate(date) ? date : undefined;
}

export function dateToWire(date: string): string {
  return date.replaceAll('-', '/');
}

/** `2020/02/03 08:30:00` as `2020-02-03T08:30:00+07:00`; undefined when there is no such time. */
export function timeFromWire(text: string): string | undefined {
  const [, day = '', clock = ''] = /^(\S+)[ T](\d{2}:\d{2}:\d{2})$/.exec(text) ?? [];
  const date = dateFromWire(day);
  const time = `${date}T${clock}+07:00`;
  return date !== undefined && !Number.isNaN(Date.parse(time)) ? time : undefined;
}

/** An ISO 8601 time with its zone, in Vietnam time on the wire. @throws RangeError when it is not a time. */
export function timeToWire(time: string): string {
  const local = new Date(Date.parse(time) + vietnamOffsetMs).toISOString();
  return `${local.slice(0, 10).replaceAll('-', '/')} ${local.slice(11, 19)}`;
}
