import { useMemo } from 'react';
import type { CaseView } from '../../../../common/domain/case-view.ts';
import type { CommandHandlers } from '../../command-center.ts';
import type { CommandId } from '../../commands.ts';
import { useCommandHandlers } from '../../use-commands.ts';
import { focusActionGroup, focusById, focusPolicyField, REASON_INPUT_ID } from './focus-targets.ts';
import type { ReviewSession } from './review-session.ts';
import { nextStep } from './reveal-step.ts';
import { COMPLAINT_SLOT, type ReviewState } from './review-state.ts';

const FOCUS: readonly (readonly [CommandId, number])[] = [
  ['review.focus0', COMPLAINT_SLOT],
  ['review.focus1', 1],
  ['review.focus2', 2],
  ['review.focus3', 3],
  ['review.focus4', 4],
  ['review.focus5', 5],
];

export interface ReviewDialogs {
  readonly openDefer: () => void;
  readonly openEscalate: () => void;
  /** What was checked about the bundle. */
  readonly openChecks: () => void;
}

function caseCommands(session: ReviewSession, state: ReviewState, dialogs: ReviewDialogs): CommandHandlers {
  const { case: view, connected, phase } = state;
  if (view === null) return {};
  const canEdit = phase === 'open';
  const canRecord = canEdit && connected;
  const handlers: CommandHandlers = {
    'review.reveal': {
      run: () => void session.reveal(),
      enabled: canRecord && nextStep(view, state.slot) !== null && state.revealing === null,
    },
    'review.checks': { run: dialogs.openChecks },
    'review.violation': {
      run: () => {
        session.setFinding('violation');
      },
      enabled: canEdit,
    },
    'review.noViolation': {
      run: () => {
        session.setFinding('no_violation');
      },
      enabled: canEdit,
    },
    'review.insufficient': {
      run: () => {
        session.setFinding('insufficient_context');
      },
      enabled: canEdit,
    },
    'review.policy': {
      run: focusPolicyField,
      enabled: canEdit,
    },
    'review.action': { run: focusActionGroup, enabled: canEdit && !isWithoutViolation(state) },
    'review.reason': {
      run: () => {
        focusById(REASON_INPUT_ID);
      },
      enabled: canEdit,
    },
    'review.commit': { run: () => void session.commit(), enabled: canRecord },
    'review.skip': { run: () => void session.skip(), enabled: canRecord },
    'review.defer': { run: dialogs.openDefer, enabled: canRecord },
    'review.escalate': { run: dialogs.openEscalate, enabled: canRecord },
  };
  for (const [id, slot] of FOCUS) {
    handlers[id] = {
      run: () => {
        session.focusSlot(slot);
      },
      enabled: canFocus(view, slot),
    };
  }
  return handlers;
}

function canFocus(view: CaseView, slot: number): boolean {
  if (slot === COMPLAINT_SLOT) return view.complaint.segments.length > 0;
  return view.messages.some((message) => message.slot === slot);
}

function isWithoutViolation({ draft }: ReviewState): boolean {
  return draft.finding === 'no_violation' || draft.finding === 'insufficient_context';
}

/** What a person without an open case can open. */
export interface Openable {
  /** How many cases they have skipped. */
  readonly skipped: number;
  /** Whether nothing but skipped cases is left: opening the next one then means those. */
  readonly onlySkipped: boolean;
}

function idleCommands(session: ReviewSession, state: ReviewState, openable: Openable): CommandHandlers {
  if (state.case !== null || state.phase === 'opening') return {};
  return {
    'review.open': { run: () => void session.openNext(openable.onlySkipped), enabled: state.connected },
    'review.openSkipped': {
      run: () => void session.openNext(true),
      enabled: state.connected && openable.skipped > 0,
    },
  };
}

/** Offers the review screen's commands; which ones depends on what is on screen. */
export function useReviewCommands(
  session: ReviewSession,
  state: ReviewState,
  dialogs: ReviewDialogs,
  openable: Openable,
): void {
  const handlers = useMemo<CommandHandlers>(() => {
    const canUndo = state.undo !== null && state.connected && ['open', 'empty', 'idle', 'lost'].includes(state.phase);
    return {
      ...caseCommands(session, state, dialogs),
      ...idleCommands(session, state, openable),
      'review.undo': { run: () => void session.undo(), enabled: canUndo },
    };
  }, [session, state, dialogs, openable]);
  useCommandHandlers(handlers);
}
