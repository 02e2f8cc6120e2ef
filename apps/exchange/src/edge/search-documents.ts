/** What a sender looks for among its own documents, as the query says it. */
import { refusedError } from '@lienthong/edge';
import { readSent, searchSent, type Found, type SentRow } from '@lienthong/store';
import { z } from 'zod';
import type { Exchange } from '../exchange.js';
import { firstId, isId } from '../values/ids.js';
import type { Caller } from './authenticate.js';
import { deliveryStates, documentStates } from './describe-document.js';
import { wasSentLate } from './late.js';
import { orNull, PageQuery, TimeText } from './paging.js';

const flag = z.stringbool().optional();

/** `delivery`: of at least one recipient, or of the one that is named. `overdue`: some recipient has not done it by the end of its due date. */
export const DocumentsQuery = PageQuery.extend({
  ...{ state: z.enum(documentStates).optional(), delivery: z.enum(deliveryStates).optional() },
  ...{ from: TimeText.optional(), to: TimeText.optional() },
  recipient: z.string().max(35).optional(),
  documentId: z.string().min(1).max(200).optional(),
  number: z.string().min(1).max(11).optional(),
  notation: z.string().min(1).max(30).optional(),
  type: z.coerce.number().int().min(0).max(32_767).optional(),
  ...{ declared: flag, present: flag, valid: flag, trusted: flag, late: flag, overdue: flag },
});

export async function findDocumentsOf(
  { store }: Exchange,
  caller: Caller,
  { after = firstId, limit, late, state, delivery, ...wishes }: z.infer<typeof DocumentsQuery>,
): Promise<Found<SentRow, string>> {
  if (!isId(after)) throw refusedError('cursor-invalid', 'Give back `next` of the page before, unchanged', 'after');
  const page = { after, limit };
  const isSearch = [late, state, delivery, ...Object.values(wishes)].some((wish) => wish !== undefined);
  if (!isSearch) return readSent(store, caller, page);
  const { from, to, recipient, documentId, number, notation, type, ...facts } = wishes;
  const { declared, present, valid, trusted, overdue } = facts;
  const found = await searchSent(store, caller, page, {
    ...orNull({ from, to, recipient, documentId, number, notation, type, declared, present, valid, trusted, overdue }),
    ...{ state: numberOf(documentStates, state), delivery: numberOf(deliveryStates, delivery), isLate: late ?? false },
  });
  // Working days are no matter of the store: it gives what may be late.
  const isWished = (row: SentRow) => late === undefined || wasSentLate(row) === late;
  return { ...found, rows: found.rows.filter(isWished) };
}

function numberOf<T>(names: readonly T[], name: T | undefined): number | null {
  return name === undefined ? null : names.indexOf(name);
}
