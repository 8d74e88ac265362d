import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  consistencyProof,
  EMPTY_ROOT,
  hashLeaf,
  hashNode,
  inclusionProof,
  nodesCompletedBy,
  rootOf,
  storedNodeCount,
  verifyConsistency,
  verifyInclusion,
  type ReadNode,
} from './merkle.ts';

/** The leaves and roots of the reference implementation of Certificate Transparency. */
const LEAVES = ['', '00', '10', '2021', '3031', '40414243', '5051525354555657', '606162636465666768696a6b6c6d6e6f'];
const ROOTS = [
  '6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d',
  'fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125',
  'aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77',
  'd37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7',
  '4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4',
  '76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef',
  'ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c',
  '5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328',
];
const PATH_OF_FIRST_IN_EIGHT = [
  '96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7',
  '5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e',
  '6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4',
];

/** A tree kept as the database keeps it: only complete subtrees. */
function grow(leaves: readonly Buffer[]): { read: ReadNode; nodes: Map<string, Buffer> } {
  const nodes = new Map<string, Buffer>();
  const read: ReadNode = (level, index) => nodes.get(`${level}/${index}`)!;
  for (const [index, leaf] of leaves.entries())
    for (const node of nodesCompletedBy(index, hashLeaf(leaf), read))
      nodes.set(`${node.level}/${node.index}`, node.hash);
  return { read, nodes };
}

/** RFC 6962 section 2.1 as it is written: recursion over all leaves. */
function naiveRoot(leaves: readonly Buffer[]): Buffer {
  const sha256 = (...parts: Buffer[]): Buffer => createHash('sha256').update(Buffer.concat(parts)).digest();
  if (leaves.length === 0) return sha256();
  if (leaves.length === 1) return sha256(Buffer.of(0), leaves[0]!);
  let split = 1;
  while (split * 2 < leaves.length) split *= 2;
  return sha256(Buffer.of(1), naiveRoot(leaves.slice(0, split)), naiveRoot(leaves.slice(split)));
}

/** RFC 6962 section 2.1.1 as it is written. */
function naivePath(index: number, leaves: readonly Buffer[]): Buffer[] {
  if (leaves.length <= 1) return [];
  let split = 1;
  while (split * 2 < leaves.length) split *= 2;
  const [left, right] = [leaves.slice(0, split), leaves.slice(split)];
  return index < split
    ? [...naivePath(index, left), naiveRoot(right)]
    : [...naivePath(index - split, right), naiveRoot(left)];
}

/** RFC 6962 section 2.1.2 as it is written. */
function naiveConsistency(older: number, leaves: readonly Buffer[], whole = true): Buffer[] {
  if (older === leaves.length) return whole ? [] : [naiveRoot(leaves)];
  let split = 1;
  while (split * 2 < leaves.length) split *= 2;
  const [left, right] = [leaves.slice(0, split), leaves.slice(split)];
  return older <= split
    ? [...naiveConsistency(older, left, whole), naiveRoot(right)]
    : [...naiveConsistency(older - split, right, false), naiveRoot(left)];
}

const hex = (hashes: readonly Uint8Array[]): string[] => hashes.map((hash) => Buffer.from(hash).toString('hex'));
const someLeaves = fc.array(
  fc.uint8Array({ maxLength: 12 }).map((bytes) => Buffer.from(bytes)),
  { minLength: 1, maxLength: 70 },
);

describe('the tree of RFC 6962', () => {
  it('has the published roots', () => {
    const leaves = LEAVES.map((leaf) => Buffer.from(leaf, 'hex'));
    for (let size = 1; size <= leaves.length; size += 1)
      expect(rootOf(size, grow(leaves.slice(0, size)).read).toString('hex')).toBe(ROOTS[size - 1]);
    expect(EMPTY_ROOT.toString('hex')).toBe('e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855');
  });

  it('has the published audit path', () => {
    const { read } = grow(LEAVES.map((leaf) => Buffer.from(leaf, 'hex')));
    expect(hex(inclusionProof(0, 8, read))).toEqual(PATH_OF_FIRST_IN_EIGHT);
  });

  it('agrees with the definition: roots of every earlier size, paths, consistency, number of stored nodes', () => {
    fc.assert(
      fc.property(someLeaves, fc.nat(), fc.nat(), (leaves, a, b) => {
        const { read, nodes } = grow(leaves);
        const size = (a % leaves.length) + 1;
        const index = b % size;
        const older = (b % size) + 1;
        const upToSize = leaves.slice(0, size);
        expect(rootOf(size, read)).toEqual(naiveRoot(upToSize));
        expect(hex(inclusionProof(index, size, read))).toEqual(hex(naivePath(index, upToSize)));
        expect(hex(consistencyProof(older, size, read))).toEqual(hex(naiveConsistency(older, upToSize)));
        expect(nodes.size).toBe(storedNodeCount(leaves.length));
      }),
    );
  });

  it('refuses proofs outside the tree', () => {
    const { read } = grow([Buffer.of(1)]);
    expect(() => inclusionProof(1, 1, read)).toThrow(RangeError);
    expect(() => inclusionProof(-1, 1, read)).toThrow(RangeError);
    expect(() => consistencyProof(0, 1, read)).toThrow(RangeError);
    expect(() => consistencyProof(2, 1, read)).toThrow(RangeError);
  });
});

describe('inclusion', () => {
  it('holds for every leaf, and for nothing else', () => {
    fc.assert(
      fc.property(someLeaves, fc.nat(), fc.nat(), fc.nat(), (leaves, a, byte, which) => {
        const { read } = grow(leaves);
        const size = leaves.length;
        const index = a % size;
        const leaf = hashLeaf(leaves[index]!);
        const root = rootOf(size, read);
        const proof = inclusionProof(index, size, read);
        expect(verifyInclusion(leaf, index, size, proof, root)).toBe(true);
        const flipped = (hash: Buffer): Buffer => {
          const copy = Buffer.from(hash);
          copy[byte % 32]! ^= 1 << (byte % 8);
          return copy;
        };
        expect(verifyInclusion(flipped(leaf), index, size, proof, root)).toBe(false);
        expect(verifyInclusion(leaf, index, size, proof, flipped(root))).toBe(false);
        expect(verifyInclusion(leaf, index, size, [...proof, leaf], root)).toBe(false);
        if (proof.length > 0) {
          const at = which % proof.length;
          expect(verifyInclusion(leaf, index, size, proof.with(at, flipped(proof[at]!)), root)).toBe(false);
          expect(verifyInclusion(leaf, index, size, proof.toSpliced(at, 1), root)).toBe(false);
        }
      }),
    );
  });

  it('does not hold at another index unless the leaf stands there too', () => {
    fc.assert(
      fc.property(fc.uniqueArray(fc.nat(), { minLength: 2, maxLength: 40 }), fc.nat(), fc.nat(), (values, a, b) => {
        const leaves = values.map((value) => Buffer.from(String(value)));
        const { read } = grow(leaves);
        const size = leaves.length;
        const index = a % size;
        const other = b % size;
        fc.pre(index !== other);
        const proof = inclusionProof(index, size, read);
        expect(verifyInclusion(hashLeaf(leaves[index]!), other, size, proof, rootOf(size, read))).toBe(false);
      }),
    );
  });

  it('refuses hashes of another length and sizes that are no numbers of leaves', () => {
    const leaf = hashLeaf(Buffer.of(1));
    expect(verifyInclusion(leaf, 0, 1, [], leaf)).toBe(true);
    expect(verifyInclusion(leaf.subarray(0, 31), 0, 1, [], leaf.subarray(0, 31))).toBe(false);
    expect(verifyInclusion(leaf, 0, 2, [Buffer.alloc(33)], leaf)).toBe(false);
    expect(verifyInclusion(leaf, 0, 0, [], leaf)).toBe(false);
    expect(verifyInclusion(leaf, -1, 1, [], leaf)).toBe(false);
    expect(verifyInclusion(leaf, 0.5, 1, [], leaf)).toBe(false);
    expect(verifyInclusion(leaf, 0, Number.NaN, [], leaf)).toBe(false);
  });
});

describe('consistency', () => {
  it('holds between any two sizes of one log, and for nothing else', () => {
    fc.assert(
      fc.property(someLeaves, fc.nat(), fc.nat(), fc.nat(), (leaves, a, byte, which) => {
        const { read } = grow(leaves);
        const newer = leaves.length;
        const older = (a % newer) + 1;
        const [olderRoot, newerRoot] = [rootOf(older, read), rootOf(newer, read)];
        const proof = consistencyProof(older, newer, read);
        expect(verifyConsistency(older, newer, proof, olderRoot, newerRoot)).toBe(true);
        const flipped = (hash: Buffer): Buffer => {
          const copy = Buffer.from(hash);
          copy[byte % 32]! ^= 1 << (byte % 8);
          return copy;
        };
        expect(verifyConsistency(older, newer, proof, flipped(olderRoot), newerRoot)).toBe(false);
        expect(verifyConsistency(older, newer, proof, olderRoot, flipped(newerRoot))).toBe(false);
        expect(verifyConsistency(older, newer, [...proof, olderRoot], olderRoot, newerRoot)).toBe(false);
        if (proof.length > 0) {
          const at = which % proof.length;
          expect(verifyConsistency(older, newer, proof.with(at, flipped(proof[at]!)), olderRoot, newerRoot)).toBe(
            false,
          );
          expect(verifyConsistency(older, newer, proof.toSpliced(at, 1), olderRoot, newerRoot)).toBe(false);
        }
      }),
    );
  });

  it('refuses an older size of zero, sizes out of order and hashes of another length', () => {
    const [first, second] = [hashLeaf(Buffer.of(1)), hashLeaf(Buffer.of(2))];
    const root = hashNode(first, second);
    expect(verifyConsistency(1, 2, [second], first, root)).toBe(true);
    expect(verifyConsistency(0, 2, [], EMPTY_ROOT, root)).toBe(false);
    expect(verifyConsistency(0, 0, [], EMPTY_ROOT, EMPTY_ROOT)).toBe(false);
    expect(verifyConsistency(2, 1, [second], root, first)).toBe(false);
    expect(verifyConsistency(1, 2, [second.subarray(1)], first, root)).toBe(false);
    expect(verifyConsistency(1, 1, [], first.subarray(1), first.subarray(1))).toBe(false);
  });
});
