import type { Person } from '../access/people.ts';
import { requireGrant } from '../core-context.ts';
import type { Workspace } from '../workspace/open.ts';

/**
 * Refuses a case of a restricted lane to somebody without its grant: by the policy it stands under, and by any it was
 * scored, escalated or decided under.
 * @throws ProblemError NOT_ALLOWED
 */
export async function requireCaseGrant(
  { log }: Pick<Workspace, 'log'>,
  { caseId, policy }: { readonly caseId: string; readonly policy: string },
  person: Pick<Person, 'grants'>,
): Promise<void> {
  requireGrant(person, policy);
  for (const { columns } of await log.caseEntries(caseId)) requireGrant(person, columns.policy);
}
