/** What JSON can carry and no text of the store can (U+0000, halves of surrogate pairs), and values nested deeper than anybody reads. */

const unwritable = /[\0\p{Surrogate}]/u;

/** Lists and objects within each other in what a client sends: the deepest shape here has six. Thousands exhaust the stack of whoever walks them. */
const deepestValue = 64;

/** `where`: `body.statuses[0].reason`. */
export interface Unwritable {
  readonly where: string;
  readonly detail: string;
}

/** The first of these in a parsed value that is called `root`; undefined where there is none. */
export function findUnwritable(value: unknown, root: string): Unwritable | undefined {
  const found = findIn(value, root, 0);
  if (found === undefined) return undefined;
  if ('oddText' in found) return oddText(found.oddText);
  // Told by its root: the way down would be as long as the value is deep.
  return {
    where: root,
    detail: `${root} nests lists and objects more than ${deepestValue} deep: nothing here is so deep`,
  };
}

type Found = { readonly oddText: string } | { readonly tooDeep: true };

function findIn(value: unknown, at: string, depth: number): Found | undefined {
  if (typeof value === 'string') return unwritable.test(value) ? { oddText: at } : undefined;
  if (typeof value !== 'object' || value === null || Buffer.isBuffer(value)) return undefined;
  if (depth === deepestValue) return { tooDeep: true };
  const isList = Array.isArray(value);
  for (const [key, inner] of Object.entries(value)) {
    // A name is told by its place alone: it would not stand in the answer either.
    const isOdd = unwritable.test(key);
    const found = isOdd ? { oddText: at } : findIn(inner, isList ? `${at}[${key}]` : `${at}.${key}`, depth + 1);
    if (found !== undefined) return found;
  }
  return undefined;
}

const oddText = (where: string): Unwritable => ({
  where,
  detail: `${where} holds U+0000 or half of a surrogate pair: no text has these`,
});
