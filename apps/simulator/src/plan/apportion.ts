/** Splits a whole number by weights without losing a document: the method of the largest remainder, used at every split. */

/** Whole parts of `total` in proportion to `weights`; they add up to `total`. Equal remainders go to the earlier part. */
export function apportion(total: number, weights: readonly number[]): number[] {
  const sum = weights.reduce((all, weight) => all + weight, 0);
  if (!(sum > 0)) throw new Error('a split needs at least one weight above zero');
  const exact = weights.map((weight) => (total * weight) / sum);
  const parts = exact.map((part) => Math.floor(part + 1e-9));
  const missing = total - parts.reduce((all, part) => all + part, 0);
  const byRemainder = exact
    .map((part, index) => ({ index, remainder: part - (parts[index] ?? 0) }))
    .sort((a, b) => b.remainder - a.remainder || a.index - b.index);
  for (const { index } of byRemainder.slice(0, missing)) parts[index] = (parts[index] ?? 0) + 1;
  return parts;
}

/** Gives every item one of the choices: the counts follow the shares exactly, who gets which follows the rank of its draw. */
export function deal<T, C>(
  items: readonly T[],
  choices: readonly C[],
  share: (choice: C) => number,
  drawOf: (item: T) => number,
): Map<T, C> {
  const counts = apportion(items.length, choices.map(share));
  const ranked = rankedBy(items, drawOf);
  const dealt = new Map<T, C>();
  let from = 0;
  choices.forEach((choice, index) => {
    const to = from + (counts[index] ?? 0);
    for (const item of ranked.slice(from, to)) dealt.set(item, choice);
    from = to;
  });
  return dealt;
}

/** Items in the order of their draws; equal draws keep their order. */
export function rankedBy<T>(items: readonly T[], drawOf: (item: T) => number): T[] {
  return items
    .map((item) => ({ item, drawn: drawOf(item) }))
    .sort((a, b) => a.drawn - b.drawn)
    .map(({ item }) => item);
}
