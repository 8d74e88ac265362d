import { retentionRules, type RetentionRules } from '../../../common/contract/retention.ts';
import { POLICY_CODES, type PolicyCode } from '../../../common/domain/taxonomy.ts';
import type { RetentionDays } from '../../db/queries/retention.ts';
import { SETTINGS, type KeyStore } from '../keys/key-store.ts';

export type { RetentionRules } from '../../../common/contract/retention.ts';

/** What holds until an admin sets other rules. Evidence of child abuse is kept for a year. */
export const FIRST_RETENTION_RULES: RetentionRules = { defaultDays: 180, byPolicy: { CHILD: 365 }, quarantineDays: 30 };

/** The rules as they stand. A setting that cannot be read is answered with the first rules: nothing is erased early by it. */
export function rulesOf(keys: Pick<KeyStore, 'setting'>): RetentionRules {
  const parsed = retentionRules.safeParse(keys.setting(SETTINGS.retentionRules));
  return parsed.success ? parsed.data : FIRST_RETENTION_RULES;
}

/** The rules spelled out for every policy. */
export function daysOf({ defaultDays, byPolicy, quarantineDays }: RetentionRules): RetentionDays {
  const days = POLICY_CODES.map((policy) => [policy, byPolicy[policy] ?? defaultDays]);
  return { byPolicy: Object.fromEntries(days) as Record<PolicyCode, number>, quarantine: quarantineDays };
}
