import {
  EMPTY_DRAFT,
  missingFields,
  type DecisionDraft,
  type MissingField,
} from '../../../../common/domain/decision.ts';
import type { CaseView, MessageView } from '../../../../common/domain/case-view.ts';
import type { Segment } from '../../../../common/domain/masking.ts';
import type { PolicyCode } from '../../../../common/domain/taxonomy.ts';
import type { Problem } from '../../../../common/errors.ts';

/** Names one lease of one case towards the core. */
export interface LeaseRef {
  readonly caseId: string;
  readonly token: string;
}

/** The last decision while it can still be taken back. */
export interface UndoOffer {
  readonly lease: LeaseRef;
  readonly code: string;
  readonly draft: DecisionDraft;
  /** Moment on this window's clock (Unix milliseconds) when the decision becomes final. */
  readonly finalAt: number;
  readonly graceMs: number;
}

/** What this window just did with a case other than deciding it, or did not; said for a moment and then forgotten. */
export interface LeftNote {
  readonly what: 'skipped' | 'deferred' | 'escalated' | 'undone' | 'not_copied';
  readonly code: string;
}

/** Stands where a slot does for the reporter's own words, as in `review.reveal`. */
export const COMPLAINT_SLOT = 0;

/** What a reveal answered with: the message as it may be shown now, or the complaint. */
export type Revealed = { readonly message: MessageView } | { readonly complaint: readonly Segment[] };

/** How a case left this window without a decision. */
export type LossCause = 'expired' | 'taken' | 'disconnected';

/**
 * - `idle`: nothing is open and nobody asked for a case yet
 * - `opening`: the next case was asked for
 * - `open`: a case is on screen
 * - `committing`, `leaving`: the core was asked to record something about the open case
 * - `empty`: the queue had nothing to give
 * - `lost`: the lease is gone, the content was removed, the draft is kept
 */
export type Phase = 'idle' | 'opening' | 'open' | 'committing' | 'leaving' | 'empty' | 'lost';

export interface ReviewState {
  readonly phase: Phase;
  readonly case: CaseView | null;
  readonly draft: DecisionDraft;
  /** The message the keys act on; {@link COMPLAINT_SLOT} for what the reporter wrote to the moderators. */
  readonly slot: number;
  /** Counts every case put on screen and every wish to move to a message, so that focus can follow. */
  readonly focusRequest: number;
  readonly revealing: number | null;
  /** What still is missing, once a commit was tried. */
  readonly missing: readonly MissingField[];
  /** Counts refused commits, so that the focus goes to the first missing field each time. */
  readonly missingRequest: number;
  readonly note: LeftNote | null;
  readonly problem: Problem | null;
  readonly undo: UndoOffer | null;
  readonly lost: { readonly code: string; readonly cause: LossCause } | null;
  /** Where the next case comes from; null means every queue. */
  readonly queue: PolicyCode | null;
  readonly connected: boolean;
}

export const INITIAL_STATE: ReviewState = {
  phase: 'idle',
  case: null,
  draft: EMPTY_DRAFT,
  slot: 5,
  focusRequest: 0,
  revealing: null,
  missing: [],
  missingRequest: 0,
  note: null,
  problem: null,
  undo: null,
  lost: null,
  queue: null,
  connected: true,
};

export type ReviewEvent =
  | { readonly type: 'queueChosen'; readonly queue: PolicyCode | null }
  | { readonly type: 'connection'; readonly connected: boolean }
  | { readonly type: 'opening' }
  | { readonly type: 'opened'; readonly case: CaseView; readonly draft: DecisionDraft }
  | { readonly type: 'nothingLeft' }
  | { readonly type: 'focused'; readonly slot: number; readonly moveFocus: boolean }
  | { readonly type: 'revealing'; readonly slot: number }
  | { readonly type: 'revealed'; readonly caseId: string; readonly revealed: Revealed }
  | { readonly type: 'edited'; readonly draft: DecisionDraft }
  | { readonly type: 'incomplete'; readonly missing: readonly MissingField[] }
  | { readonly type: 'recording'; readonly phase: 'committing' | 'leaving' }
  | { readonly type: 'committed'; readonly undo: UndoOffer }
  | { readonly type: 'left' }
  | { readonly type: 'noted'; readonly note: LeftNote | null }
  | { readonly type: 'undoEnded'; readonly caseId: string }
  | { readonly type: 'failed'; readonly problem: Problem }
  | { readonly type: 'problemDismissed' }
  | { readonly type: 'lost'; readonly caseId: string; readonly cause: LossCause };

/** The slot the keys act on when a case opens: the reported message, which is always the last one. */
function reportedSlot(view: CaseView): number {
  return view.messages.at(-1)?.slot ?? 5;
}

function withoutCase(state: ReviewState): ReviewState {
  return { ...state, case: null, draft: EMPTY_DRAFT, missing: [], revealing: null };
}

/** The review screen as a fold of what happened. Content is dropped from the state the moment a lease is lost. */
export function reduceReview(state: ReviewState, event: ReviewEvent): ReviewState {
  switch (event.type) {
    case 'queueChosen':
      return { ...state, queue: event.queue };
    case 'connection':
      return { ...state, connected: event.connected };
    case 'opening':
      return { ...state, phase: 'opening', problem: null };
    case 'opened':
      return {
        ...state,
        phase: 'open',
        case: event.case,
        draft: event.draft,
        slot: reportedSlot(event.case),
        focusRequest: state.focusRequest + 1,
        missing: [],
        revealing: null,
        problem: null,
        lost: null,
      };
    case 'nothingLeft':
      return { ...withoutCase(state), phase: 'empty', lost: null };
    case 'focused':
      return {
        ...state,
        slot: event.slot,
        focusRequest: event.moveFocus ? state.focusRequest + 1 : state.focusRequest,
      };
    case 'revealing':
      return { ...state, revealing: event.slot, problem: null };
    case 'revealed':
      return withRevealed(state, event.caseId, event.revealed);
    case 'edited':
      return {
        ...state,
        draft: event.draft,
        missing: state.missing.length === 0 ? state.missing : missingFields(event.draft),
      };
    case 'incomplete':
      return { ...state, missing: event.missing, missingRequest: state.missingRequest + 1 };
    case 'recording':
      return { ...state, phase: event.phase, problem: null, missing: [] };
    case 'committed':
      return { ...state, undo: event.undo, note: null };
    case 'left':
      return { ...withoutCase(state), phase: 'idle', lost: null };
    case 'noted':
      return { ...state, note: event.note };
    case 'undoEnded':
      return state.undo?.lease.caseId === event.caseId ? { ...state, undo: null } : state;
    case 'failed':
      return { ...state, phase: settledPhase(state), revealing: null, problem: event.problem };
    case 'problemDismissed':
      return { ...state, problem: null };
    case 'lost':
      return lost(state, event.caseId, event.cause);
  }
}

function withRevealed(state: ReviewState, caseId: string, revealed: Revealed): ReviewState {
  const view = state.case;
  if (view?.caseId !== caseId) return state;
  if ('complaint' in revealed) {
    const complaint = { ...view.complaint, segments: revealed.complaint };
    return { ...state, case: { ...view, complaint }, revealing: null };
  }
  const { message } = revealed;
  const messages = view.messages.map((old) => (old.slot === message.slot ? message : old));
  return { ...state, case: { ...view, messages }, revealing: null };
}

/** A failed call changes nothing: an open case stays open, with everything filled in. */
function settledPhase(state: ReviewState): Phase {
  if (state.case !== null) return 'open';
  return state.lost === null ? 'idle' : 'lost';
}

function lost(state: ReviewState, caseId: string, cause: LossCause): ReviewState {
  if (state.case?.caseId !== caseId) return state;
  return {
    ...state,
    phase: 'lost',
    case: null,
    revealing: null,
    missing: [],
    problem: null,
    lost: { code: state.case.code, cause },
  };
}
