import { createHash } from 'node:crypto';

/** Length of every hash in the tree: SHA-256. */
export const HASH_BYTES = 32;

/** Root of a tree without leaves, RFC 6962 section 2.1. */
export const EMPTY_ROOT: Buffer = createHash('sha256').digest();

const LEAF_PREFIX = Buffer.of(0x00);
const NODE_PREFIX = Buffer.of(0x01);

/** Hash of one leaf: SHA-256(0x00 ‖ entry), RFC 6962 section 2.1. */
export function hashLeaf(entry: Uint8Array): Buffer {
  return createHash('sha256').update(LEAF_PREFIX).update(entry).digest();
}

/** Hash of an inner node: SHA-256(0x01 ‖ left ‖ right). */
export function hashNode(left: Uint8Array, right: Uint8Array): Buffer {
  return createHash('sha256').update(NODE_PREFIX).update(left).update(right).digest();
}

/**
 * Reads a stored complete subtree: the node at `level` with number `index` covers the leaves
 * `[index·2^level, (index+1)·2^level)`. Level 0 are the leaf hashes.
 */
export type ReadNode = (level: number, index: number) => Uint8Array;

export interface StoredNode {
  readonly level: number;
  readonly index: number;
  readonly hash: Buffer;
}

/** The complete subtrees that come into being when a leaf is appended at `index`, the leaf itself first. */
export function nodesCompletedBy(index: number, leaf: Buffer, read: ReadNode): StoredNode[] {
  const nodes: StoredNode[] = [{ level: 0, index, hash: leaf }];
  let hash = leaf;
  let position = index;
  for (let level = 0; position % 2 === 1; level += 1) {
    hash = hashNode(read(level, position - 1), hash);
    position = (position - 1) / 2;
    nodes.push({ level: level + 1, index: position, hash });
  }
  return nodes;
}

/** How many complete subtrees a tree of `size` leaves stores. */
export function storedNodeCount(size: number): number {
  let count = 0;
  for (let width = size; width > 0; width = Math.floor(width / 2)) count += width;
  return count;
}

/** Root of the first `size` leaves, from the stored complete subtrees. */
export function rootOf(size: number, read: ReadNode): Buffer {
  return size === 0 ? EMPTY_ROOT : rangeHash(0, size, read);
}

/** Audit path of leaf `index` in the tree of `size` leaves, RFC 6962 section 2.1.1, nearest sibling first. */
export function inclusionProof(index: number, size: number, read: ReadNode): Buffer[] {
  if (!Number.isSafeInteger(index) || index < 0 || index >= size) throw new RangeError('no such leaf in the tree');
  const path: Buffer[] = [];
  let begin = 0;
  let end = size;
  while (end - begin > 1) {
    const middle = begin + splitBelow(end - begin);
    if (index < middle) {
      path.push(rangeHash(middle, end, read));
      end = middle;
    } else {
      path.push(rangeHash(begin, middle, read));
      begin = middle;
    }
  }
  return path.reverse();
}

/** Proof that the tree of `newer` leaves continues the tree of `older` leaves, RFC 6962 section 2.1.2. */
export function consistencyProof(older: number, newer: number, read: ReadNode): Buffer[] {
  if (!Number.isSafeInteger(older) || older < 1 || older > newer) throw new RangeError('sizes are not in order');
  const path: Buffer[] = [];
  let begin = 0;
  let end = newer;
  let remaining = older;
  let whole = true;
  while (remaining !== end - begin) {
    const middle = begin + splitBelow(end - begin);
    if (remaining <= middle - begin) {
      path.push(rangeHash(middle, end, read));
      end = middle;
    } else {
      path.push(rangeHash(begin, middle, read));
      remaining -= middle - begin;
      begin = middle;
      whole = false;
    }
  }
  if (!whole) path.push(rangeHash(begin, end, read));
  return path.reverse();
}

/** Checks an audit path (RFC 9162 section 2.1.3.2). Malformed input is refused, never thrown. */
export function verifyInclusion(
  leaf: Uint8Array,
  index: number,
  size: number,
  proof: readonly Uint8Array[],
  root: Uint8Array,
): boolean {
  if (!areHashes([leaf, root, ...proof]) || !areSizes(index, size) || index >= size) return false;
  let position = index;
  let last = size - 1;
  let hash: Uint8Array = leaf;
  for (const sibling of proof) {
    if (last === 0) return false;
    if (position % 2 === 1 || position === last) {
      hash = hashNode(sibling, hash);
      while (position % 2 === 0 && position !== 0) {
        position = Math.floor(position / 2);
        last = Math.floor(last / 2);
      }
    } else {
      hash = hashNode(hash, sibling);
    }
    position = Math.floor(position / 2);
    last = Math.floor(last / 2);
  }
  return last === 0 && Buffer.compare(hash, root) === 0;
}

/**
 * Checks a consistency proof (RFC 9162 section 2.1.4.2). An older size of zero is refused: it would prove nothing,
 * and accepting it lets a forged log pass as a continuation of any other.
 */
export function verifyConsistency(
  older: number,
  newer: number,
  proof: readonly Uint8Array[],
  olderRoot: Uint8Array,
  newerRoot: Uint8Array,
): boolean {
  if (!areHashes([olderRoot, newerRoot, ...proof]) || !areSizes(older, newer)) return false;
  if (older === 0 || older > newer) return false;
  if (older === newer) return proof.length === 0 && Buffer.compare(olderRoot, newerRoot) === 0;
  const path = isPowerOfTwo(older) ? [olderRoot, ...proof] : [...proof];
  const first = path.shift();
  if (!first) return false;
  let position = older - 1;
  let last = newer - 1;
  while (position % 2 === 1) {
    position = Math.floor(position / 2);
    last = Math.floor(last / 2);
  }
  let olderHash: Uint8Array = first;
  let newerHash: Uint8Array = first;
  for (const sibling of path) {
    if (last === 0) return false;
    if (position % 2 === 1 || position === last) {
      olderHash = hashNode(sibling, olderHash);
      newerHash = hashNode(sibling, newerHash);
      while (position % 2 === 0 && position !== 0) {
        position = Math.floor(position / 2);
        last = Math.floor(last / 2);
      }
    } else {
      newerHash = hashNode(newerHash, sibling);
    }
    position = Math.floor(position / 2);
    last = Math.floor(last / 2);
  }
  return last === 0 && Buffer.compare(olderHash, olderRoot) === 0 && Buffer.compare(newerHash, newerRoot) === 0;
}

/** Hash of the leaves `[begin, end)`, where `begin` is a multiple of the next power of two of the width. */
function rangeHash(begin: number, end: number, read: ReadNode): Buffer {
  const width = end - begin;
  if (isPowerOfTwo(width)) return Buffer.from(read(Math.round(Math.log2(width)), begin / width));
  const middle = begin + splitBelow(width);
  return hashNode(rangeHash(begin, middle, read), rangeHash(middle, end, read));
}

/** Largest power of two smaller than `width`. */
function splitBelow(width: number): number {
  let split = 1;
  while (split * 2 < width) split *= 2;
  return split;
}

function isPowerOfTwo(value: number): boolean {
  let power = 1;
  while (power < value) power *= 2;
  return power === value;
}

function areSizes(...values: readonly number[]): boolean {
  return values.every((value) => Number.isSafeInteger(value) && value >= 0);
}

function areHashes(values: readonly Uint8Array[]): boolean {
  return values.every((value) => value.length === HASH_BYTES);
}
