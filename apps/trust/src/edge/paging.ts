/** Pages over what the register holds in the order in which it came. */
import { refusedError } from '@lienthong/edge';
import { z } from 'zod';

export const PageQuery = z.strictObject({
  after: z.string().max(80).optional(),
  limit: z.coerce.number().int().min(1).max(500).default(100),
});

/** What comes after the item whose number is `after`; that number is the cursor of the page before. */
export function pageAfter<Item, View>(
  all: readonly Item[],
  numberOf: (item: Item) => string,
  { after, limit }: z.infer<typeof PageQuery>,
  show: (item: Item) => View,
) {
  const at = after === undefined ? -1 : all.findIndex((item) => numberOf(item) === after);
  if (after !== undefined && at < 0)
    throw refusedError('cursor-invalid', 'Give back `next` of the page before', 'after');
  const items = all.slice(at + 1, at + 1 + limit);
  const last = items.at(-1);
  const next = last === undefined ? after : numberOf(last);
  return {
    items: items.map(show),
    ...(next !== undefined && { next }),
    more: at + 1 + items.length < all.length,
  };
}
