import { lp } from './bytes.ts';
import { hmacSha256, sha256 } from './mac.ts';

/** A sealed bundle as the queue stores it. */
export interface SealedParts {
  /** Clear header, canonical JSON. */
  readonly header: string;
  /** The wrapped data keys, canonical JSON. */
  readonly recipients: string;
  /** Nonce, ciphertext and tag. */
  readonly sealed: Uint8Array;
}

/** Length of the salt of a commitment, in bytes. */
export const COMMITMENT_SALT_BYTES = 32;

/**
 * What a log entry says about a stored bundle: HMAC-SHA-256(salt, SHA-256(lp(header) ‖ lp(recipients) ‖ lp(sealed))).
 * The salt stays beside the bundle; once both are erased the entry still verifies and says nothing.
 * @param salt 32 bytes
 * @returns 64 lower-case hexadecimal digits
 */
export function commitmentOf({ header, recipients, sealed }: SealedParts, salt: Uint8Array): string {
  return hmacSha256(salt, sha256(lp(header), lp(recipients), lp(sealed))).toString('hex');
}
