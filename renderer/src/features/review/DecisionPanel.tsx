import { useCallback, useEffect } from 'react';
import { FormattedMessage, useIntl } from 'react-intl';
import { MissingNote } from './MissingNote.tsx';
import {
  reasonRequired,
  MAX_REASON_LENGTH,
  type Action,
  type MissingField,
} from '../../../../common/domain/decision.ts';
import type { CaseView } from '../../../../common/domain/case-view.ts';
import { CommandButton } from '../../components/CommandButton.tsx';
import { KeyCap } from '../../components/KeyCap.tsx';
import { useCommandCenter, useKeys } from '../../use-commands.ts';
import { ActionChoice } from './ActionChoice.tsx';
import { DeferMenu } from './DeferMenu.tsx';
import { FindingChoice } from './FindingChoice.tsx';
import { focusActionGroup, focusField, REASON_INPUT_ID } from './focus-targets.ts';
import { findingOf } from './policy-options.ts';
import { Guideline, PolicyField } from './PolicyField.tsx';
import { useReview } from './use-review.ts';

export interface DecisionPanelProps {
  readonly view: CaseView;
  readonly isDeferOpen: boolean;
  readonly onDeferOpen: (open: boolean) => void;
}

function SectionHead(props: {
  readonly id: string;
  readonly title: 'decision.finding' | 'decision.policy' | 'decision.outcome' | 'decision.action' | 'decision.reason';
  readonly field: MissingField;
  readonly command?: 'review.policy' | 'review.action' | 'review.reason';
}) {
  return (
    <div className="section-head">
      <h2 id={props.id}>
        <FormattedMessage id={props.title} />
      </h2>
      <MissingNote field={props.field} />
      {props.command === undefined ? null : <SectionKey command={props.command} />}
    </div>
  );
}

function SectionKey({ command }: { readonly command: 'review.policy' | 'review.action' | 'review.reason' }) {
  return <KeyCap keys={useKeys(command)} />;
}

/** Said, not enforced: a finding on a message nobody has looked at is the moderator's to answer for. */
function Unrevealed({ view }: { readonly view: CaseView }) {
  const { state } = useReview();
  const reported = view.messages.at(-1);
  if (state.draft.finding === null || reported?.content.kind !== 'veiled') return null;
  return (
    <p className="unrevealed" role="status">
      <FormattedMessage id="decision.unrevealed" values={{ slot: reported.slot }} />
    </p>
  );
}

/** Finding, policy, action and reason, always in this order, then the one thing that commits them. */
export function DecisionPanel({ view, isDeferOpen, onDeferOpen }: DecisionPanelProps) {
  const { session, state } = useReview();
  const intl = useIntl();
  const { draft, phase } = state;
  const isDisabled = phase !== 'open';
  const isMissing = (field: MissingField): boolean => state.missing.includes(field);
  const isViolation = draft.finding === null || draft.finding === 'violation';

  const center = useCommandCenter();
  const { missingRequest } = state;
  // Only a refused commit moves the focus, not a field filled in afterwards.
  useEffect(() => {
    const first = session.getState().missing[0];
    if (missingRequest > 0 && first !== undefined) focusField(first);
  }, [session, missingRequest]);

  const backToCase = useCallback(() => {
    session.focusSlot(session.getState().slot);
  }, [session]);

  const choosePolicy = (code: string): void => {
    session.setPolicy(code, findingOf(code));
    if (session.getState().draft.action === null) focusActionGroup();
    else backToCase();
  };

  const chooseActionByNumber = useCallback(
    (action: Action) => {
      session.setAction(action);
      // Not into the reason, even when it is needed: the keys would change their meaning under the moderator's hands.
      backToCase();
    },
    [session, backToCase],
  );

  return (
    <section
      className="decision"
      aria-labelledby="decision-title"
      onKeyDownCapture={(event) => {
        // React Aria keeps Enter to itself on a radio button, where it does nothing; here it commits as everywhere.
        if (event.key !== 'Enter' || !(event.target instanceof HTMLInputElement) || event.target.type !== 'radio')
          return;
        event.preventDefault();
        event.stopPropagation();
        center.run('review.commit');
      }}
    >
      <h2 id="decision-title" className="visually-hidden">
        <FormattedMessage id="decision.title" />
      </h2>
      <div className="panel-section">
        <SectionHead id="finding-title" title="decision.finding" field="finding" />
        <FindingChoice
          value={draft.finding}
          isDisabled={isDisabled}
          isInvalid={isMissing('finding')}
          onChoose={(finding) => {
            session.setFinding(finding);
          }}
        />
      </div>
      <div className="panel-section">
        <SectionHead
          id="policy-title"
          title={isViolation ? 'decision.policy' : 'decision.outcome'}
          field="policy"
          command="review.policy"
        />
        <PolicyField
          key={`${view.caseId} ${view.token}`}
          draft={draft}
          category={view.category}
          isDisabled={isDisabled}
          isInvalid={isMissing('policy')}
          onChoose={choosePolicy}
          onLeave={backToCase}
        />
        <Guideline policy={draft.policy} />
      </div>
      <div className="panel-section">
        <SectionHead id="action-title" title="decision.action" field="action" command="review.action" />
        <ActionChoice
          value={draft.action}
          isDisabled={isDisabled || !isViolation}
          isInvalid={isMissing('action')}
          onChoose={(action) => {
            session.setAction(action);
          }}
          onChosenByNumber={chooseActionByNumber}
        />
      </div>
      <div className="panel-section">
        <SectionHead id="reason-title" title="decision.reason" field="reason" command="review.reason" />
        <textarea
          id={REASON_INPUT_ID}
          className="field reason"
          rows={2}
          maxLength={MAX_REASON_LENGTH}
          aria-labelledby="reason-title"
          aria-describedby="reason-note"
          aria-required={reasonRequired(draft.policy, draft.action)}
          aria-invalid={isMissing('reason')}
          disabled={isDisabled}
          value={draft.reason}
          placeholder={
            reasonRequired(draft.policy, draft.action) ? '' : intl.formatMessage({ id: 'decision.reason.optional' })
          }
          onChange={(event) => {
            session.setReason(event.target.value);
          }}
          onBlur={() => {
            session.saveDraftNow();
          }}
          onKeyDown={(event) => {
            if (event.key === 'Escape') backToCase();
          }}
        />
      </div>
      <div className="panel-end">
        <Unrevealed view={view} />
        <CommandButton command="review.commit" className="button button-main commit">
          <FormattedMessage id={phase === 'committing' ? 'decision.committing' : 'decision.commit'} />
        </CommandButton>
        <div className="leave">
          <CommandButton command="review.skip" className="button-quiet">
            <FormattedMessage id="decision.skip" />
          </CommandButton>
          <DeferMenu isOpen={isDeferOpen} onOpenChange={onDeferOpen} />
          <CommandButton command="review.escalate" className="button-quiet">
            <FormattedMessage id="decision.escalate" />
          </CommandButton>
        </div>
      </div>
    </section>
  );
}
