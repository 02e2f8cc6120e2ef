/** What was late with a document, as its sender sees it (Decision 28/2018, Decree 30/2020; the hours are assumed, see deadlines). */
import { isOverdue, isReceiptLate, isSentLate } from '@lienthong/edxml';
import { lastSigning, takenUp } from '../steps/late.js';
import type { LyingCopy, SentDelivery, SentRow, SentStatus } from '@lienthong/store';

/** Sent after the day of signing and the next working morning; what nobody signed has no day of signing. */
export function wasSentLate({ evidence, accepted_at: doneAt, urgency }: SentRow): boolean {
  const last = lastSigning((evidence ?? []).map((one) => (one as { signingTime?: string }).signingTime));
  return last !== undefined && isSentLate(last, urgency, { doneAt, now: doneAt });
}

const arrived = 1;

/** Not taken in nor refused by the end of the day on which it arrived. */
export function isAnsweredLate(
  { recipient }: SentDelivery,
  statuses: readonly SentStatus[],
  urgency: number,
  now: Date,
): boolean {
  const own = statuses.filter((status) => status.recipient === recipient);
  const arrival = own.find(({ code }) => code === arrived)?.at;
  const doneAt = own.find(({ code }) => takenUp.includes(code))?.at;
  return arrival !== undefined && isReceiptLate(arrival, urgency, { now, ...(doneAt && { doneAt }) });
}

/** Whether a copy was taken up too late (`answered`), or is late and not taken up yet. */
export function isCopyLate(
  { arrived_at: arrived, taken_at: doneAt, waits }: LyingCopy,
  kind: 'answered' | 'unanswered',
  urgency: number,
  now: Date,
): boolean {
  if (kind === 'unanswered') return waits && isReceiptLate(arrived, urgency, { now });
  return doneAt !== null && isReceiptLate(arrived, urgency, { now, doneAt });
}

const done = 6;

/** Not done by the end of the due date; what was answered, refused, recalled or replaced, or never arrived, is not waited for. */
export function isAnswerOverdue(
  { recipient, state, status, asked, answer }: SentDelivery,
  statuses: readonly SentStatus[],
  due: string | null,
  now: Date,
): boolean {
  if (due === null || state > 1 || status === 2 || asked > 2 || answer !== null) return false;
  const doneAt = statuses.find((one) => one.recipient === recipient && one.code === done)?.at;
  return isOverdue(due, { now, ...(doneAt && { doneAt }) });
}
