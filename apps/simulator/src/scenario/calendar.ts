/** The working days of a scenario, and the official instants inside them. */

const DAY_MS = 86_400_000;
/** Vietnam has one zone and no summer time: UTC+7. */
const VIETNAM_OFFSET_MS = 7 * 3_600_000;

/** Days from `from` to `to` (`yyyy-MM-dd`, both included) without Saturdays, Sundays and closed days. */
export function workingDays(
  period: { readonly from: string; readonly to: string },
  closed: readonly string[],
): string[] {
  const days: string[] = [];
  const shut = new Set(closed);
  for (let at = Date.parse(period.from); at <= Date.parse(period.to); at += DAY_MS) {
    const day = new Date(at).toISOString().slice(0, 10);
    const weekday = new Date(at).getUTCDay();
    if (weekday !== 0 && weekday !== 6 && !shut.has(day)) days.push(day);
  }
  return days;
}

/** The instant of a Vietnamese wall-clock time. */
export function instantOf(day: string, hour: number, minute = 0, second = 0): Date {
  return new Date(Date.parse(day) - VIETNAM_OFFSET_MS + ((hour * 60 + minute) * 60 + second) * 1000);
}

/** `yyyy-MM-ddTHH:mm:ss` as a clock in Vietnam shows it, without a zone. */
export function vietnamTime(instant: Date): string {
  return new Date(instant.getTime() + VIETNAM_OFFSET_MS).toISOString().slice(0, 19);
}
