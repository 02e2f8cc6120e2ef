/** Chance of a drill: every draw is a hash of the seed and of what is drawn, so that a printed seed brings everything back. */
import { createHash } from 'node:crypto';

type Word = string | number;

function digest(seed: string, words: readonly Word[]): Buffer {
  return createHash('sha256')
    .update([seed, ...words].join('\0'))
    .digest();
}

/** A number from 0 up to, but not, 1. */
export function draw(seed: string, ...words: readonly Word[]): number {
  return digest(seed, words).readUInt32BE(0) / 2 ** 32;
}

export function drawBytes(seed: string, length: number, ...words: readonly Word[]): Buffer {
  const blocks = Array.from({ length: Math.ceil(length / 32) }, (_, block) => digest(seed, [...words, block]));
  return Buffer.concat(blocks).subarray(0, length);
}

/** The same things in an order that the seed gives. */
export function shuffled<T>(seed: string, things: readonly T[], ...words: readonly Word[]): T[] {
  const keyed = things.map((thing, index) => ({ thing, key: draw(seed, ...words, index) }));
  return keyed.sort((a, b) => a.key - b.key).map(({ thing }) => thing);
}
