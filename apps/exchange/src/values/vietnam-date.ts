/** Days as the law counts them. */
import { officialTime, type Store } from '@lienthong/store';

/** The day in Vietnam, which has been at UTC+7 without summer time since 1975. */
export function vietnamDate(at: string): string {
  return new Date(Date.parse(at) + 7 * 3_600_000).toISOString().slice(0, 10);
}

/** Today by official time, `yyyy-MM-dd`. */
export async function officialToday(store: Store): Promise<string> {
  return vietnamDate((await officialTime(store)).now.toISOString());
}
