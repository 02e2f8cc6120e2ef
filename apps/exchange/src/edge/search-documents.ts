/** What a sender looks for among its own documents, as the query says it. */
import { lateKinds, lyingCopies, officialTime, readSent, searchSent } from '@lienthong/store';
import type { Found, LateKind, SentPosition, SentRow, Store } from '@lienthong/store';
import { z } from 'zod';
import type { Exchange } from '../exchange.js';
import type { Caller } from './authenticate.js';
import { deliveryStates, documentStates } from './describe-document.js';
import { isCopyLate, wasSentLate } from './late.js';
import { orNull, PageQuery, readSentCursor, TimeText } from './paging.js';

const flag = z.stringbool().optional();
const kinds = Object.keys(lateKinds) as [LateKind, ...LateKind[]];
/** Which limit was broken, in the words of `/api/v1/statistics/late/documents`; true and false are about the sending. */
const lateness = z.union([z.enum(kinds), z.stringbool()]).optional();

/** `delivery`, and `late` of receipts: of at least one recipient, or of the one that is named. `overdue`: some recipient has not done it by the end of its due date. */
export const DocumentsQuery = PageQuery.extend({
  ...{ state: z.enum(documentStates).optional(), delivery: z.enum(deliveryStates).optional() },
  ...{ from: TimeText.optional(), to: TimeText.optional() },
  recipient: z.string().max(35).optional(),
  documentId: z.string().min(1).max(200).optional(),
  number: z.string().min(1).max(11).optional(),
  notation: z.string().min(1).max(30).optional(),
  type: z.coerce.number().int().min(0).max(32_767).optional(),
  ...{ declared: flag, present: flag, valid: flag, trusted: flag, late: lateness, overdue: flag },
});

export async function findDocumentsOf(
  { store }: Exchange,
  caller: Caller,
  { after, limit, late, state, delivery, ...wishes }: z.infer<typeof DocumentsQuery>,
): Promise<Found<SentRow, SentPosition>> {
  const page = { after: readSentCursor(after), limit };
  const isSearch = [late, state, delivery, ...Object.values(wishes)].some((wish) => wish !== undefined);
  if (!isSearch) return readSent(store, caller, page);
  const { from, to, recipient, documentId, number, notation, type, ...facts } = wishes;
  const { declared, present, valid, trusted, overdue } = facts;
  const kind = late === true ? 'sent' : late;
  const found = await searchSent(store, caller, page, {
    ...orNull({ from, to, recipient, documentId, number, notation, type, declared, present, valid, trusted, overdue }),
    ...{ state: numberOf(documentStates, state), delivery: numberOf(deliveryStates, delivery) },
    late: kind ? lateKinds[kind] : null,
  });
  return { ...found, rows: await withLateness(store, caller.place, found.rows, { kind, recipient }) };
}

/** Working days are no matter of the store: it gives what may be late. */
async function withLateness(
  store: Store,
  place: string,
  rows: SentRow[],
  { kind, recipient }: { readonly kind: LateKind | false | undefined; readonly recipient: string | undefined },
): Promise<SentRow[]> {
  if (kind === undefined) return rows;
  if (kind === false || kind === 'sent') return rows.filter((row) => wasSentLate(row) === (kind === 'sent'));
  const { now } = await officialTime(store);
  const urgencies = new Map(rows.map(({ id, urgency }) => [id, urgency]));
  const copies = await lyingCopies(store, place, [...urgencies.keys()]);
  const asked = copies.filter((copy) => recipient === undefined || copy.recipient === recipient);
  const late = asked.filter((copy) => isCopyLate(copy, kind, urgencies.get(copy.document) ?? 0, now));
  const ids = new Set(late.map(({ document }) => document));
  return rows.filter(({ id }) => ids.has(id));
}

function numberOf<T>(names: readonly T[], name: T | undefined): number | null {
  return name === undefined ? null : names.indexOf(name);
}
