import type { CaseScore } from './scores.ts';
import { policyOf, type PolicyCode, type Severity } from './taxonomy.ts';

const BASE: Record<Severity, number> = { S0: 8, S1: 6, S2: 4, S3: 1 };

/** Labels that raise a case however it was reported, and the least priority they ask for when likely. */
const RAISES = { threat: 6, hate: 6, sexual: 4, insult: 4, spam_scam: 2 } as const;

/**
 * Queue priority 0–9 (9 first) from what the reporter said and what the model reads. The model can raise a case,
 * never lower it below what the reported category asks for.
 */
export function priorityOf(category: PolicyCode, score: CaseScore | null): number {
  const base = BASE[policyOf(category).severity];
  if (score === null) return base;
  let raised = base;
  for (const [label, least] of Object.entries(RAISES)) {
    if (score.bands[label as keyof typeof RAISES] === 'likely') raised = Math.max(raised, least);
  }
  const step = score.band === 'likely' ? 1 : 0;
  return Math.min(9, raised + step);
}
