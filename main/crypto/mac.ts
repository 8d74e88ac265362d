import { createHash, createHmac, hkdfSync } from 'node:crypto';

/** HMAC-SHA-256 (RFC 2104, FIPS 180-4) over the parts one after the other; 32 bytes. */
export function hmacSha256(key: Uint8Array, ...parts: readonly Uint8Array[]): Buffer {
  const hmac = createHmac('sha256', key);
  for (const part of parts) hmac.update(part);
  return hmac.digest();
}

/** SHA-256 over the parts one after the other; 32 bytes. */
export function sha256(...parts: readonly Uint8Array[]): Buffer {
  const hash = createHash('sha256');
  for (const part of parts) hash.update(part);
  return hash.digest();
}

/** Longest output of HKDF-SHA-256, in bytes. */
const MOST_OUTPUT = 255 * 32;

/**
 * HKDF-SHA-256, extract and expand (RFC 5869).
 * @param secret input keying material
 * @param length bytes wanted, at most 8,160
 * @throws RangeError when more is asked for
 */
export function hkdfSha256(secret: Uint8Array, salt: Uint8Array, info: Uint8Array, length: number): Buffer {
  if (!Number.isInteger(length) || length < 0 || length > MOST_OUTPUT) {
    throw new RangeError(`HKDF-SHA-256 gives at most ${MOST_OUTPUT} bytes`);
  }
  return Buffer.from(hkdfSync('sha256', secret, salt, info, length));
}
