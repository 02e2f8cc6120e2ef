/** Time limits that a sending or a receipt breaks, judged as it happens (Decision 28/2018, Decree 30/2020; see deadlines for the hours). */
import { acknowledgeBy, sendBy } from '@lienthong/edxml';
import { lateKinds, type LateRow, type LockedDelivery } from '@lienthong/store';
import { vietnamDate } from '../values/vietnam-date.js';
import type { Arrival } from './arrival.js';
import type { PlacedStatus } from './pass-statuses.js';

/** Something with a limit: since when it runs, and when it was done. */
export interface Timed {
  readonly document: string;
  readonly agency: string;
  readonly urgency: number;
  readonly beganAt: Date;
  readonly doneAt: Date;
}

/** The month is that of the sending. */
export function lateSending({ document, agency, urgency, beganAt, doneAt }: Timed): Omit<LateRow, 'place'> | undefined {
  const due = sendBy(beganAt, urgency);
  return doneAt > due ? rowOf(lateKinds.sent, { document, agency, beganAt, doneAt }, due, doneAt) : undefined;
}

/** The month is that of the arrival. */
export function lateReceipt({ document, agency, urgency, beganAt, doneAt }: Timed): Omit<LateRow, 'place'> | undefined {
  const due = acknowledgeBy(beganAt, urgency);
  return doneAt > due ? rowOf(lateKinds.answered, { document, agency, beganAt, doneAt }, due, beganAt) : undefined;
}

function rowOf(kind: number, timed: Omit<Timed, 'urgency'>, due: Date, monthOf: Date): Omit<LateRow, 'place'> {
  const { document, agency, beganAt, doneAt } = timed;
  return {
    ...{ kind, document, agency, month: `${vietnamDate(monthOf.toISOString()).slice(0, 7)}-01` },
    ...{ began_at: beganAt.toISOString(), due_at: due.toISOString(), done_at: doneAt.toISOString() },
  };
}

/** The last of the times at which something was signed; what nobody signed has no day of signing. */
export function lastSigning(times: readonly (string | undefined)[]): Date | undefined {
  const instants = times.flatMap((time) => (time === undefined ? [] : Date.parse(time)));
  return instants.length === 0 ? undefined : new Date(Math.max(...instants));
}

/** Documents that their senders submitted here too late after signing them. */
export function lateArrivals(arrivals: readonly Arrival[]): LateRow[] {
  return arrivals.flatMap(({ place, hop, verdicts = [] }) => {
    const beganAt = lastSigning(verdicts.map(({ signingTime }) => signingTime));
    const { document, sender: agency, urgency } = hop;
    const doneAt = new Date(hop.trace.at(-1)!.at);
    const row = beganAt && lateSending({ document, agency, urgency, beganAt, doneAt });
    return row === undefined ? [] : [{ place, ...row }];
  });
}

/** 02 and 03: the clerk has looked at it. */
export const takenUp: readonly number[] = [2, 3];

/** First words of recipients about what came to them, said too late. */
export function lateAnswers(statuses: readonly PlacedStatus[], locked: readonly LockedDelivery[]): LateRow[] {
  const keyOf = (row: { place: string; document: string; recipient: string }) =>
    `${row.place} ${row.document} ${row.recipient}`;
  const copies = new Map(locked.map((row) => [keyOf(row), row]));
  return statuses.flatMap(({ place, hop }) => {
    const copy = copies.get(keyOf({ ...hop, place }));
    if (copy === undefined || !takenUp.includes(hop.code)) return [];
    const { document, recipient: agency, urgency } = hop;
    const row = lateReceipt({ document, agency, urgency, beganAt: copy.at, doneAt: new Date(hop.at) });
    return row === undefined ? [] : [{ place, ...row }];
  });
}
