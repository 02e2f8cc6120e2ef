/** What a sender did to a copy, as the delivery's row has it, and what statuses and further acts make of it. */
import { lifeAfter, whyNot, type CopyEnding, type CopyLife, type CopyRequest, type SenderAct } from '@lienthong/edxml';

/** Codes of `delivery.asked`. */
export const asked = { nothing: 0, recall: 1, update: 2, recalled: 3, replaced: 4 } as const;
/** Codes of `act.act`, from 1. */
export const acts: readonly SenderAct[] = ['recall', 'update', 'replace'];
export const codeOfAct = (act: SenderAct): number => acts.indexOf(act) + 1;

const [refusedStatus, finishedStatus, agreed, declined] = [2, 6, 15, 16];

/** 15 and 16 answer the sender; they are no step of the work, so the copy's status stays what it was. */
export const isAnswer = (code: number): boolean => code === agreed || code === declined;

export interface Standing {
  readonly status: number;
  readonly asked: number;
}

export function lifeOf({ status, asked: what }: Standing): CopyLife {
  const end = endOf(status, what);
  return {
    status,
    ...(what === asked.recall ? { asked: 'recall' } : what === asked.update ? { asked: 'update' } : {}),
    ...(end === undefined ? {} : { end }),
  };
}

function endOf(status: number, what: number): CopyLife['end'] {
  if (what === asked.recalled) return 'recalled';
  if (what === asked.replaced) return 'replaced';
  if (status === refusedStatus) return 'refused';
  return status === finishedStatus ? 'finished' : undefined;
}

/** Why an act may not happen to a copy. A copy that is still on its way is asked for where it arrives. */
export function whyNotAct(copy: Standing, act: SenderAct): string | undefined {
  return whyNot(arrived(copy), { by: 'sender', act });
}

const arrived = (copy: Standing): CopyLife => lifeOf({ ...copy, status: Math.max(copy.status, 1) });

/** `asked` after an act; one that may not happen changes nothing. */
export function askedByAct(copy: Standing, act: SenderAct): number {
  if (whyNotAct(copy, act) !== undefined) return copy.asked;
  const life = lifeAfter(arrived(copy), { by: 'sender', act });
  if (life.end === 'replaced') return asked.replaced;
  return life.asked === undefined ? copy.asked : asked[life.asked];
}

/** `asked` after a status of the recipient: answered by 15 or 16; a copy that ends has nothing left to answer. */
export function askedAfterStatus(what: number, code: number): number {
  if (what !== asked.recall && what !== asked.update) return what;
  if (code === agreed) return what === asked.recall ? asked.recalled : asked.nothing;
  return code === declined || code === refusedStatus || code === finishedStatus ? asked.nothing : what;
}

/** As the API says it. */
export function tellAsked(what: number): { request?: CopyRequest; ended?: CopyEnding } {
  if (what === asked.recall) return { request: 'recall' };
  if (what === asked.update) return { request: 'update' };
  if (what === asked.recalled) return { ended: 'recalled' };
  return what === asked.replaced ? { ended: 'replaced' } : {};
}
