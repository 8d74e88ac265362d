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
import { useNoCopy } from './use-no-copy.ts';
import { useReview } from './use-review.ts';
import { useReviewAnnouncements } from './use-review-announcements.ts';
import { useReviewCommands } from './use-review-commands.ts';
import { waitingIn } from './waiting-cases.ts';

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

/** Floats over the bottom of the middle column: what was just done with a case, and the undo while it lasts. */
function OverMain() {
  const { state } = useReview();
  const { note, undo } = state;
  if (note === null && undo === null) return null;
  return (
    <div className="over-main">
      {note === null ? null : (
        <p className="left-note">
          <FormattedMessage id={`note.${note.what}`} values={{ code: note.code }} />
        </p>
      )}
      {undo === null ? null : <UndoNotice undo={undo} />}
    </div>
  );
}

/** The three columns: queues, the conversation, the decision. */
export function ReviewScreen() {
  const { session, state } = useReview();
  const intl = useIntl();
  const overview = useOverview().data;
  const openable = useMemo(
    () => ({
      skipped: overview?.skippedByYou ?? 0,
      onlySkipped: overview !== undefined && waitingIn(overview, state.queue).onlySkipped,
    }),
    [overview, state.queue],
  );
  const [deferCase, setDeferCase] = useState<string | null>(null);
  const [escalateCase, setEscalateCase] = useState<string | null>(null);
  const [checksCase, setChecksCase] = useState<string | null>(null);
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
      openChecks: () => {
        setChecksCase(caseId);
      },
    }),
    [caseId],
  );
  useReviewCommands(session, state, dialogs, openable);
  useReviewAnnouncements(state);
  useNoCopy(session);

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
              <CaseHeader
                view={view}
                isChecksOpen={checksCase === caseId}
                onChecksOpen={(open) => {
                  setChecksCase(open ? caseId : null);
                }}
              />
              <Conversation view={view} />
            </>
          )}
        </div>
      }
      overMain={<OverMain />}
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
