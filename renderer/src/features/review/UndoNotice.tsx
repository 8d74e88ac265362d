import { FormattedMessage, useIntl } from 'react-intl';
import { findSubPolicy } from '../../../../common/domain/taxonomy.ts';
import { bold } from '../../components/bold.tsx';
import { CommandButton } from '../../components/CommandButton.tsx';
import { policyName } from '../../components/policy-words.ts';
import { useNow } from '../../components/use-now.ts';
import type { UndoOffer } from './review-state.ts';

const RADIUS = 4;
const AROUND = 2 * Math.PI * RADIUS;

function useDecisionWords({ draft }: UndoOffer): string {
  const intl = useIntl();
  const code = draft.policy ?? '';
  const policy = (findSubPolicy(code)?.policy.name ?? policyName(intl, code)).toLocaleLowerCase('en');
  if (draft.finding !== 'violation') return policy;
  if (draft.action === null || draft.action === 'none')
    return intl.formatMessage({ id: 'undo.what.violationNone' }, { policy });
  const action = intl.formatMessage({ id: `action.${draft.action}` }).toLocaleLowerCase('en');
  return intl.formatMessage({ id: 'undo.what.violation' }, { action, policy });
}

/** Counts down to the moment the last decision becomes final. It floats over the column and never moves the layout. */
export function UndoNotice({ undo }: { readonly undo: UndoOffer }) {
  const now = useNow(200);
  const left = Math.max(0, undo.finalAt - now);
  const share = undo.graceMs === 0 ? 0 : left / undo.graceMs;
  const what = useDecisionWords(undo);
  return (
    <div className="undo" role="group">
      <svg className="undo-pie" viewBox="0 0 16 16" width="16" height="16" aria-hidden="true">
        <circle className="undo-pie-ground" cx="8" cy="8" r="8" />
        <circle
          className="undo-pie-left"
          cx="8"
          cy="8"
          r={RADIUS}
          strokeDasharray={`${share * AROUND} ${AROUND}`}
          transform="rotate(-90 8 8)"
        />
      </svg>
      <p>
        <FormattedMessage
          id="undo.notice"
          values={{ ...bold, code: undo.code, what, seconds: Math.ceil(left / 1000) }}
        />
      </p>
      <CommandButton command="review.undo" className="link-button">
        <FormattedMessage id="undo.action" />
      </CommandButton>
    </div>
  );
}
