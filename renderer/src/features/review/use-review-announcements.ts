import { useEffect, useRef } from 'react';
import { useIntl } from 'react-intl';
import { policyOf } from '../../../../common/domain/taxonomy.ts';
import { useServices } from '../../app/services.ts';
import type { ReviewState } from './review-state.ts';

/** Reads out what changed and is not where the focus is: a case opened, a message revealed, a decision recorded. */
export function useReviewAnnouncements(state: ReviewState): void {
  const { announcer } = useServices();
  const intl = useIntl();
  const before = useRef(state);
  useEffect(() => {
    const was = before.current;
    before.current = state;
    const sentences: string[] = [];
    if (state.undo !== null && state.undo !== was.undo)
      sentences.push(intl.formatMessage({ id: 'decision.committed' }, { code: state.undo.code }));
    if (state.case !== null && state.case.caseId !== was.case?.caseId) {
      const { code, category, messages } = state.case;
      const policy = policyOf(category).name;
      sentences.push(intl.formatMessage({ id: 'case.opened' }, { code, policy, messages: messages.length }));
    }
    if (was.revealing !== null && state.revealing === null && state.case !== null && state.problem === null)
      sentences.push(intl.formatMessage({ id: 'message.revealed' }, { slot: was.revealing }));
    if (state.lost !== null && state.lost !== was.lost)
      sentences.push(intl.formatMessage({ id: 'lost.announce' }, { code: state.lost.code }));
    if (state.problem !== null && state.problem !== was.problem) sentences.push(state.problem.message);
    if (sentences.length > 0) announcer.say(sentences.join(' '));
  }, [state, announcer, intl]);
}
