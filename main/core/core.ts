import type { Handlers, Output, Session } from '../../common/contract.ts';
import { isRestricted, type RestrictedPolicy } from '../../common/domain/roles.ts';
import { POLICY_CODES, type PolicyCode } from '../../common/domain/taxonomy.ts';
import { ProblemError } from '../../common/errors.ts';
import type { CoreEvent } from '../../common/rpc.ts';
import type { Person } from './access/people.ts';
import { peopleHandlers } from './access/handlers.ts';
import { takeLeftSlots } from './access/slots.ts';
import { logHandlers } from './audit/handlers.ts';
import { Ceremonies } from './backup/ceremony.ts';
import { backupHandlers } from './backup/handlers.ts';
import { removeLeftovers } from './backup/leftovers.ts';
import { BackupScheduler } from './backup/schedule.ts';
import type { Classifier, ClassifierInfo } from './classifier/engine.ts';
import type { CoreContext } from './core-context.ts';
import { disclosureHandlers } from './disclosure/handlers.ts';
import { exposureHandlers } from './exposure/handlers.ts';
import { createRevealLog } from './exposure/reveal-limit.ts';
import { keyHandlers } from './keys/handlers.ts';
import { warmMasking } from './masking/masks.ts';
import { quarantineHandlers } from './quarantine/handlers.ts';
import { retentionHandlers } from './retention/handlers.ts';
import { startRetention, type RetentionJob } from './retention/job.ts';
import { appealHandlers } from './review/appeal.ts';
import { queueOverview } from './review/overview.ts';
import { ReviewDesk } from './review/review-service.ts';
import { Screening } from './review/screening.ts';
import { Serial } from './review/serial.ts';
import type { Workspace } from './workspace/open.ts';

export interface CoreOptions {
  readonly workspace: Workspace;
  readonly classifier: Classifier;
  readonly graceMs: number;
  readonly now: () => number;
  /** Who has signed in at a window. @throws ProblemError LOCKED */
  readonly who: (session: Session) => Person;
  readonly emit: (event: CoreEvent) => void;
  readonly problem: (name: string, error: unknown) => void;
}

/** Procedures that need an open workspace; signing in and out stands before them. */
export type CoreHandlers = Omit<Handlers, `session.${string}`>;

/** One window: its desk, and the line its calls stand in so that two of them never interleave. */
interface Seat {
  readonly desk: ReviewDesk;
  readonly serial: Serial;
}

/** The core on an open workspace: background work, one desk per window, and the procedures of every capability. */
export class Core {
  readonly handlers: CoreHandlers;
  readonly #options: CoreOptions;
  readonly #seats = new Map<string, Seat>();
  readonly #screening: Screening;
  readonly #backups: BackupScheduler;
  readonly #ceremonies: Ceremonies;
  #logState: 'ok' | 'unwritable' = 'ok';
  #classifierState: 'ready' | 'loading' | 'failed' = 'loading';
  #model: ClassifierInfo | null = null;
  #settleTimer: NodeJS.Timeout | null = null;
  #retention: RetentionJob | null = null;
  #stopWaking: () => void = () => undefined;
  #closed = false;

  constructor(options: CoreOptions) {
    this.#options = options;
    const { workspace, classifier, now, who, emit, problem } = options;
    this.#backups = new BackupScheduler({ workspace, now, who, emit, problem });
    this.#ceremonies = new Ceremonies(now);
    this.#screening = new Screening({
      queue: workspace.queue,
      trust: workspace.trust,
      classifier,
      now,
      onProgress: () => {
        options.emit({ type: 'queue.changed' });
      },
      onError: (error) => {
        options.problem('screening', error);
      },
    });
    this.handlers = this.#createHandlers();
  }

  /** Name of the loaded model, or null. */
  get model(): string | null {
    return this.#model?.model.id ?? null;
  }

  async start(): Promise<void> {
    const { workspace, now, emit, problem } = this.#options;
    try {
      await workspace.queue.recover({ at: new Date(now()).toISOString(), actor: 'quintet' });
    } catch (error) {
      // A log that refuses entries must not keep the window from opening: it is where the person learns why.
      if (!(error instanceof ProblemError)) throw error;
      problem('recover', error);
    }
    await this.#takeLeftSlots();
    await this.#settle();
    this.#stopWaking = workspace.queue.onWake(() => {
      this.#screening.wake();
      emit({ type: 'queue.changed' });
      emit({ type: 'log.changed' });
    });
    removeLeftovers(workspace.layout);
    this.#backups.look();
    const { who } = this.#options;
    this.#retention = startRetention({ workspace, now, who, emit, problem });
    void this.#loadModel();
  }

  /** Gives back what a window holds, because it has gone or somebody locked it. */
  async leave(session: Session, cause: 'window_closed' | 'locked'): Promise<void> {
    const seat = this.#seats.get(session.id);
    this.#seats.delete(session.id);
    this.#ceremonies.forget(session.id);
    await seat?.serial.run(() => seat.desk.close(cause));
    this.#options.emit({ type: 'queue.changed' });
  }

  /** Stops the background work and gives every lease back. The workspace is the caller's to close. */
  async close(): Promise<void> {
    if (this.#closed) return;
    this.#closed = true;
    this.#stopWaking();
    if (this.#settleTimer) clearTimeout(this.#settleTimer);
    await this.#backups.stop();
    await this.#retention?.stop();
    await this.#screening.close();
    for (const { desk, serial } of this.#seats.values()) await serial.run(() => desk.close('window_closed'));
    this.#seats.clear();
    await this.#settleAll();
  }

  /** A vault that cannot be written keeps nobody out; the next start tries again. */
  async #takeLeftSlots(): Promise<void> {
    try {
      await takeLeftSlots(this.#options.workspace);
    } catch (error) {
      if (!(error instanceof ProblemError)) throw error;
      this.#options.problem('slots', error);
    }
  }

  /** Nobody is left who could take a decision back, and nobody may come for hours: what was committed becomes final. */
  async #settleAll(): Promise<void> {
    const { workspace, problem } = this.#options;
    try {
      while ((await workspace.queue.settle({ all: true })).settled > 0);
    } catch (error) {
      problem('settle', error);
    }
  }

  /** Screening starts in any case: without a model, cases go on unscored and veiled, and the window says so. */
  async #loadModel(): Promise<void> {
    const { classifier, emit, problem } = this.#options;
    try {
      this.#model = await classifier.info();
      this.#classifierState = 'ready';
    } catch (error) {
      // Closing ends the worker while it is still loading; that is no failure.
      if (this.#closed) return;
      this.#classifierState = 'failed';
      problem('classifier', error);
    }
    emit({ type: 'health.changed' });
    if (this.#closed) return;
    this.#screening.wake();
    await warmMasking().catch((error: unknown) => {
      problem('masking', error);
    });
  }

  /** Makes due decisions final and plans the next time. */
  async #settle(): Promise<void> {
    const { workspace, emit, problem, now, graceMs } = this.#options;
    if (this.#settleTimer) clearTimeout(this.#settleTimer);
    this.#settleTimer = null;
    let nextDueAt: number | null;
    try {
      const result = await workspace.queue.settle();
      nextDueAt = result.nextDueAt;
      if (result.settled > 0) emit({ type: 'log.changed' });
    } catch (error) {
      problem('settle', error);
      nextDueAt = now() + graceMs;
    }
    if (nextDueAt !== null) this.#planSettle(nextDueAt);
  }

  #planSettle(dueAt: number): void {
    if (this.#closed || this.#settleTimer) return;
    this.#settleTimer = setTimeout(
      () => {
        void this.#settle();
      },
      Math.max(10, dueAt - this.#options.now()),
    );
  }

  #atDesk<Value>(session: Session, work: (desk: ReviewDesk) => Promise<Value>): Promise<Value> {
    const { desk, serial } = this.#seatOf(session);
    return serial.run(async () => {
      try {
        const value = await work(desk);
        this.#logIs('ok');
        return value;
      } catch (error) {
        if (error instanceof ProblemError && error.code === 'LOG_UNAVAILABLE') this.#logIs('unwritable');
        throw error;
      }
    });
  }

  #seatOf(session: Session): Seat {
    const known = this.#seats.get(session.id);
    if (known) return known;
    const { workspace, graceMs, now, who } = this.#options;
    const { queue, log, cases, trust } = workspace;
    const { id, role } = who(session);
    const reveals = createRevealLog(workspace.database, workspace.keys);
    const actor = { id, role: role === 'lead' ? ('lead' as const) : ('moderator' as const) };
    const seat = {
      desk: new ReviewDesk({ queue, log, cases, trust, reveals, actor, graceMs, now }),
      serial: new Serial(),
    };
    this.#seats.set(session.id, seat);
    return seat;
  }

  /** Remembers whether the last step could be logged, and tells the windows when that changes. */
  #logIs(state: 'ok' | 'unwritable'): void {
    if (this.#logState === state) return;
    this.#logState = state;
    this.#options.emit({ type: 'health.changed' });
  }

  #health(): Output<'queue.overview'>['health'] {
    return {
      log: this.#options.workspace.log.damaged === null ? this.#logState : 'damaged',
      classifier: this.#classifierState,
    };
  }

  #createHandlers(): CoreHandlers {
    const { workspace, now, who, emit, problem } = this.#options;
    const { queue, cases } = workspace;
    const context: CoreContext = { workspace, now, who, emit, problem };
    const changed = <Value>(value: Value): Value => {
      emit({ type: 'queue.changed' });
      return value;
    };
    return {
      ...peopleHandlers(context),
      ...keyHandlers(context),
      ...disclosureHandlers(context),
      ...retentionHandlers(context),
      ...exposureHandlers(context),
      ...backupHandlers(context, this.#ceremonies, this.#backups),
      ...quarantineHandlers(context),
      ...logHandlers(context),
      ...appealHandlers(context),
      'queue.overview': (_input, session) =>
        queueOverview({ queue, cases, actor: who(session), now, health: () => this.#health() }),
      'review.next': ({ policies, includeSkipped }, session) =>
        this.#atDesk(session, async (desk) => ({
          case: changed(await desk.next(allowedPolicies(who(session).grants, policies), includeSkipped)),
        })),
      'review.extend': ({ lease }, session) => this.#atDesk(session, (desk) => desk.extend(lease)),
      'review.reveal': ({ lease, slot, what }, session) =>
        this.#atDesk(session, (desk) => desk.reveal(lease, slot, what)),
      'review.saveDraft': ({ lease, draft }, session) => this.#atDesk(session, (desk) => desk.saveDraft(lease, draft)),
      'review.decide': ({ lease, draft }, session) =>
        this.#atDesk(session, async (desk) => {
          const done = await desk.decide(lease, draft);
          if ('finalAt' in done) this.#planSettle(done.finalAt);
          return changed(done);
        }),
      'review.undo': ({ lease }, session) =>
        this.#atDesk(session, async (desk) => ({ case: changed(await desk.undo(lease)) })),
      'review.skip': ({ lease }, session) => this.#atDesk(session, async (desk) => changed(await desk.skip(lease))),
      'review.defer': ({ lease, minutes }, session) =>
        this.#atDesk(session, async (desk) => changed(await desk.defer(lease, minutes))),
      'review.escalate': ({ lease, reason }, session) =>
        this.#atDesk(session, async (desk) => changed(await desk.escalate(lease, reason))),
    };
  }
}

/** The policies a person may be given cases of; null when that is every one and none was asked for. */
function allowedPolicies(
  grants: readonly RestrictedPolicy[],
  wanted: readonly PolicyCode[] | null,
): readonly PolicyCode[] | null {
  const may = (policy: PolicyCode): boolean => !isRestricted(policy) || grants.some((grant) => grant === policy);
  if (POLICY_CODES.every(may)) return wanted;
  return (wanted ?? POLICY_CODES).filter(may);
}
