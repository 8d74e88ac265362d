import { ProblemError } from '../../../common/errors.ts';
import type { Acting } from '../access/people-admin.ts';
import { entryBy, type CoreContext, type HandlerGroup } from '../core-context.ts';
import type { Workspace } from '../workspace/open.ts';
import { requireCaseGrant } from './case-grant.ts';
import { readNote, writeNote } from './case-note.ts';
import { commitTo } from './commitment.ts';

/** Appeals: a lead reopens a decided case for somebody who did not decide it. */
export function appealHandlers({ workspace, now, who, emit }: CoreContext): HandlerGroup<'appeal.open'> {
  return {
    'appeal.open': async ({ caseId, reason }, session) => {
      const done = await openAppeal(workspace, caseId, { reason, by: who(session), now: now() });
      emit({ type: 'queue.changed' });
      emit({ type: 'log.changed' });
      return done;
    },
  };
}

/**
 * Puts a finally decided case back into the leads' lane. Whoever took the decision is not given it again; the scores,
 * the former decision and the reason of the appeal go with the case, the log holds a commitment to the reason.
 * @throws ProblemError NO_SUCH_CASE, CASE_OPEN, CASE_ERASED, NOT_ALLOWED without the grant of a restricted lane
 */
export async function openAppeal(
  workspace: Workspace,
  caseId: string,
  { reason, by, now }: Acting & { readonly reason: string },
): Promise<{ index: number }> {
  const { database } = workspace;
  const facts = await database.call('case.facts', { caseId });
  if (facts === null) throw new ProblemError('NO_SUCH_CASE');
  await requireCaseGrant(workspace, facts, by);
  const { policy, committed, record, erased, state } = facts;
  if (erased) throw new ProblemError('CASE_ERASED');
  if (state !== 'decided' || committed === null) throw new ProblemError('CASE_OPEN');
  const decidedBefore = await database.call('case.decider', { committed });
  const note = readNote(facts.note);
  const { commitment, salt } = commitTo(reason);
  const entry = entryBy(by, now, {
    kind: 'appeal.opened',
    case: caseId,
    policy,
    barred: decidedBefore,
    reason: commitment,
  });
  const earlier = note.appeal === undefined ? {} : { earlier: note.appeal };
  const appeal = { openedBy: by.id, at: entry.at, reason, salt, decidedBefore, decision: record, ...earlier };
  return database.call('appeal.open', {
    caseId,
    committed,
    barred: decidedBefore,
    note: writeNote({ ...note, appeal }),
    entry,
    now,
  });
}
