import { timingSafeEqual } from 'node:crypto';

/** A label that separates one use of a key or hash from every other: ASCII, ends in NUL. */
export function label(text: string): Buffer {
  return Buffer.from(`${text}\0`, 'latin1');
}

/** Length-prefixed bytes: u32 big-endian length, then the bytes. Text is encoded as UTF-8. */
export function lp(value: Uint8Array | string): Buffer {
  const bytes = typeof value === 'string' ? Buffer.from(value, 'utf8') : value;
  return Buffer.concat([u32(bytes.length), bytes]);
}

/** Four bytes, big-endian. @throws RangeError outside 0 … 2³²−1 */
export function u32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(value);
  return bytes;
}

/** Eight bytes, big-endian. @throws RangeError outside 0 … 2⁶⁴−1 */
export function u64(value: bigint | number): Buffer {
  const bytes = Buffer.alloc(8);
  bytes.writeBigUInt64BE(BigInt(value));
  return bytes;
}

/** Compares without telling by the time it takes where the first difference is. */
export function equalBytes(left: Uint8Array, right: Uint8Array): boolean {
  return left.length === right.length && timingSafeEqual(left, right);
}

/**
 * Overwrites key material once it is not needed. The collector may have moved copies of it, so this shortens how long a
 * key lies in memory and proves nothing.
 */
export function wipe(bytes: Uint8Array): void {
  bytes.fill(0);
}
