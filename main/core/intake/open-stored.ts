import type { SealedParts } from '../../crypto/commitment.ts';
import type { IntakeTrust } from '../keys/key-ring.ts';
import { openSealed } from './open-sealed.ts';
import { refusalsOf, type IntakeResult } from './outcome.ts';

/** A case as the queue hands it out, as far as opening it needs. */
export interface StoredBundle extends SealedParts {
  readonly bundleId: string;
  /** Whether the stored bytes are those that the log committed to when the bundle came in. */
  readonly commitmentHolds: boolean;
  /** Unix milliseconds. */
  readonly enqueuedAt: number;
}

/**
 * Opens a stored bundle before it is scored or shown: still the one that came in, its seal whole, everything verified
 * again.
 * @throws ProblemError KEY_MISSING as {@link openSealed}
 */
export async function openStored(
  stored: StoredBundle,
  trust: Pick<IntakeTrust, 'unsealing' | 'platforms'>,
): Promise<IntakeResult> {
  const { bundleId, commitmentHolds, enqueuedAt, header, recipients, sealed } = stored;
  const refuse = refusalsOf(Buffer.byteLength(header) + Buffer.byteLength(recipients) + sealed.length);
  if (!commitmentHolds) return refuse('NOT_AS_LOGGED', null, bundleId);
  const result = await openSealed(stored, trust, enqueuedAt);
  if (result.ok && result.bundle.header.bundleId !== bundleId)
    return refuse('HEADER_MISMATCH', 'header.bundleId', bundleId);
  return result;
}
