import { FormattedMessage } from 'react-intl';
import { reasonRequired, type MissingField } from '../../../../common/domain/decision.ts';
import { useReview } from './use-review.ts';

/** Beside a field's title: what a refused commit still needs, or that a reason will be needed. Takes no room of its own. */
export function MissingNote({ field }: { readonly field: MissingField }) {
  const { state } = useReview();
  const { draft } = state;
  const isMissing = state.missing.includes(field);
  const isReasonDue = field === 'reason' && reasonRequired(draft.policy, draft.action) && draft.reason.trim() === '';
  return (
    <span id={`${field}-note`} className={`section-note ${isMissing ? 'is-missing' : ''}`}>
      {isMissing ? (
        <FormattedMessage id={`decision.missing.${field}`} />
      ) : isReasonDue ? (
        <FormattedMessage id="decision.reason.required" />
      ) : null}
    </span>
  );
}
