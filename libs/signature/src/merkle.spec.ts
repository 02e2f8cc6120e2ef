/** The tree of RFC 6962, against its published vectors and against the recursion of the RFC. */
import { hash } from 'node:crypto';
import { describe, expect, test } from '@jest/globals';
import { leafHash, merklePath, merkleRoot, merkleTree, nodeHash, rootFromPath } from './merkle.js';

// Vectors of the Certificate Transparency reference implementation (merkle_tree_test).
const entries = ['', '00', '10', '2021', '3031', '40414243', '5051525354555657', '606162636465666768696a6b6c6d6e6f'];
const roots = [
  '6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d',
  'fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125',
  'aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77',
  'd37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7',
  '4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4',
  '76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef',
  'ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c',
  '5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328',
];
const leaves = entries.map((hex) => Buffer.from(hex, 'hex'));
const numbered = (size: number): Buffer[] =>
  Array.from({ length: size }, (_, index) => Buffer.from(`message ${index}`));

/** RFC 6962 section 2.1, word for word: split at the largest power of two below n. */
function byTheBook(data: readonly Buffer[]): Buffer {
  if (data.length === 0) return hash('sha256', Buffer.alloc(0), 'buffer');
  if (data.length === 1) return leafHash(data[0] ?? Buffer.alloc(0));
  const split = 2 ** Math.floor(Math.log2(data.length - 1));
  return nodeHash(byTheBook(data.slice(0, split)), byTheBook(data.slice(split)));
}

describe('the Merkle tree of a batch', () => {
  test('the roots are those of the published vectors', () => {
    expect(roots.map((_, size) => merkleRoot(leaves.slice(0, size + 1)).toString('hex'))).toEqual(roots);
    expect(merkleRoot([]).toString('hex')).toBe('e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855');
  });

  test('every leaf of every size up to 70 leads to the root of the RFC', () => {
    for (let size = 1; size <= 70; size += 1) {
      const data = numbered(size);
      const tree = merkleTree(data);
      const root = byTheBook(data);
      expect(tree.root.equals(root)).toBe(true);
      data.forEach((leaf, index) => {
        expect(rootFromPath(leaf, index, size, tree.path(index))?.equals(root)).toBe(true);
      });
    }
  });

  test('another leaf, position, size or path leads elsewhere or nowhere', () => {
    const data = numbered(13);
    const root = merkleRoot(data);
    const path = merklePath(data, 4);
    const leaf = data[4] ?? Buffer.alloc(0);
    const leadsToRoot = (...way: Parameters<typeof rootFromPath>): boolean =>
      rootFromPath(...way)?.equals(root) ?? false;
    expect(leadsToRoot(leaf, 4, 13, path)).toBe(true);
    expect(leadsToRoot(Buffer.from('message 5'), 4, 13, path)).toBe(false);
    expect(leadsToRoot(leaf, 5, 13, path)).toBe(false);
    expect(leadsToRoot(leaf, 4, 40, path)).toBe(false);
    expect(rootFromPath(leaf, 4, 13, path.slice(1))).toBeUndefined();
    expect(rootFromPath(leaf, 4, 13, [...path, root])).toBeUndefined();
    expect(rootFromPath(leaf, 13, 13, path)).toBeUndefined();
    expect(rootFromPath(leaf, -1, 13, path)).toBeUndefined();
    expect(rootFromPath(leaf, 4.5, 13, path)).toBeUndefined();
  });

  test('a node can not pass as a leaf', () => {
    const [a = Buffer.alloc(0), b = Buffer.alloc(0)] = leaves;
    const node = Buffer.concat([leafHash(a), leafHash(b)]);
    expect(merkleRoot([node]).equals(merkleRoot([a, b]))).toBe(false);
  });

  test('the path of a leaf that is not there is an error', () => {
    expect(() => merklePath(leaves, 8)).toThrow(RangeError);
    expect(() => merklePath([], 0)).toThrow(RangeError);
  });
});
