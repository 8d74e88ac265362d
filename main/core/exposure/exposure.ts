import type { Output } from '../../../common/contract.ts';
import { caseCode } from '../../../common/domain/case-view.ts';
import type { Person } from '../access/people.ts';
import { reachOf } from '../audit/handlers.ts';
import { entryBy } from '../core-context.ts';
import { SETTINGS } from '../keys/key-store.ts';
import type { Workspace } from '../workspace/open.ts';
import { revealsPerHour } from './reveal-limit.ts';
import { standsOut } from './reveal-report.ts';

/**
 * Who read how much since a time. Asking is an entry too, written before anything is answered.
 * @param since RFC 3339 with milliseconds
 * @param now Unix milliseconds
 */
export async function revealReport(
  workspace: Workspace,
  person: Person,
  since: string,
  now: number,
): Promise<Output<'exposure.reveals'>> {
  const { database, keys, log } = workspace;
  const { hiddenPolicies } = reachOf(person);
  await log.append(entryBy(person, now, { kind: 'log.searched', filters: { report: 'reveals', since } }));
  const [figures, known] = await Promise.all([
    database.call('exposure.figures', { since, now, hiddenPolicies }),
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
}

/** Sets how much one person may reveal within an hour, for everybody and from now on. */
export async function setRevealsPerHour(
  { keys }: Workspace,
  person: Person,
  limit: number,
  now: number,
): Promise<{ index: number }> {
  const name = SETTINGS.revealsPerHour;
  return keys.change({
    settings: [{ name, value: JSON.stringify(limit) }],
    entries: [entryBy(person, now, { kind: 'setting.changed', setting: name, value: String(limit) })],
  });
}
