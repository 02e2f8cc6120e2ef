/** How the cost of reading grows with what is read; for tests, which may run on a slow and busy machine. */

/** Times as long four times as much takes, each at its quickest of five: 4 where each piece is read once, 16 where it is read once for each other. */
export const growth = (size: number, read: (size: number) => unknown): number => {
  const quickest = (of: number) =>
    Math.min(
      ...[1, 2, 3, 4, 5].map(() => {
        const begin = performance.now();
        read(of);
        return performance.now() - begin;
      }),
    );
  return quickest(4 * size) / quickest(size);
};
