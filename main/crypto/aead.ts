import { createCipheriv, createDecipheriv } from 'node:crypto';

/** AES-256-GCM (NIST SP 800-38D) with 96-bit nonces and 128-bit tags. */
export const AEAD_KEY_BYTES = 32;
export const AEAD_NONCE_BYTES = 12;
export const AEAD_TAG_BYTES = 16;
const ALGORITHM = 'aes-256-gcm';

/**
 * Encrypts and authenticates. A nonce must never be used twice under one key.
 * @param key 32 bytes
 * @param nonce 12 bytes
 * @param aad authenticated with it, not encrypted
 * @returns ciphertext followed by the tag: 16 bytes longer than the plaintext
 */
export function sealAead(key: Uint8Array, nonce: Uint8Array, plaintext: Uint8Array, aad: Uint8Array): Buffer {
  const cipher = createCipheriv(ALGORITHM, key, nonceOf(nonce), { authTagLength: AEAD_TAG_BYTES });
  cipher.setAAD(aad);
  return Buffer.concat([cipher.update(plaintext), cipher.final(), cipher.getAuthTag()]);
}

/** Opens what {@link sealAead} made; null when key, nonce, aad or any byte is another. */
export function openAead(key: Uint8Array, nonce: Uint8Array, sealed: Uint8Array, aad: Uint8Array): Buffer | null {
  if (sealed.length < AEAD_TAG_BYTES) return null;
  const decipher = createDecipheriv(ALGORITHM, key, nonceOf(nonce), { authTagLength: AEAD_TAG_BYTES });
  decipher.setAAD(aad);
  decipher.setAuthTag(sealed.subarray(-AEAD_TAG_BYTES));
  const plaintext = decipher.update(sealed.subarray(0, -AEAD_TAG_BYTES));
  try {
    return Buffer.concat([plaintext, decipher.final()]);
  } catch {
    plaintext.fill(0);
    return null;
  }
}

/** Node accepts nonces of other lengths; nothing of ours uses them. */
function nonceOf(nonce: Uint8Array): Uint8Array {
  if (nonce.length !== AEAD_NONCE_BYTES) throw new RangeError('an AES-256-GCM nonce has 12 bytes here');
  return nonce;
}
