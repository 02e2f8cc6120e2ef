/** Slots of official time: the hours of a day in which documents are sent; the clock moves from slot to slot. */
import type { PlannedDocument } from '../plan/planned-document.js';

export interface Slot {
  readonly day: number;
  readonly hour: number;
  /** Documents of the plan up to the end of this slot. */
  readonly end: number;
  readonly isLastOfDay: boolean;
}

/** Fewer documents than this do not get an hour of their own: moving the clock would cost more than sending them. */
const LEAST_IN_SLOT = 16;

/** Documents are in official time. Each day begins a slot; an hour does when the slot before it is full enough. */
export function slotsOf(documents: readonly PlannedDocument[]): Slot[] {
  const slots: { -readonly [field in keyof Slot]: Slot[field] }[] = [];
  let from = 0;
  for (const { day, hour, index } of documents) {
    const last = slots.at(-1);
    const isNewDay = last?.day !== day;
    if (
      !last ||
      isNewDay ||
      (last.hour !== hour && index - from >= LEAST_IN_SLOT && documents[index - 1]?.hour !== hour)
    ) {
      if (last) last.isLastOfDay = isNewDay;
      slots.push({ day, hour, end: index, isLastOfDay: false });
      from = index;
    }
    const current = slots.at(-1);
    if (current) current.end = index + 1;
  }
  const end = slots.at(-1);
  if (end) end.isLastOfDay = true;
  return slots;
}

/** How many of its own documents the process `share` of `shares` may send when `slot` is released. */
export function releasedDocuments(slots: readonly Slot[], slot: number, share: number, shares: number): number {
  const end = slots[slot]?.end ?? 0;
  return Math.max(0, Math.ceil((end - share) / shares));
}
