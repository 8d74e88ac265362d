import type { RetentionRules } from '../../../../common/contract/retention.ts';
import { POLICY_CODES, type PolicyCode } from '../../../../common/domain/taxonomy.ts';
import { wholeNumber } from '../../components/whole-number.ts';

export const MOST_DAYS = 3650;

/** Days as typed; an empty policy follows the rule for all. */
export interface RulesInput {
  readonly defaultDays: string;
  readonly quarantineDays: string;
  readonly byPolicy: Readonly<Partial<Record<PolicyCode, string>>>;
}

export function inputOf(rules: RetentionRules): RulesInput {
  return {
    defaultDays: String(rules.defaultDays),
    quarantineDays: String(rules.quarantineDays),
    byPolicy: Object.fromEntries(
      POLICY_CODES.flatMap((code) => {
        const days = rules.byPolicy[code];
        return days === undefined ? [] : [[code, String(days)]];
      }),
    ),
  };
}

/** The rules typed; null while a field holds no whole number of days. */
export function rulesOf(input: RulesInput): RetentionRules | null {
  const days = (typed: string): number | null => wholeNumber(typed, 1, MOST_DAYS);
  const defaultDays = days(input.defaultDays);
  const quarantineDays = days(input.quarantineDays);
  const byPolicy: RetentionRules['byPolicy'] = {};
  for (const code of POLICY_CODES) {
    const typed = input.byPolicy[code]?.trim() ?? '';
    if (typed === '') continue;
    const value = days(typed);
    if (value === null) return null;
    byPolicy[code] = value;
  }
  return defaultDays === null || quarantineDays === null ? null : { defaultDays, quarantineDays, byPolicy };
}
