/**
 * The five roles: a moderator decides cases; a lead also answers for them; an admin looks after people and keys and
 * never sees content; an auditor sees the whole trail and no content; an evaluator sees models and labelled files and
 * no live case. No role holds both content and the administration of people.
 */
export const ROLES = ['moderator', 'lead', 'admin', 'auditor', 'evaluator'] as const;
export type Role = (typeof ROLES)[number];

/** Policies whose cases are only given to people with an explicit grant, whichever role they have. */
export const RESTRICTED_POLICIES = ['CHILD'] as const;
export type RestrictedPolicy = (typeof RESTRICTED_POLICIES)[number];

/** @param policy a policy or sub-policy code such as `CHILD.GROOMING`; null when an entry has none */
export function isRestricted(policy: string | null): boolean {
  const top = policy?.split('.')[0] ?? '';
  return RESTRICTED_POLICIES.some((code) => code === top);
}

/** How far a search of the log reaches: own entries, those about cases, those about none, all, or nothing. */
export const LOG_SCOPE = {
  moderator: 'own',
  lead: 'team',
  admin: 'administration',
  auditor: 'all',
  evaluator: 'none',
} as const satisfies Record<Role, string>;
export type LogScope = (typeof LOG_SCOPE)[Role];

/** Least length of a passphrase, in characters (Unicode code points). */
export const PASSPHRASE_LEAST = 12;
