import { TriangleAlert } from 'lucide-react';
import { useMemo, useState } from 'react';
import { Button } from 'react-aria-components';
import { FormattedMessage, useIntl } from 'react-intl';
import { useOverview } from '../../app/overview.ts';
import { Screen } from '../../app/Screen.tsx';
import { Notice } from '../../components/Notice.tsx';
import { CaseHeader } from './CaseHeader.tsx';
import { Conversation } from './Conversation.tsx';
import { DecisionPanel } from './DecisionPanel.tsx';
import { EscalateDialog } from './EscalateDialog.tsx';
import { ModelPanel } from './ModelPanel.tsx';
import { NoCase } from './NoCase.tsx';
import { QueueRail } from './QueueRail.tsx';
import { UndoNotice } from './UndoNotice.tsx';
import { useReview } from './use-review.ts';
import { useReviewAnnouncements } from './use-review-announcements.ts';
import { useReviewCommands } from './use-review-commands.ts';

function ProblemNotice() {
  const { session, state } = useReview();
  if (state.problem === null) return null;
  return (
    <Notice
      tone="bad"
      role="alert"
      icon={<TriangleAlert size={16} aria-hidden="true" />}
      aside={
        <Button
          className="link-button"
          onPress={() => {
            session.dismissProblem();
          }}
        >
          <FormattedMessage id="app.dismiss" />
        </Button>
      }
    >
      {state.problem.message} {state.case === null ? null : <FormattedMessage id="problem.safe" />}
    </Notice>
  );
}

/** The three columns: queues, the conversation, the decision. */
export function ReviewScreen() {
  const { session, state } = useReview();
  const intl = useIntl();
  const skipped = useOverview().data?.skippedByYou ?? 0;
  const [deferCase, setDeferCase] = useState<string | null>(null);
  const [escalateCase, setEscalateCase] = useState<string | null>(null);
  const view = state.case;
  const caseId = view?.caseId ?? null;
  const dialogs = useMemo(
    () => ({
      openDefer: () => {
        setDeferCase(caseId);
      },
      openEscalate: () => {
        setEscalateCase(caseId);
      },
    }),
    [caseId],
  );
  useReviewCommands(session, state, dialogs, skipped);
  useReviewAnnouncements(state);

  return (
    <Screen
      rail={<QueueRail />}
      main={
        <div className="case" aria-busy={state.phase === 'committing' || state.phase === 'leaving'}>
          <ProblemNotice />
          {view === null ? (
            <NoCase />
          ) : (
            <>
              <CaseHeader view={view} />
              <Conversation view={view} />
            </>
          )}
        </div>
      }
      overMain={state.undo === null ? null : <UndoNotice undo={state.undo} />}
      panel={
        view === null ? null : (
          <>
            <ModelPanel view={view} />
            <DecisionPanel
              view={view}
              isDeferOpen={deferCase === caseId}
              onDeferOpen={(open) => {
                setDeferCase(open ? caseId : null);
              }}
            />
          </>
        )
      }
      panelLabel={intl.formatMessage({ id: 'decision.title' })}
    >
      {view !== null && escalateCase === caseId ? (
        <EscalateDialog
          code={view.code}
          onClose={() => {
            setEscalateCase(null);
          }}
        />
      ) : null}
    </Screen>
  );
}
