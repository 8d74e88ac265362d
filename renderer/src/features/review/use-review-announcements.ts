import { useEffect, useRef } from 'react';
import { useIntl } from 'react-intl';
import type { CaseView } from '../../../../common/domain/case-view.ts';
import { policyOf } from '../../../../common/domain/taxonomy.ts';
import { useServices } from '../../app/services.ts';
import { nextStep } from './reveal-step.ts';
import type { ReviewState } from './review-state.ts';

function isStillMasked(view: CaseView, slot: number): boolean {
  return nextStep(view, slot) === 'details';
}

/** Reads out what changed and is not where the focus is: a case opened, a message revealed, a decision recorded. */
export function useReviewAnnouncements(state: ReviewState): void {
  const { announcer } = useServices();
  const intl = useIntl();
  const before = useRef(state);
  const waiting = useRef<string[]>([]);
  useEffect(() => {
    const was = before.current;
    before.current = state;
    const sentences = waiting.current;
    if (state.undo !== null && state.undo !== was.undo)
      sentences.push(intl.formatMessage({ id: 'decision.committed' }, { code: state.undo.code }));
    if (state.note !== null && state.note !== was.note)
      sentences.push(intl.formatMessage({ id: `note.${state.note.what}` }, { code: state.note.code }));
    if (state.case !== null && state.case.caseId !== was.case?.caseId) {
      const { code, category, messages } = state.case;
      const policy = policyOf(category).name;
      sentences.push(intl.formatMessage({ id: 'case.opened' }, { code, policy, messages: messages.length }));
    }
    if (was.revealing !== null && state.revealing === null && state.case !== null && state.problem === null)
      sentences.push(
        intl.formatMessage(
          { id: 'message.shown' },
          { slot: was.revealing, masked: isStillMasked(state.case, was.revealing) ? 'yes' : 'no' },
        ),
      );
    if (state.lost !== null && state.lost !== was.lost)
      sentences.push(intl.formatMessage({ id: 'lost.announce' }, { code: state.lost.code }));
    if (state.missingRequest !== was.missingRequest && state.missing[0] !== undefined)
      sentences.push(intl.formatMessage({ id: `decision.missing.${state.missing[0]}` }));
    if (state.problem !== null && state.problem !== was.problem) sentences.push(state.problem.message);
    // On the way to the next case nothing is said yet: the sentence about that one would cut this one off.
    if (sentences.length === 0 || state.phase === 'committing' || state.phase === 'leaving') return;
    waiting.current = [];
    announcer.say(sentences.join(' '));
  }, [state, announcer, intl]);
}

/**
 * Reads out that cases came while none is open and none was waiting.
 * @param waiting how many wait now; null while that is not known
 */
export function useArrivalAnnouncement(waiting: number | null): void {
  const { announcer } = useServices();
  const intl = useIntl();
  const before = useRef(waiting);
  useEffect(() => {
    const was = before.current;
    before.current = waiting;
    if (was === 0 && waiting !== null && waiting > 0)
      announcer.say(intl.formatMessage({ id: 'arrived.title' }, { count: waiting }));
  }, [waiting, announcer, intl]);
}
