import type { LogDraft } from '../../../common/domain/log.ts';
import { ProblemError } from '../../../common/errors.ts';
import { readEntry } from '../../tlog/entry.ts';
import type { WriteContext } from '../context.ts';
import { immediate, write, type ReadableDb } from '../types.ts';
import { caseFacts } from './case-facts.ts';
import { guardedNow } from './clock.ts';
import { addToCounter } from './counters.ts';
import { sealText } from './erasable.ts';
import { appendEntry, entryBytes } from './log.ts';
import { ROLE, STAGE, STATE, type Timed } from './queue-types.ts';

export interface AppealInput extends Timed {
  readonly caseId: string;
  /** Log index of the decision that is appealed against, as the caller read it. */
  readonly committed: number;
  /** Who took that decision: they are not given the appeal. */
  readonly barred: string;
  /** JSON that goes with the case to whoever claims it. */
  readonly note: string;
  readonly entry: LogDraft;
}

/**
 * Puts a decided case back for a lead other than the one who decided it, with the entry that says so. The former
 * decision stays named as committed until another one takes its place: it counts as one until then.
 * @throws ProblemError NO_SUCH_CASE, CASE_ERASED, CASE_OPEN
 */
export function openAppeal(context: WriteContext, input: AppealInput): { index: number } {
  const { db } = context;
  return immediate(db, () => {
    guardedNow(db, input.now);
    const facts = caseFacts(db, input);
    if (facts === null) throw new ProblemError('NO_SUCH_CASE');
    if (facts.erased) throw new ProblemError('CASE_ERASED');
    if (facts.state !== 'decided' || facts.committed !== input.committed) throw new ProblemError('CASE_OPEN');
    if (decider(db, { committed: input.committed }) !== input.barred)
      throw new ProblemError('INTERNAL', 'An appeal has to bar the person who decided the case.');
    write(
      db,
      `UPDATE cases SET state = ?, stage = ?, min_role = ?, barred = ?, note = ?, visible_at = 0, attempts = 0,
         token = NULL, settles_at = NULL, decided_at = NULL WHERE id = ?`,
      [STATE.open, STAGE.review, ROLE.lead, input.barred, sealText(db, facts.id, 'note', input.note), facts.id],
    );
    addToCounter(db, 'decided', -1);
    return { index: appendEntry(context, input.entry) };
  });
}

/** Who committed a decision. @throws ProblemError LOG_DAMAGED */
export function decider(db: ReadableDb, { committed }: { committed: number }): string {
  const bytes = entryBytes(db, committed);
  const draft = bytes === null ? undefined : readEntry(bytes)?.draft;
  if (draft?.event.kind !== 'decision.committed')
    throw new ProblemError('LOG_DAMAGED', `The log entry ${committed} should be a decision.`);
  return draft.actor;
}
