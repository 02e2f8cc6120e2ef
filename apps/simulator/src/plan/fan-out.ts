/** How many recipients each document has: a heavy tail whose mean is exact, and which of them live outside the province. */
import type { Scenario } from '../scenario/scenario.js';
import { apportion, rankedBy } from './apportion.js';

/** Sizes for `documents` documents, largest first; they add up to the rounded `documents * mean`. */
export function fanOutSizes(documents: number, fanOut: Scenario['fanOut'], limit: number): number[] {
  const { mean, shape } = fanOut;
  const excess = shape.reduce((sum, { recipients, share }) => sum + share * (recipients - 1), 0);
  const scale = excess > 0 ? (mean - 1) / excess : 0;
  const many = shape.map(({ share }) => share * scale);
  const one = Math.max(0, 1 - many.reduce((sum, share) => sum + share, 0));
  const counts = apportion(documents, [one, ...many]);
  const sizes = counts.flatMap((count, index) =>
    Array.from({ length: count }, () => Math.min(limit, index === 0 ? 1 : (shape[index - 1]?.recipients ?? 1))),
  );
  sizes.sort((a, b) => b - a);
  return evenedTo(Math.round(documents * mean), sizes, limit);
}

/** Rounding leaves a few recipients over or short: they are given or taken one by one, from the smallest document up. */
function evenedTo(total: number, sizes: number[], limit: number): number[] {
  const target = Math.min(total, sizes.length * limit);
  let missing = target - sizes.reduce((sum, size) => sum + size, 0);
  while (missing !== 0) {
    const step = Math.sign(missing);
    for (let at = sizes.length - 1; at >= 0 && missing !== 0; at--) {
      const size = (sizes[at] ?? 0) + step;
      if (size < 1 || size > limit) continue;
      sizes[at] = size;
      missing -= step;
    }
  }
  return sizes.sort((a, b) => b - a);
}

/** Deals the sizes to the documents by the rank of their draws; documents of `isSmall` senders get none above `smallUpTo`. */
export function dealSizes<T>(
  documents: readonly T[],
  sizes: readonly number[],
  small: { readonly isSmall: (document: T) => boolean; readonly upTo: number },
  drawOf: (document: T) => number,
): Map<T, number> {
  const ranked = rankedBy(documents, drawOf);
  const wide = sizes.filter((size) => size > small.upTo).length;
  const writers = ranked.filter((document) => !small.isSmall(document));
  const others = ranked.filter(small.isSmall);
  const [first, rest] = [writers.slice(0, wide), writers.slice(wide)];
  const later = rankedBy([...rest, ...others], drawOf);
  return new Map([...first, ...later].map((document, index) => [document, sizes[index] ?? 1]));
}

/** Picks `count` of all recipients as living outside, by the rank of their draws; returns how many each document has. */
export function dealOutside<T>(
  slots: readonly { readonly document: T; readonly drawn: number }[],
  count: number,
): Map<T, number> {
  const outside = new Map<T, number>();
  for (const { document } of rankedBy(slots, ({ drawn }) => drawn).slice(0, count)) {
    outside.set(document, (outside.get(document) ?? 0) + 1);
  }
  return outside;
}
