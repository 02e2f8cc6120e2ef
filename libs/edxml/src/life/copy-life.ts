/** The life of one recipient's copy of a document: who may do what when, and what each side then sees. */
import { mayFollow, statusNames } from '../status.js';

/** What the sender may do to a document that was sent; on the wire status 13 or operations 1, 2 and 3. */
export type SenderAct = 'recall' | 'update' | 'replace';

export type CopyEnd = 'refused' | 'finished' | 'recalled' | 'replaced';

/** `status`: the last one the recipient reported about the work, 0 before the first. `asked`: waits for 15 or 16. */
export interface CopyLife {
  readonly status: number;
  readonly asked?: 'recall' | 'update';
  readonly end?: CopyEnd;
}

export type LifeEvent =
  { readonly by: 'sender'; readonly act: SenderAct } | { readonly by: 'recipient'; readonly status: number };

export const unborn: CopyLife = { status: 0 };

const [arrived, refused, takenIn, finished, agreed, declined] = [1, 2, 3, 6, 15, 16];

/** Why the event may not happen now; undefined when it may. */
export function whyNot(life: CopyLife, event: LifeEvent): string | undefined {
  return event.by === 'sender' ? whySenderMayNot(life, event.act) : whyRecipientMayNot(life, event.status);
}

/** A replaced document may have been finished long ago; one that is refused, recalled or replaced is nobody's any more. */
function whySenderMayNot({ end, asked }: CopyLife, act: SenderAct): string | undefined {
  if (end !== undefined && !(end === 'finished' && act === 'replace'))
    return `the document is ${end} at this recipient`;
  return asked !== undefined && act !== 'replace' ? `the recipient has not answered the ${asked} yet` : undefined;
}

function whyRecipientMayNot({ status, asked, end }: CopyLife, next: number): string | undefined {
  if (end !== undefined) return `the document is ${end}`;
  const isAnswer = next === agreed || next === declined;
  if (asked !== undefined) return isAnswer ? undefined : `the sender's ${asked} waits for 15 or 16`;
  if (isAnswer) return 'the sender has asked for nothing';
  return mayFollow(status, next) ? undefined : `${nameOf(next)} may not follow ${nameOf(status)}`;
}

const nameOf = (status: number): string => `${String(status).padStart(2, '0')} ${statusNames[status] ?? ''}`.trim();

/** The copy after an event that may happen. @throws when it may not */
export function lifeAfter(life: CopyLife, event: LifeEvent): CopyLife {
  const why = whyNot(life, event);
  if (why !== undefined) throw new Error(why);
  return event.by === 'sender' ? afterSender(life, event.act) : afterRecipient(life, event.status);
}

/**
 * Inferred from practice: what no clerk has taken in yet is recalled and updated without asking; afterwards the recipient
 * answers 15 or 16. A replacement asks nobody.
 */
function afterSender({ status }: CopyLife, act: SenderAct): CopyLife {
  if (act === 'replace') return { status, end: 'replaced' };
  if (act === 'recall') return status < arrived ? { status, end: 'recalled' } : { status, asked: 'recall' };
  return status < takenIn ? { status } : { status, asked: 'update' };
}

/** After a "no" the work goes on where it stood; an update that is agreed to leaves it there as well. */
function afterRecipient({ status, asked }: CopyLife, next: number): CopyLife {
  if (next === agreed && asked === 'recall') return { status, end: 'recalled' };
  if (next === agreed || next === declined) return { status };
  if (next === refused) return { status: next, end: 'refused' };
  return next === finished ? { status: next, end: 'finished' } : { status: next };
}

/** What a person at one side finds: a recalled document leaves the work lists, and never the record. */
export interface CopyView {
  readonly inWorkList: boolean;
  readonly inRecord: true;
  readonly vietnamese: string;
}

const endNames: Readonly<Record<CopyEnd, string>> = {
  refused: 'Đã từ chối tiếp nhận',
  finished: 'Đã hoàn thành',
  recalled: 'Đã thu hồi',
  replaced: 'Đã bị thay thế',
};
const askedNames = {
  sender: { recall: 'Chờ bên nhận đồng ý thu hồi', update: 'Chờ bên nhận đồng ý cập nhật' },
  recipient: { recall: 'Bên gửi đề nghị thu hồi', update: 'Bên gửi đề nghị cập nhật' },
} as const;

export function viewOf({ status, asked, end }: CopyLife, side: 'sender' | 'recipient'): CopyView {
  const name = status === 0 ? 'Đã gửi' : (statusNames[status] ?? '');
  const vietnamese = end !== undefined ? endNames[end] : asked !== undefined ? askedNames[side][asked] : name;
  return { inWorkList: end === undefined, inRecord: true, vietnamese };
}
