/** One signature for a whole batch: the Merkle tree of RFC 6962 section 2.1 over the messages a receipt answers. */
import { hash } from 'node:crypto';

// RFC 6962 section 2.1: different first bytes keep a leaf from passing as a node (second pre-image).
const LEAF = Buffer.of(0x00);
const NODE = Buffer.of(0x01);

export const leafHash = (leaf: Buffer): Buffer => hash('sha256', Buffer.concat([LEAF, leaf]), 'buffer');

export const nodeHash = (left: Buffer, right: Buffer): Buffer =>
  hash('sha256', Buffer.concat([NODE, left, right]), 'buffer');

/** A tree computed once, for the root and the path of every leaf. */
export interface MerkleTree {
  readonly root: Buffer;
  path(index: number): Buffer[];
}

/** `leaves` are the entries themselves (they are hashed here with the leaf prefix). */
export function merkleTree(leaves: readonly Buffer[]): MerkleTree {
  const levels: Buffer[][] = [leaves.map(leafHash)];
  for (let level = levels[0] ?? []; level.length > 1;) {
    level = pairUp(level);
    levels.push(level);
  }
  const root = levels.at(-1)?.[0] ?? hash('sha256', Buffer.alloc(0), 'buffer');
  return { root, path: (index) => siblings(levels, index) };
}

export const merkleRoot = (leaves: readonly Buffer[]): Buffer => merkleTree(leaves).root;

/** Audit path of one leaf, from the leaf's level upwards. For many leaves of one batch use `merkleTree`. */
export const merklePath = (leaves: readonly Buffer[], index: number): Buffer[] => merkleTree(leaves).path(index);

/** The root that a leaf and its path lead to; undefined when the path does not fit a tree of this size. */
export function rootFromPath(leaf: Buffer, index: number, size: number, path: readonly Buffer[]): Buffer | undefined {
  if (!Number.isSafeInteger(index) || !Number.isSafeInteger(size) || index < 0 || index >= size) return undefined;
  let position = index;
  let used = 0;
  let root = leafHash(leaf);
  for (let width = size; width > 1; width = Math.ceil(width / 2), position = Math.floor(position / 2)) {
    if (position % 2 === 0 && position + 1 === width) continue;
    const sibling = path[used++];
    if (sibling === undefined) return undefined;
    root = position % 2 === 0 ? nodeHash(root, sibling) : nodeHash(sibling, root);
  }
  return used === path.length ? root : undefined;
}

// The odd last node rises unchanged: the same tree as RFC 6962's split at the largest power of two.
function pairUp(level: readonly Buffer[]): Buffer[] {
  const above: Buffer[] = [];
  for (let left = 0; left < level.length; left += 2) {
    const [a, b] = level.slice(left, left + 2);
    if (a !== undefined) above.push(b === undefined ? a : nodeHash(a, b));
  }
  return above;
}

function siblings(levels: readonly Buffer[][], index: number): Buffer[] {
  const size = levels[0]?.length ?? 0;
  if (!Number.isSafeInteger(index) || index < 0 || index >= size) {
    throw new RangeError(`leaf ${index} is not in a tree of ${size}`);
  }
  return levels.flatMap((level, height) => level[(Math.floor(index / 2 ** height) ^ 1) >>> 0] ?? []);
}
