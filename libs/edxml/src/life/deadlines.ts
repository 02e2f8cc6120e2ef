/** What the law wants done by when, and whether it was late: sending (Decision 28/2018), receipt (Decree 30/2020), the due date. */
import { isUrgent } from './urgency.js';
import { isWorkingDay, lastWorkingDay, nextWorkingDay, vietnamClock, vietnamInstant } from './working-calendar.js';

/** What the texts leave open, as clocks in Vietnam (`HH:mm`) and minutes. All three are assumed. */
export interface OfficeHours {
  /** End of "the morning of the next working day". */
  readonly morningEnds: string;
  /** What arrives later has arrived on the next working day. */
  readonly closes: string;
  /** How long "immediately after signing" is. */
  readonly urgentMinutes: number;
}

export const usualHours: OfficeHours = { morningEnds: '12:00', closes: '17:00', urgentMinutes: 60 };

/** What has been done, or not yet: then `now` is what counts. */
export interface Done {
  readonly doneAt?: Date;
  readonly now: Date;
}

/** Last moment for sending: within the day or the next working morning, urgent at once (Decision 28/2018/QĐ-TTg). */
export function sendBy(signedAt: Date, priority: number | undefined, hours = usualHours): Date {
  if (isUrgent(priority)) return new Date(signedAt.getTime() + hours.urgentMinutes * 60_000);
  return vietnamInstant(nextWorkingDay(vietnamClock(signedAt).day), hours.morningEnds);
}

export function isSentLate(signedAt: Date, priority: number | undefined, sent: Done, hours = usualHours): boolean {
  return isAfter(sendBy(signedAt, priority, hours), sent);
}

/**
 * Last moment for the notice of receipt: the same day (Decree 30/2020/NĐ-CP, Article 21.2). What comes after hours or when
 * nobody works is there from the next working day on; what is urgent is there when it comes.
 */
export function acknowledgeBy(arrivedAt: Date, priority: number | undefined, hours = usualHours): Date {
  const { day, clock } = vietnamClock(arrivedAt);
  const isAtWork = isWorkingDay(day) && clock < `${hours.closes}:00`;
  return vietnamInstant(isAtWork || isUrgent(priority) ? day : nextWorkingDay(day), '24:00');
}

export function isReceiptLate(arrivedAt: Date, priority: number | undefined, said: Done, hours = usualHours): boolean {
  return isAfter(acknowledgeBy(arrivedAt, priority, hours), said);
}

/** Of what arrived before these moments the notice of receipt was due before `now`; of nothing that arrived later. */
export function receiptLimits(now: Date, hours = usualHours): { readonly urgent: Date; readonly ordinary: Date } {
  // At midnight sharp the day before is not over yet.
  const today = vietnamClock(new Date(now.getTime() - 1)).day;
  return {
    urgent: vietnamInstant(today, '00:00'),
    ordinary: vietnamInstant(lastWorkingDay(today), hours.closes),
  };
}

/** `dueDate`: `yyyy-MM-dd`, done by its end. */
export function isOverdue(dueDate: string, finished: Done): boolean {
  return isAfter(vietnamInstant(dueDate, '24:00'), finished);
}

const isAfter = (deadline: Date, { doneAt, now }: Done): boolean => (doneAt ?? now) > deadline;
