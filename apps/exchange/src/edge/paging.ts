/** Cursors of pages: a position as text that clients give back unread. */
import { refusedError } from '@lienthong/edge';
import type { Position } from '@lienthong/store';
import { z } from 'zod';

export const start: Position = { xact: '0', seq: '0' };
export const largestPage = 500;

export const PageQuery = z.object({
  after: z.string().max(80).optional(),
  limit: z.coerce.number().int().min(1).max(largestPage).default(100),
});

export function writeCursor({ xact, seq }: Position): string {
  return Buffer.from(`${xact}.${seq}`).toString('base64url');
}

export function readCursor(after: string | undefined): Position {
  if (after === undefined) return start;
  const [, xact, seq] = /^(\d{1,20})\.(\d{1,19})$/.exec(Buffer.from(after, 'base64url').toString('latin1')) ?? [];
  if (xact === undefined || seq === undefined)
    throw refusedError('cursor-invalid', 'Give back `next` of the page before, unchanged', 'after');
  return { xact, seq };
}

/** A page with its cursor: the last row's position, or the one asked from when nothing is new. */
export function pageOf<Row extends Position, T>(
  rows: readonly Row[],
  asked: { after?: string | undefined; limit: number },
  show: (row: Row) => T,
) {
  const last = rows.at(-1);
  const next = last === undefined ? asked.after : writeCursor(last);
  return { items: rows.map(show), ...(next === undefined ? {} : { next }), more: rows.length === asked.limit };
}
