import { createHmac, randomBytes } from 'node:crypto';

/**
 * Salted commitment to a free-text reason: HMAC-SHA-256(salt, text), hex. The log carries the commitment, the text and
 * its salt stay beside it, so that erasing both leaves the entry provable and meaningless.
 * @returns the commitment and the 32-byte salt, both hex
 */
export function commitTo(text: string): { commitment: string; salt: string } {
  const salt = randomBytes(32);
  return { commitment: createHmac('sha256', salt).update(text, 'utf8').digest('hex'), salt: salt.toString('hex') };
}
