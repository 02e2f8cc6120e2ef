/** Chance without a running generator: a number from the hash of its arguments, the same in every process and in any order. */

const SEPARATOR = 0x1f;
/* Looked up once: this runs some million times a plan. */
const { imul, floor } = Math;

/** A number in [0, 1) with 53 bits, from two 32-bit multiply-xor hashes over the UTF-16 units of the arguments. */
export function draw(...parts: readonly (string | number)[]): number {
  let high = 0x9e3779b9;
  let low = 0x85ebca6b;
  for (const part of parts) {
    const text = typeof part === 'string' ? part : `${part}`;
    for (let at = 0; at < text.length; at++) {
      const unit = text.charCodeAt(at);
      high = imul(high ^ unit, 0x9e3779b1);
      low = imul(low ^ unit, 0x5f356495);
    }
    high = imul(high ^ SEPARATOR, 0x9e3779b1);
    low = imul(low ^ SEPARATOR, 0x5f356495);
  }
  return (mixed(high, low) & 0x1fffff) / 0x200000 + mixed(low, high) / 0x20000000000000;
}

/** A whole number from 0 to `count - 1`. */
export function drawIndex(count: number, ...parts: readonly (string | number)[]): number {
  return floor(draw(...parts) * count);
}

function mixed(value: number, other: number): number {
  let hash = imul(value ^ (value >>> 16), 0x85ebca6b);
  hash ^= imul(other ^ (other >>> 13), 0xc2b2ae35);
  hash = imul(hash ^ (hash >>> 15), 0x2c1b3c6d);
  return (hash ^ (hash >>> 16)) >>> 0;
}
