/** Characters that JSON can carry and no text of the store can: U+0000, and halves of surrogate pairs. */

const unwritable = /[\0\p{Surrogate}]/u;

/** Where in a parsed value such a character stands: `body.statuses[0].reason`; undefined where there is none. */
export function findUnwritable(value: unknown, at: string): string | undefined {
  if (typeof value === 'string') return unwritable.test(value) ? at : undefined;
  if (typeof value !== 'object' || value === null || Buffer.isBuffer(value)) return undefined;
  const isList = Array.isArray(value);
  for (const [key, inner] of Object.entries(value)) {
    // A name is told by its place alone: it would not stand in the answer either.
    const found = unwritable.test(key) ? at : findUnwritable(inner, isList ? `${at}[${key}]` : `${at}.${key}`);
    if (found !== undefined) return found;
  }
  return undefined;
}
