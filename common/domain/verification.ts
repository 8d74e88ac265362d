import type { BundleVerdict, ContextOrder } from './log.ts';

/** What verification looks at, in this order; a refusal names the first that failed. */
export const CHECKS = [
  'schema',
  'consent',
  'signature',
  'commitments',
  'context',
  'sequence',
  'attachments',
  'age',
  'replay',
] as const;
export type Check = (typeof CHECKS)[number];

/**
 * What nobody can check on this machine: the platform's own tag (only its key can), who stands behind a pseudonym, and
 * an attachment whose bytes were not shared.
 */
export const UNCHECKED = ['platform_tag', 'sender_identity', 'attachment_bytes'] as const;
export type Unchecked = (typeof UNCHECKED)[number];

/** What is known about a bundle that passed: `absent` means that the bundle carries nothing to check. */
export interface Verification {
  readonly verdict: BundleVerdict;
  readonly order: ContextOrder;
  readonly platform: { readonly keyId: string; readonly name: string } | null;
  readonly checks: readonly { readonly check: Check; readonly result: 'held' | 'absent' }[];
  readonly unchecked: readonly Unchecked[];
}
