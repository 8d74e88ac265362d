import type { ContractTypes } from '../../../../common/contract.ts';
import type { CaseView } from '../../../../common/domain/case-view.ts';
import {
  completeDecision,
  missingFields,
  withFinding,
  type Action,
  type DecisionDraft,
  type Finding,
} from '../../../../common/domain/decision.ts';
import type { PolicyCode } from '../../../../common/domain/taxonomy.ts';
import { PROBLEMS, type Problem } from '../../../../common/errors.ts';
import type { Api, CoreEvent } from '../../../../common/rpc.ts';
import { DraftSaver } from './draft-saver.ts';
import { LeaseKeeper } from './lease-keeper.ts';
import { nextStep } from './reveal-step.ts';
import {
  INITIAL_STATE,
  reduceReview,
  type LeaseRef,
  type LeftNote,
  type LossCause,
  type ReviewEvent,
  type ReviewState,
} from './review-state.ts';

/** How long a note about what was just done with a case stays, milliseconds. */
export const NOTE_MS = 6000;

export interface ReviewSessionOptions {
  readonly api: Api<ContractTypes>;
  /** Turns what a call was rejected with into plain data. */
  readonly problemOf: (thrown: unknown) => Problem;
}

/**
 * One window's work on cases: which case it holds, the lease, the draft and the last decision that can be taken back.
 * It outlives the review screen, so a look at the log does not lose the case. Nothing counts as done before the core
 * has confirmed it.
 */
export class ReviewSession {
  readonly #options: ReviewSessionOptions;
  readonly #listeners = new Set<() => void>();
  /** Drafts of cases lost in this window; what the core has stored may be some keystrokes older. */
  readonly #keptDrafts = new Map<string, DecisionDraft>();
  #state: ReviewState = INITIAL_STATE;
  #lease: LeaseKeeper | null = null;
  #drafts: DraftSaver | null = null;
  #undoTimer: ReturnType<typeof setTimeout> | undefined;
  #noteTimer: ReturnType<typeof setTimeout> | undefined;
  /** Whether skipped cases are being gone through: until none is left, one is skipped again, or a queue is chosen. */
  #withSkipped = false;
  #isClosed = false;

  constructor(options: ReviewSessionOptions) {
    this.#options = options;
  }

  readonly getState = (): ReviewState => this.#state;

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  /** Milliseconds left of the open case's lease; 0 when none is open. */
  leaseRemaining(): number {
    return this.#lease?.remaining() ?? 0;
  }

  /** Somebody used the window. */
  active(): void {
    this.#lease?.active();
  }

  chooseQueue(queue: PolicyCode | null): void {
    this.#withSkipped = false;
    this.#dispatch({ type: 'queueChosen', queue });
  }

  focusSlot(slot: number, moveFocus = true): void {
    this.#dispatch({ type: 'focused', slot, moveFocus });
  }

  dismissProblem(): void {
    this.#dispatch({ type: 'problemDismissed' });
  }

  setFinding(finding: Finding): void {
    this.edit(withFinding(this.#state.draft, finding));
    this.saveDraftNow();
  }

  /** Sets policy or outcome; naming a policy is a finding of violation. */
  setPolicy(policy: string, finding: Finding): void {
    this.edit({ ...withFinding(this.#state.draft, finding), policy });
    this.saveDraftNow();
  }

  setAction(action: Action): void {
    this.edit({ ...this.#state.draft, action });
    this.saveDraftNow();
  }

  setReason(reason: string): void {
    this.edit({ ...this.#state.draft, reason });
  }

  edit(draft: DecisionDraft): void {
    if (this.#state.phase !== 'open') return;
    this.#dispatch({ type: 'edited', draft });
    this.#drafts?.changed(draft);
  }

  saveDraftNow(): void {
    void this.#drafts?.flush();
  }

  /**
   * Asks for the next case; answers when it is on screen or there is none.
   * @param includeSkipped also offers what this person has skipped, for this case and the ones after it
   */
  async openNext(includeSkipped = false): Promise<void> {
    const { phase } = this.#state;
    if (phase === 'opening' || phase === 'committing' || phase === 'leaving' || this.#state.case !== null) return;
    this.#dispatch({ type: 'opening' });
    if (includeSkipped) this.#withSkipped = true;
    await this.#attempt(() => this.#next());
  }

  /** Records the decision and opens the next case, in one go. */
  async commit(): Promise<void> {
    const { case: view, draft, phase } = this.#state;
    if (view === null || phase !== 'open') return;
    if ('missing' in completeDecision(draft)) {
      this.#dispatch({ type: 'incomplete', missing: missingFields(draft) });
      return;
    }
    this.#dispatch({ type: 'recording', phase: 'committing' });
    await this.#attempt(async () => {
      const answer = await this.#options.api('review.decide', { lease: leaseOf(view), draft });
      if ('lost' in answer) {
        this.#loseCase(view.caseId, 'taken');
        return;
      }
      const graceMs = Math.max(0, answer.finalAt - answer.serverNow);
      this.#endCase();
      this.#dispatch({
        type: 'committed',
        undo: { lease: leaseOf(view), code: view.code, draft, finalAt: Date.now() + graceMs, graceMs },
      });
      this.#armUndo(view.caseId, graceMs);
      await this.#nextAfter();
    });
  }

  /** Takes the last decision back; the decided case comes back with its draft, whatever else is open. */
  async undo(): Promise<void> {
    const { undo, phase } = this.#state;
    if (undo === null || phase === 'committing' || phase === 'leaving' || phase === 'opening') return;
    await this.#drafts?.flush();
    this.#dispatch({ type: 'recording', phase: 'leaving' });
    await this.#attempt(async () => {
      const answer = await this.#options.api('review.undo', { lease: undo.lease });
      this.#dispatch({ type: 'undoEnded', caseId: undo.lease.caseId });
      if ('lost' in answer) {
        this.#fail({ code: 'UNDO_TOO_LATE', message: PROBLEMS.UNDO_TOO_LATE });
        return;
      }
      this.#endCase();
      this.#open(answer.case);
      this.#note({ what: 'undone', code: undo.code });
    });
  }

  async skip(): Promise<void> {
    await this.#leave('skipped', (lease) => this.#options.api('review.skip', { lease }));
  }

  async defer(minutes: number): Promise<void> {
    await this.#leave('deferred', (lease) => this.#options.api('review.defer', { lease, minutes }));
  }

  async escalate(reason: string): Promise<void> {
    await this.#leave('escalated', (lease) => this.#options.api('review.escalate', { lease, reason }));
  }

  /**
   * Takes the next step on a message or the complaint: the veiled text, then what is masked in it. The core logs each
   * before it answers.
   */
  async reveal(slot = this.#state.slot): Promise<void> {
    const { case: view, phase, revealing } = this.#state;
    if (view === null || phase !== 'open' || revealing !== null) return;
    const what = nextStep(view, slot);
    if (what === null) return;
    this.#dispatch({ type: 'revealing', slot });
    await this.#attempt(async () => {
      const answer = await this.#options.api('review.reveal', { lease: leaseOf(view), slot, what });
      if ('lost' in answer) this.#loseCase(view.caseId, 'taken');
      else this.#dispatch({ type: 'revealed', caseId: view.caseId, revealed: answer });
    });
  }

  /** Somebody tried to copy text of the open case, which is not done; says so for a moment. */
  refuseCopy(): void {
    const { case: view } = this.#state;
    if (view !== null) this.#note({ what: 'not_copied', code: view.code });
  }

  /**
   * The window locks: everything is forgotten at once. Resolves when the draft at hand has been sent.
   * The session does nothing afterwards.
   */
  async close(): Promise<void> {
    this.#isClosed = true;
    const drafts = this.#drafts;
    this.#drafts = null;
    this.#lease?.stop();
    this.#lease = null;
    clearTimeout(this.#undoTimer);
    clearTimeout(this.#noteTimer);
    this.#keptDrafts.clear();
    this.#state = INITIAL_STATE;
    for (const listener of this.#listeners) listener();
    await drafts?.flush();
    drafts?.stop();
  }

  onEvent(event: CoreEvent): void {
    if (event.type === 'lease.lost') this.#loseCase(event.caseId, 'taken');
  }

  onConnection(connected: boolean): void {
    this.#dispatch({ type: 'connection', connected });
    if (connected) void this.#lease?.renew();
  }

  async #leave(
    what: LeftNote['what'],
    record: (lease: LeaseRef) => Promise<{ index: number } | { lost: true }>,
  ): Promise<void> {
    const { case: view, phase } = this.#state;
    if (view === null || phase !== 'open') return;
    await this.#drafts?.flush();
    this.#dispatch({ type: 'recording', phase: 'leaving' });
    await this.#attempt(async () => {
      const answer = await record(leaseOf(view));
      if ('lost' in answer) {
        this.#loseCase(view.caseId, 'taken');
        return;
      }
      this.#endCase();
      this.#note({ what, code: view.code });
      // A case that is skipped again would be the first one offered again: going through the skipped ones ends there.
      if (what === 'skipped') this.#withSkipped = false;
      await this.#nextAfter();
    });
  }

  /** The case is recorded: whatever happens to the next one, this one must not look open any more. */
  async #nextAfter(): Promise<void> {
    try {
      await this.#next();
    } catch (thrown) {
      this.#dispatch({ type: 'left' });
      throw thrown;
    }
  }

  async #next(): Promise<void> {
    if (this.#isClosed) return;
    const { queue } = this.#state;
    const answer = await this.#options.api('review.next', {
      policies: queue === null ? null : [queue],
      includeSkipped: this.#withSkipped,
    });
    if (answer.case === null) {
      this.#withSkipped = false;
      this.#dispatch({ type: 'nothingLeft' });
    } else this.#open(answer.case);
  }

  #open(view: CaseView): void {
    if (this.#isClosed) return;
    const lease = leaseOf(view);
    const { api } = this.#options;
    const lose = (cause: LossCause): void => {
      this.#loseCase(view.caseId, cause);
    };
    this.#lease = new LeaseKeeper(view.expiresAt, view.serverNow, {
      renew: () => api('review.extend', { lease }),
      onLost: (cause) => {
        lose(this.#state.connected ? cause : 'disconnected');
      },
    });
    this.#drafts = new DraftSaver({
      save: async (draft) => {
        const answer = await api('review.saveDraft', { lease, draft });
        if ('lost' in answer) lose('taken');
      },
    });
    const draft = this.#keptDrafts.get(view.caseId) ?? view.draft;
    this.#keptDrafts.delete(view.caseId);
    this.#dispatch({ type: 'opened', case: view, draft });
  }

  #endCase(): void {
    this.#lease?.stop();
    this.#drafts?.stop();
    this.#lease = null;
    this.#drafts = null;
  }

  #loseCase(caseId: string, cause: LossCause): void {
    if (this.#state.case?.caseId !== caseId) return;
    this.#keptDrafts.set(caseId, this.#state.draft);
    this.#endCase();
    this.#dispatch({ type: 'lost', caseId, cause });
  }

  #note(note: LeftNote): void {
    clearTimeout(this.#noteTimer);
    this.#dispatch({ type: 'noted', note });
    if (this.#isClosed) return;
    this.#noteTimer = setTimeout(() => {
      this.#dispatch({ type: 'noted', note: null });
    }, NOTE_MS);
  }

  #armUndo(caseId: string, graceMs: number): void {
    clearTimeout(this.#undoTimer);
    if (this.#isClosed) return;
    this.#undoTimer = setTimeout(() => {
      this.#dispatch({ type: 'undoEnded', caseId });
    }, graceMs);
  }

  async #attempt(work: () => Promise<void>): Promise<void> {
    try {
      await work();
    } catch (thrown) {
      const problem = this.#options.problemOf(thrown);
      const held = this.#state.case?.caseId;
      if (problem.code === 'LEASE_LOST' && held !== undefined) this.#loseCase(held, 'taken');
      else this.#fail(problem);
    }
  }

  #fail(problem: Problem): void {
    this.#dispatch({ type: 'failed', problem });
  }

  #dispatch(event: ReviewEvent): void {
    // An answer that was on its way when the window locked is dropped.
    if (this.#isClosed) return;
    const next = reduceReview(this.#state, event);
    if (next === this.#state) return;
    this.#state = next;
    for (const listener of this.#listeners) listener();
  }
}

function leaseOf(view: CaseView): LeaseRef {
  return { caseId: view.caseId, token: view.token };
}
