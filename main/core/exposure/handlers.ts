import { caseCode } from '../../../common/domain/case-view.ts';
import { reachOf } from '../audit/handlers.ts';
import { entryBy, type CoreContext, type HandlerGroup } from '../core-context.ts';
import { revealsPerHour } from './reveal-limit.ts';
import { standsOut } from './reveal-report.ts';

/** Who read how much. Asking is an entry too, written before anything is answered. */
export function exposureHandlers({ workspace, now, who }: CoreContext): HandlerGroup<'exposure.reveals'> {
  const { database, keys, log } = workspace;
  return {
    'exposure.reveals': async ({ since }, session) => {
      const person = who(session);
      const { hiddenPolicies } = reachOf(person);
      await log.append(entryBy(person, now(), { kind: 'log.searched', filters: { report: 'reveals', since } }));
      const [figures, known] = await Promise.all([
        database.call('exposure.figures', { since, now: now(), hiddenPolicies }),
        workspace.people(),
      ]);
      return {
        revealsPerHour: revealsPerHour(keys),
        people: figures.people.map((row) => ({
          id: row.actor,
          role: known.find(({ id }) => id === row.actor)?.role ?? null,
          opened: row.opened,
          decided: row.decided,
          reveals: row.reveals,
          leftUndecided: row.left,
          revealedUndecided: row.revealedLeft,
          refusedByLimit: row.refused,
          standsOut: standsOut(row, figures.people),
        })),
        cases: figures.cases.map(({ caseId, actor, at, slots }) => ({
          caseId,
          code: caseCode(caseId),
          actor,
          at,
          slots: [...slots],
        })),
      };
    },
  };
}
