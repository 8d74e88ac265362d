import { useIntl } from 'react-intl';
import type { CaseView } from '../../../../common/domain/case-view.ts';
import { MessageBubble } from './MessageBubble.tsx';
import { needDates } from './message-times.ts';
import { useReview } from './use-review.ts';

/** The five messages in the order they were written; the reported one is last. */
export function Conversation({ view }: { readonly view: CaseView }) {
  const { session, state } = useReview();
  const intl = useIntl();
  const reported = view.messages.at(-1)?.slot;
  const withDate = needDates(
    view.messages.map(({ sentAt }) => sentAt),
    view.serverNow,
  );
  return (
    <ol className="messages" aria-label={intl.formatMessage({ id: 'case.conversation' })}>
      {view.messages.map((message) => (
        <MessageBubble
          key={`${view.caseId} ${message.slot}`}
          message={message}
          isReported={message.slot === reported}
          withDate={withDate}
          isCurrent={message.slot === state.slot}
          isRevealing={message.slot === state.revealing}
          focusRequest={message.slot === state.slot ? state.focusRequest : 0}
          onCurrent={() => {
            if (message.slot !== state.slot) session.focusSlot(message.slot, false);
          }}
          onReveal={() => {
            void session.reveal(message.slot);
          }}
        />
      ))}
    </ol>
  );
}
