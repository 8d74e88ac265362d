import { OUTCOMES, type Finding, type Outcome } from '../../../../common/domain/decision.ts';
import { POLICIES, type Policy, type PolicyCode } from '../../../../common/domain/taxonomy.ts';

export interface OutcomeOption {
  readonly code: Outcome;
  readonly finding: Finding;
}

const OUTCOME_OPTIONS: readonly OutcomeOption[] = (Object.entries(OUTCOMES) as [Outcome, Finding][]).map(
  ([code, finding]) => ({ code, finding }),
);

/** The finding that belongs to a policy or outcome code. */
export function findingOf(code: string): Finding {
  return OUTCOME_OPTIONS.find((option) => option.code === code)?.finding ?? 'violation';
}

/** Outcomes to offer: all of them, or those of a finding without a violation. */
export function outcomeOptions(finding: Finding | null): readonly OutcomeOption[] {
  if (finding === null || finding === 'violation') return OUTCOME_OPTIONS;
  return OUTCOME_OPTIONS.filter((option) => option.finding === finding);
}

/** Policies to offer, the reported category first: it is the likeliest and so the nearest to the key. */
export function policyOptions(category: PolicyCode | null): readonly Policy[] {
  const first = POLICIES.filter(({ code }) => code === category);
  return [...first, ...POLICIES.filter(({ code }) => code !== category)];
}
