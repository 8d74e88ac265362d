import { findSubPolicy, type Severity } from './taxonomy.ts';

/** Finding, enforcement action and reason are separate facts and are stored apart. */
export const FINDINGS = ['violation', 'no_violation', 'insufficient_context'] as const;
export type Finding = (typeof FINDINGS)[number];

export const ACTIONS = ['none', 'warn', 'watch', 'restrict', 'ban'] as const;
export type Action = (typeof ACTIONS)[number];

/** Outcomes that are not policies, and the finding each belongs to. */
export const OUTCOMES = {
  NO_VIOLATION: 'no_violation',
  DUPLICATE: 'no_violation',
  BAD_FAITH_REPORT: 'no_violation',
  INSUFFICIENT_CONTEXT: 'insufficient_context',
  UNVERIFIABLE: 'insufficient_context',
} as const satisfies Record<string, Finding>;
export type Outcome = keyof typeof OUTCOMES;

/** What a moderator has filled in so far; kept as a draft until committed. */
export interface DecisionDraft {
  readonly finding: Finding | null;
  /** Second-level policy code for a violation, an {@link Outcome} otherwise. */
  readonly policy: string | null;
  readonly action: Action | null;
  readonly reason: string;
}

export interface Decision {
  readonly finding: Finding;
  readonly policy: string;
  readonly action: Action;
  readonly reason: string;
}

export const EMPTY_DRAFT: DecisionDraft = { finding: null, policy: null, action: null, reason: '' };

export type MissingField = 'finding' | 'policy' | 'action' | 'reason';

export const MAX_REASON_LENGTH = 2000;

/**
 * Whether a violation with this action needs a written reason. Restrict and ban do; the child-safety lane never does,
 * because a mandatory text must not stand between a grave report and its filing.
 */
export function reasonRequired(policy: string | null, action: Action | null): boolean {
  if (policy?.startsWith('CHILD.') === true) return false;
  return action === 'restrict' || action === 'ban';
}

/** Chooses what follows from a finding, so that a moderator need not fill in the obvious. */
export function withFinding(draft: DecisionDraft, finding: Finding): DecisionDraft {
  if (finding === draft.finding) return draft;
  if (finding === 'violation') {
    const keepsPolicy = draft.policy !== null && findSubPolicy(draft.policy) !== null;
    return { ...draft, finding, policy: keepsPolicy ? draft.policy : null, action: null };
  }
  const policy: Outcome = finding === 'no_violation' ? 'NO_VIOLATION' : 'INSUFFICIENT_CONTEXT';
  return { ...draft, finding, policy, action: 'none' };
}

/** Lists what a draft still needs; an empty list means it can be committed. The core enforces the same rule. */
export function missingFields(draft: DecisionDraft): MissingField[] {
  const missing: MissingField[] = [];
  if (draft.finding === null) return ['finding'];
  if (draft.finding === 'violation') {
    if (draft.policy === null || findSubPolicy(draft.policy) === null) missing.push('policy');
    if (draft.action === null) missing.push('action');
    if (reasonRequired(draft.policy, draft.action) && draft.reason.trim() === '') missing.push('reason');
    return missing;
  }
  if (draft.policy === null || !isOutcomeOf(draft.policy, draft.finding)) missing.push('policy');
  if (draft.action !== 'none') missing.push('action');
  return missing;
}

function isOutcomeOf(code: string, finding: Finding): boolean {
  return Object.hasOwn(OUTCOMES, code) && OUTCOMES[code as Outcome] === finding;
}

/** The complete decision of a draft, or what it still needs. */
export function completeDecision(draft: DecisionDraft): Decision | { missing: MissingField[] } {
  const missing = missingFields(draft);
  const { finding, policy, action } = draft;
  if (missing.length > 0 || finding === null || policy === null || action === null) return { missing };
  return { finding, policy, action, reason: draft.reason.trim() };
}

/** Severity a decision was taken at; null when it found no violation. */
export function decidedSeverity(decision: Pick<Decision, 'policy'>): Severity | null {
  return findSubPolicy(decision.policy)?.child.severity ?? null;
}
