import type { AuthorRole, Band, Label } from './scores.ts';
import { policyOf, type PolicyCode } from './taxonomy.ts';

export interface VeilInput {
  readonly slot: number;
  readonly role: AuthorRole;
  readonly category: PolicyCode;
  /** Strongest label and band of this message; null when it was not scored. */
  readonly score: { readonly label: Label; readonly band: Band } | null;
}

/**
 * Whether a message stays veiled until the moderator asks for it. Grave categories (S0, S1) veil everything the
 * reported user wrote; otherwise what the model finds likely is veiled, and so is what it could not read.
 */
export function isVeiled(input: VeilInput): boolean {
  const severity = policyOf(input.category).severity;
  const grave = severity === 'S0' || severity === 'S1';
  if (grave && input.role !== 'reporter') return true;
  if (input.score === null) return true;
  return input.score.band === 'likely' && input.score.label !== 'spam_scam';
}
