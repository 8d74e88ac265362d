import type { CaseView } from '../../../common/domain/case-view.ts';
import {
  completeDecision,
  decidedSeverity,
  type Decision,
  type DecisionDraft,
} from '../../../common/domain/decision.ts';
import type { LogDraft, LogEvent } from '../../../common/domain/log.ts';
import { findSubPolicy, type PolicyCode } from '../../../common/domain/taxonomy.ts';
import { ProblemError } from '../../../common/errors.ts';
import type { AuditLog } from '../audit/audit-log.ts';
import type { RevealLog } from '../exposure/reveal-limit.ts';
import { openStored } from '../intake/open-stored.ts';
import type { IntakeTrust } from '../keys/key-ring.ts';
import type { Claimed, Lease, Lost, QueuePort, ReleaseOptions, Role } from '../queue/port.ts';
import { readNote, writeNote } from './case-note.ts';
import type { CaseStore } from './case-store.ts';
import {
  buildCaseView,
  COMPLAINT_SLOT,
  complaintSegments,
  isStillVeiled,
  unveiledSlots,
  viewMessage,
  type OpenCase,
} from './case-view.ts';
import { commitTo } from './commitment.ts';

/** Exclusive time a window has for a case before it goes back, renewed by its heartbeat. */
export const LEASE_MS = 5 * 60_000;

export interface ReviewOptions {
  readonly queue: QueuePort;
  readonly log: AuditLog;
  readonly cases: CaseStore;
  readonly trust: IntakeTrust;
  /** Logs reveals and refuses what is too much. */
  readonly reveals: RevealLog;
  readonly actor: { readonly id: string; readonly role: Role };
  /** Milliseconds in which a committed decision can be taken back. */
  readonly graceMs: number;
  readonly now: () => number;
}

interface CommittedCase {
  readonly lease: Lease;
  readonly policy: PolicyCode;
  readonly draft: DecisionDraft;
}

const LOST: Lost = { lost: true };

/**
 * The review flow of one window: it holds at most one case, and every step is logged before its result is returned.
 * Nothing here shows content without a durable `case.opened` or `message.revealed` entry.
 */
export class ReviewDesk {
  readonly #options: ReviewOptions;
  #held: OpenCase | null = null;
  #committed: CommittedCase | null = null;
  /** The lease this window lost last: its draft may still come in, and is kept. */
  #lostLease: Lease | null = null;

  constructor(options: ReviewOptions) {
    this.#options = options;
  }

  /**
   * Leases and opens the next case; a case still held is opened again instead.
   * @throws ProblemError LOG_UNAVAILABLE or LOG_DAMAGED when the opening cannot be logged: nothing is shown then
   */
  async next(policies: readonly PolicyCode[] | null, includeSkipped: boolean): Promise<CaseView | null> {
    if (this.#held !== null) {
      const renewed = await this.#renew(this.#held);
      if (renewed !== null) return this.#show(renewed);
    }
    const { queue, actor } = this.#options;
    for (;;) {
      const claimed = await queue.claim({
        stage: 'review',
        policies,
        leaseMs: LEASE_MS,
        role: actor.role,
        claimant: actor.id,
        ...(includeSkipped ? {} : { excludeSeenBy: actor.id }),
      });
      if (claimed === null) return null;
      const opened = await this.#open(claimed, null);
      if (opened !== null) return this.#show(opened);
    }
  }

  async extend(lease: Lease): Promise<{ expiresAt: number; serverNow: number } | Lost> {
    const held = this.#holding(lease);
    if (held === null) return LOST;
    const renewed = await this.#renew(held);
    return renewed === null ? LOST : { expiresAt: renewed.expiresAt, serverNow: this.#options.now() };
  }

  /**
   * Logs that more of a message is revealed, then returns it: its text, or the names, numbers and links within.
   * @param slot 1–5, or 0 for what the reporter wrote to the moderators
   */
  async reveal(
    lease: Lease,
    slot: number,
    what: 'text' | 'details',
  ): Promise<{ message: CaseView['messages'][number] } | { complaint: CaseView['complaint']['segments'] } | Lost> {
    const held = this.#holding(lease);
    if (held === null) return LOST;
    const isComplaint = slot === COMPLAINT_SLOT;
    if (!isComplaint && !held.bundle.messages.some((message) => message.slot === slot))
      throw new ProblemError('SLOT_UNKNOWN');
    const renewed = await this.#renew(held);
    if (renewed === null) return LOST;
    const { text, details } = renewed.revealed;
    if (what === 'details' && !isComplaint && isStillVeiled(renewed, slot))
      throw new ProblemError('BAD_INPUT', 'The message is still veiled: reveal its text first.');
    const shown = what === 'text' ? text : details;
    if (!shown.has(slot)) {
      const { policy } = renewed.claimed;
      await this.#logReveal({ kind: 'message.revealed', case: lease.caseId, policy, slot, what });
      shown.add(slot);
    }
    return isComplaint ? { complaint: complaintSegments(renewed) } : { message: viewMessage(renewed, slot) };
  }

  async saveDraft(lease: Lease, draft: DecisionDraft): Promise<{ saved: true } | Lost> {
    const held = this.#holding(lease);
    if (held === null) {
      await this.#keepLostDraft(lease, draft);
      return LOST;
    }
    await this.#options.cases.saveDraft(lease.caseId, this.#options.actor.id, draft);
    held.draft = draft;
    return { saved: true };
  }

  /**
   * Commits a decision: log entry, record and queue completion in one transaction.
   * @throws ProblemError DECISION_INCOMPLETE naming the missing fields
   */
  async decide(
    lease: Lease,
    draft: DecisionDraft,
  ): Promise<{ index: number; finalAt: number; serverNow: number } | Lost> {
    const held = this.#holding(lease);
    if (held === null) {
      await this.#keepLostDraft(lease, draft);
      return LOST;
    }
    const decision = completeDecision(draft);
    if ('missing' in decision) {
      throw new ProblemError('DECISION_INCOMPLETE', `The decision still needs: ${decision.missing.join(', ')}.`);
    }
    const { cases, queue, actor, graceMs, now } = this.#options;
    await cases.saveDraft(lease.caseId, actor.id, draft);
    const at = now();
    const { event, record } = decisionEntry(held, decision, at, graceMs);
    const done = await queue.complete(lease, this.#entry(event, at), { graceMs, record });
    if ('lost' in done) {
      this.#lose(held);
      return LOST;
    }
    this.#committed = { lease, policy: held.claimed.policy, draft };
    this.#held = null;
    return { ...done, serverNow: now() };
  }

  /**
   * Takes this window's last decision back and opens its case again, setting aside the case opened since.
   * @throws ProblemError UNDO_TOO_LATE when the grace time is over
   */
  async undo(lease: Lease): Promise<CaseView> {
    const committed = this.#committed;
    if (committed === null || committed.lease.caseId !== lease.caseId || committed.lease.token !== lease.token) {
      throw new ProblemError('UNDO_TOO_LATE');
    }
    const entry = this.#entry({ kind: 'decision.undone', case: lease.caseId, policy: committed.policy });
    const claimed = await this.#options.queue.undo(lease, entry, LEASE_MS);
    if ('lost' in claimed) throw new ProblemError('UNDO_TOO_LATE');
    this.#committed = null;
    await this.#setAside('set_aside');
    const opened = await this.#open(claimed, committed.draft);
    if (opened === null) throw new ProblemError('NO_SUCH_CASE');
    return this.#show(opened);
  }

  async skip(lease: Lease): Promise<{ index: number } | Lost> {
    return this.#release(lease, released('skipped'), { seenBy: this.#options.actor.id });
  }

  async defer(lease: Lease, minutes: number): Promise<{ index: number } | Lost> {
    const delayMs = minutes * 60_000;
    const until = new Date(this.#options.now() + delayMs).toISOString();
    return this.#release(lease, released('deferred', until), { delayMs });
  }

  /** Passes the case to a lead. The reason goes with the case; the log entry holds a commitment to it. */
  async escalate(lease: Lease, reason: string): Promise<{ index: number } | Lost> {
    const held = this.#holding(lease);
    if (held === null) return LOST;
    const { commitment, salt } = commitTo(reason);
    const at = this.#options.now();
    const escalation = { actor: this.#options.actor.id, at: new Date(at).toISOString(), reason, salt };
    const note = writeNote({ ...held.note, escalations: [...held.note.escalations, escalation] });
    return this.#release(
      lease,
      ({ caseId, policy }) => ({ kind: 'case.escalated', case: caseId, policy, reason: commitment }),
      { minRole: 'lead', note },
    );
  }

  /** Gives the held case back because the window is gone or was locked. */
  async close(cause: 'window_closed' | 'locked'): Promise<void> {
    await this.#setAside(cause);
  }

  #holding(lease: Lease): OpenCase | null {
    const held = this.#held;
    return held !== null && held.claimed.caseId === lease.caseId && held.claimed.token === lease.token ? held : null;
  }

  #lose(held: OpenCase): void {
    this.#lostLease = { caseId: held.claimed.caseId, token: held.claimed.token };
    this.#held = null;
  }

  /** A draft is the moderator's work and outlives its lease, but only the window that had the case may still send it. */
  async #keepLostDraft(lease: Lease, draft: DecisionDraft): Promise<void> {
    const lost = this.#lostLease;
    if (lost?.caseId !== lease.caseId || lost.token !== lease.token) return;
    await this.#options.cases.saveDraft(lease.caseId, this.#options.actor.id, draft);
  }

  async #renew(held: OpenCase): Promise<OpenCase | null> {
    const extended = await this.#options.queue.extend(held.claimed, LEASE_MS);
    if ('lost' in extended) {
      if (this.#held === held) this.#lose(held);
      return null;
    }
    held.expiresAt = extended.expiresAt;
    return held;
  }

  /** Verifies what was claimed and prepares it; null when it had to go to quarantine after all. */
  async #open(claimed: Claimed & { note: string | null }, draft: DecisionDraft | null): Promise<OpenCase | null> {
    const result = await openStored(claimed, this.#options.trust);
    if (!result.ok) {
      const event: LogEvent = {
        kind: 'case.quarantined',
        case: claimed.caseId,
        bundle: claimed.bundleId,
        code: result.code,
        bytes: claimed.sealed.byteLength,
      };
      await this.#options.queue.deadLetter(claimed, this.#entry(event), {
        to: 'quarantine',
        code: result.code,
        field: result.field,
      });
      return null;
    }
    const kept = draft ?? (await this.#options.cases.loadDraft(claimed.caseId, this.#options.actor.id));
    return {
      claimed,
      bundle: result.bundle,
      verification: result.verification,
      findings: result.messages,
      note: readNote(claimed.note),
      revealed: { text: new Set(), details: new Set() },
      openedAt: this.#options.now(),
      expiresAt: claimed.expiresAt,
      draft: kept,
    };
  }

  /** Logs the opening, then returns the view. When the log refuses, the case goes back unseen. */
  async #show(opened: OpenCase): Promise<CaseView> {
    const { caseId, policy, attempt } = opened.claimed;
    try {
      await this.#log({ kind: 'case.opened', case: caseId, policy, attempt, shown: unveiledSlots(opened) });
    } catch (error) {
      this.#held = null;
      await this.#giveBackUnseen(opened.claimed);
      throw error;
    }
    this.#held = opened;
    return buildCaseView(opened, this.#options.now());
  }

  async #giveBackUnseen(claimed: Claimed): Promise<void> {
    try {
      await this.#options.queue.release(claimed, this.#entry(released('not_shown')(claimed)));
    } catch (error) {
      // A log that cannot be written cannot record the release either; the lease then ends by itself.
      if (!(error instanceof ProblemError)) throw error;
    }
  }

  async #release(
    lease: Lease,
    eventFor: (claimed: Claimed) => LogEvent,
    options: ReleaseOptions,
  ): Promise<{ index: number } | Lost> {
    const held = this.#holding(lease);
    if (held === null) return LOST;
    const done = await this.#options.queue.release(lease, this.#entry(eventFor(held.claimed)), options);
    this.#held = null;
    return done;
  }

  async #setAside(cause: 'set_aside' | 'window_closed' | 'locked'): Promise<void> {
    const held = this.#held;
    if (held === null) return;
    await this.#release(held.claimed, released(cause), {});
  }

  async #log(event: LogEvent): Promise<void> {
    try {
      await this.#options.log.append(this.#entry(event));
    } catch (error) {
      throw logProblem(error);
    }
  }

  /** @throws ProblemError REVEAL_LIMIT; the refusal is in the log then */
  async #logReveal(event: LogEvent): Promise<void> {
    try {
      await this.#options.reveals.reveal(this.#entry(event));
    } catch (error) {
      if (error instanceof ProblemError && error.code === 'REVEAL_LIMIT') throw error;
      throw logProblem(error);
    }
  }

  #entry(event: LogEvent, at: number = this.#options.now()): LogDraft {
    return { at: new Date(at).toISOString(), actor: this.#options.actor.id, event };
  }
}

/** What a window is told when an entry could not be written. */
function logProblem(error: unknown): ProblemError {
  if (error instanceof ProblemError && error.code === 'LOG_DAMAGED') return error;
  return new ProblemError('LOG_UNAVAILABLE', undefined, { cause: error });
}

type Cause = Extract<LogEvent, { kind: 'case.released' }>['cause'];

/** The log event of a case that goes back to the queue; `until` (RFC 3339) when it is to rest there. */
function released(cause: Cause, until: string | null = null): (claimed: Claimed) => LogEvent {
  return ({ caseId, policy }) => ({ kind: 'case.released', case: caseId, policy, cause, until });
}

/** The log event of a decision and the record kept beside it (with the reason in words and its salt). */
function decisionEntry(
  held: OpenCase,
  decision: Decision,
  at: number,
  graceMs: number,
): { event: LogEvent; record: string } {
  const committed = decision.reason === '' ? null : commitTo(decision.reason);
  const score = held.note.score?.case ?? null;
  const event: LogEvent = {
    kind: 'decision.committed',
    case: held.claimed.caseId,
    finding: decision.finding,
    policy: decision.policy,
    action: decision.action,
    reason: committed?.commitment ?? null,
    guideline: findSubPolicy(decision.policy)?.policy.guidelineVersion ?? null,
    label: score?.label ?? null,
    band: score?.band ?? null,
    handsOnMs: Math.max(0, at - held.openedAt),
    finalAt: new Date(at + graceMs).toISOString(),
  };
  const record = { ...decision, severity: decidedSeverity(decision), salt: committed?.salt ?? null };
  return { event, record: JSON.stringify(record) };
}
