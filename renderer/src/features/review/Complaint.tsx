import { useEffect, useRef } from 'react';
import { FormattedMessage } from 'react-intl';
import type { CaseView } from '../../../../common/domain/case-view.ts';
import { KeyCap } from '../../components/KeyCap.tsx';
import { useKeys } from '../../use-commands.ts';
import { hasMasks } from './reveal-step.ts';
import { RevealButton } from './RevealButton.tsx';
import { COMPLAINT_SLOT } from './review-state.ts';
import { SegmentedText } from './SegmentedText.tsx';
import { useReview } from './use-review.ts';

/** What the reporter wrote to the moderators, masked like the messages; the keys reach it as number 0. */
export function Complaint({ complaint }: { readonly complaint: CaseView['complaint'] }) {
  const { session, state } = useReview();
  const keys = useKeys('review.focus0');
  const ref = useRef<HTMLElement>(null);
  const isCurrent = state.slot === COMPLAINT_SLOT;
  const focusRequest = isCurrent ? state.focusRequest : 0;
  useEffect(() => {
    if (focusRequest > 0) ref.current?.focus();
  }, [focusRequest]);
  return (
    <article
      ref={ref}
      className="complaint complaint-own"
      tabIndex={isCurrent ? 0 : -1}
      aria-labelledby="complaint-by"
      onFocus={() => {
        if (!isCurrent) session.focusSlot(COMPLAINT_SLOT, false);
      }}
    >
      <span className="complaint-by" id="complaint-by">
        <FormattedMessage id="case.complaint" />
      </span>{' '}
      <q lang={complaint.language} dir="auto" data-sealed="">
        <SegmentedText segments={complaint.segments} />
      </q>{' '}
      {hasMasks(complaint.segments) ? (
        <>
          <RevealButton
            step="details"
            isCurrent={isCurrent}
            isRevealing={state.revealing === COMPLAINT_SLOT}
            onReveal={() => {
              // The button goes away with the masks; the complaint keeps the focus.
              ref.current?.focus();
              void session.reveal(COMPLAINT_SLOT);
            }}
          />
          {isCurrent ? null : <KeyCap keys={keys} />}
        </>
      ) : null}
    </article>
  );
}
