/** Cursors of pages: a position as text that clients give back unread. */
import { refusedError } from '@lienthong/edge';
import type { Page } from '@lienthong/edxml';
import type { Found, Position, SentPosition } from '@lienthong/store';
import { z } from 'zod';
import { firstId, isId } from '../values/ids.js';

export const start: Position = { xact: '0', seq: '0' };
export const largestPage = 500;

export const PageQuery = z.strictObject({
  after: z.string().max(80).optional(),
  limit: z.coerce.number().int().min(1).max(largestPage).default(100),
});

/** A time as PostgreSQL and JavaScript both know it: the year 0 is nobody's. */
export const TimeText = z.iso
  .datetime({ offset: true })
  .refine((text) => !text.startsWith('0000'), 'a time from the year 1 to 9999');

export function writeCursor({ xact, seq }: Position): string {
  return Buffer.from(`${xact}.${seq}`).toString('base64url');
}

/** What PostgreSQL can hold: xid8 and bigint. */
const [mostXact, mostSeq] = [2n ** 64n - 1n, 2n ** 63n - 1n];

/** @param where the parameter or header in which it came */
export function readCursor(after: string | undefined, where = 'after'): Position {
  if (after === undefined) return start;
  const [, xact, seq] = /^(\d{1,20})\.(\d{1,19})$/.exec(Buffer.from(after, 'base64url').toString('latin1')) ?? [];
  if (xact === undefined || seq === undefined || BigInt(xact) > mostXact || BigInt(seq) > mostSeq)
    throw refusedError('cursor-invalid', 'Give back `next` of the page before, unchanged', where);
  return { xact, seq };
}

export function writeSentCursor({ xact, id }: SentPosition): string {
  return Buffer.from(`${xact}.${id}`).toString('base64url');
}

/** A position among a sender's own documents, which have their ids. */
export function readSentCursor(after: string | undefined): SentPosition {
  if (after === undefined) return { xact: start.xact, id: firstId };
  const [, xact = '', id = ''] = /^(\d{1,20})\.(.{36})$/.exec(Buffer.from(after, 'base64url').toString('latin1')) ?? [];
  if (isId(id) && BigInt(xact) <= mostXact) return { xact, id };
  throw refusedError('cursor-invalid', 'Give back `next` of the page before, unchanged', 'after');
}

/** A page as it is answered; `next` is absent where nothing was read and nothing was asked from. */
export function answerPage<T>(items: readonly T[], next: string | undefined, more: boolean): Page<T> {
  return { items, ...(next === undefined ? {} : { next }), more };
}

/** A page that was read without a search: it ends at its last row. */
export function wholePage<Row extends Position>(rows: Row[], limit: number): Found<Row> {
  const end = rows.at(-1);
  return { rows, ...(end === undefined ? {} : { end }), more: rows.length === limit };
}

/** Wishes as statements take them: null where nothing is wished. */
export function orNull<T extends object>(wishes: T): { [K in keyof T]: Exclude<T[K], undefined> | null } {
  const entries = Object.entries(wishes).map(([name, value]) => [name, value ?? null]);
  return Object.fromEntries(entries) as { [K in keyof T]: Exclude<T[K], undefined> | null };
}
