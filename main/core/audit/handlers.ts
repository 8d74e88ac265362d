import type { LogFilters } from '../../../common/contract.ts';
import { caseCode } from '../../../common/domain/case-view.ts';
import { LOG_SCOPE, RESTRICTED_POLICIES, type LogScope } from '../../../common/domain/roles.ts';
import { ProblemError } from '../../../common/errors.ts';
import type { Person } from '../access/people.ts';
import { entryBy, requireGrant, type CoreContext, type HandlerGroup } from '../core-context.ts';
import type { LogReach } from './audit-log.ts';

/**
 * How far this person's searches reach: moderators see their own entries, leads those of the team, admins those without
 * a case, auditors all; nobody without a grant those of a restricted lane.
 */
export function reachOf(person: Pick<Person, 'id' | 'role' | 'grants'>): LogReach {
  const scope: LogScope = LOG_SCOPE[person.role];
  if (scope === 'none') throw new ProblemError('NOT_ALLOWED');
  return {
    actor: scope === 'own' ? person.id : null,
    cases: scope !== 'administration',
    hiddenPolicies: RESTRICTED_POLICIES.filter((policy) => !person.grants.includes(policy)),
  };
}

/** Search, one case's history, and verification; reads are entries too, written before anything is answered. */
export function logHandlers({
  workspace,
  now,
  who,
}: CoreContext): HandlerGroup<'log.search' | 'log.case' | 'log.verify'> {
  const { log } = workspace;
  const searched = async (person: Person, filters: LogFilters): Promise<void> => {
    const used = Object.fromEntries(
      Object.entries(filters).filter((pair): pair is [string, string] => typeof pair[1] === 'string'),
    );
    await log.append(entryBy(person, now(), { kind: 'log.searched', filters: used }));
  };
  return {
    'log.search': async ({ filters, before, limit }, session) => {
      const person = who(session);
      const reach = reachOf(person);
      await searched(person, filters);
      return log.search(filters, before, limit, reach);
    },
    'log.case': async ({ caseId }, session) => {
      const person = who(session);
      const reach = reachOf(person);
      if (!reach.cases) throw new ProblemError('NOT_ALLOWED', 'Your role sees no single cases.');
      await searched(person, { caseId });
      const rows = await log.caseEntries(caseId);
      for (const { columns } of rows) requireGrant(person, columns.policy);
      if (reach.actor !== null && !rows.some(({ columns }) => columns.actor === reach.actor))
        throw new ProblemError('NOT_ALLOWED', 'You can follow the cases you worked on.');
      return { code: caseCode(caseId), entries: rows.map(({ columns, event }) => ({ ...columns, detail: event })) };
    },
    'log.verify': () => log.verify(),
  };
}
