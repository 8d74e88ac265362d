import type { Handlers, Output, Session } from '../../common/contract.ts';
import { caseCode } from '../../common/domain/case-view.ts';
import { ProblemError } from '../../common/errors.ts';
import type { CoreEvent } from '../../common/rpc.ts';
import { VERSION } from '../platform/version.ts';
import type { Application } from './application-port.ts';
import type { Classifier, ClassifierInfo } from './classifier/engine.ts';
import { queueOverview } from './review/overview.ts';
import { ReviewDesk } from './review/review-service.ts';
import { Screening } from './review/screening.ts';
import { Serial } from './review/serial.ts';
import { userOf, type WorkspaceUser } from './workspace/info.ts';
import type { Workspace } from './workspace/open.ts';

/** Milliseconds in which a committed decision can be taken back. */
export const GRACE_MS = 10_000;

export interface ApplicationOptions {
  readonly workspace: Workspace;
  readonly classifier: Classifier;
  /** Who sits at this machine; null means the workspace's first user. */
  readonly actor: string | null;
  readonly host: 'electron' | 'browser';
  readonly graceMs?: number;
  readonly now?: () => number;
  /** Names of things that went wrong in the background, for the log on stderr. Never content. */
  readonly onProblem?: (name: string, error: unknown) => void;
}

/** Wires the capabilities into one running core and starts its background work. */
export async function startApplication(options: ApplicationOptions): Promise<Application> {
  const application = new RunningApplication(options);
  await application.start();
  return application;
}

/** One window: its desk, and the line its calls stand in so that two of them never interleave. */
interface Seat {
  readonly desk: ReviewDesk;
  readonly serial: Serial;
}

class RunningApplication implements Application {
  readonly handlers: Handlers;
  readonly #options: ApplicationOptions;
  readonly #now: () => number;
  readonly #graceMs: number;
  readonly #actor: WorkspaceUser;
  readonly #seats = new Map<string, Seat>();
  readonly #listeners = new Set<(event: CoreEvent, session: string | null) => void>();
  readonly #screening: Screening;
  #logState: 'ok' | 'unwritable' = 'ok';
  #classifierState: 'ready' | 'loading' | 'failed' = 'loading';
  #model: ClassifierInfo | null = null;
  #settleTimer: NodeJS.Timeout | null = null;
  #stopWaking: () => void = () => undefined;
  #closed = false;

  constructor(options: ApplicationOptions) {
    this.#options = options;
    this.#now = options.now ?? Date.now;
    this.#graceMs = options.graceMs ?? GRACE_MS;
    this.#actor = userOf(options.workspace.info, options.actor);
    this.#screening = new Screening({
      queue: options.workspace.queue,
      classifier: options.classifier,
      now: this.#now,
      onProgress: () => {
        this.#emit({ type: 'queue.changed' });
      },
      onError: (error) => {
        this.#problem('screening', error);
      },
    });
    this.handlers = this.#createHandlers();
  }

  async start(): Promise<void> {
    const { queue } = this.#options.workspace;
    try {
      await queue.recover({ at: new Date(this.#now()).toISOString(), actor: 'quintet' });
    } catch (error) {
      // A log that refuses entries must not keep the window from opening: it is where the person learns why.
      if (!(error instanceof ProblemError)) throw error;
      this.#problem('recover', error);
    }
    await this.#settle();
    this.#stopWaking = queue.onWake(() => {
      this.#screening.wake();
      this.#emit({ type: 'queue.changed' });
      this.#emit({ type: 'log.changed' });
    });
    void this.#loadModel();
  }

  onEvent(listener: (event: CoreEvent, session: string | null) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  async sessionClosed(session: Session): Promise<void> {
    const seat = this.#seats.get(session.id);
    this.#seats.delete(session.id);
    await seat?.serial.run(() => seat.desk.close());
    this.#emit({ type: 'queue.changed' });
  }

  async close(): Promise<void> {
    if (this.#closed) return;
    this.#closed = true;
    this.#stopWaking();
    if (this.#settleTimer) clearTimeout(this.#settleTimer);
    await this.#screening.close();
    for (const { desk, serial } of this.#seats.values()) await serial.run(() => desk.close());
    this.#seats.clear();
    await this.#options.classifier.close();
    await this.#options.workspace.close();
  }

  /** Screening starts in any case: without a model, cases go on unscored and veiled, and the window says so. */
  async #loadModel(): Promise<void> {
    try {
      this.#model = await this.#options.classifier.info();
      this.#classifierState = 'ready';
    } catch (error) {
      // Closing ends the worker while it is still loading; that is no failure.
      if (this.#closed) return;
      this.#classifierState = 'failed';
      this.#problem('classifier', error);
    }
    this.#emit({ type: 'health.changed' });
    if (!this.#closed) this.#screening.wake();
  }

  /** Makes due decisions final and plans the next time. */
  async #settle(): Promise<void> {
    if (this.#settleTimer) clearTimeout(this.#settleTimer);
    this.#settleTimer = null;
    let nextDueAt: number | null;
    try {
      const result = await this.#options.workspace.queue.settle();
      nextDueAt = result.nextDueAt;
      if (result.settled > 0) this.#emit({ type: 'log.changed' });
    } catch (error) {
      this.#problem('settle', error);
      nextDueAt = this.#now() + this.#graceMs;
    }
    if (nextDueAt !== null) this.#planSettle(nextDueAt);
  }

  #planSettle(dueAt: number): void {
    if (this.#closed || this.#settleTimer) return;
    this.#settleTimer = setTimeout(
      () => {
        void this.#settle();
      },
      Math.max(10, dueAt - this.#now()),
    );
  }

  #atDesk<Value>(session: Session, work: (desk: ReviewDesk) => Promise<Value>): Promise<Value> {
    let seat = this.#seats.get(session.id);
    if (!seat) {
      const { queue, log, cases } = this.#options.workspace;
      const desk = new ReviewDesk({ queue, log, cases, actor: this.#actor, graceMs: this.#graceMs, now: this.#now });
      seat = { desk, serial: new Serial() };
      this.#seats.set(session.id, seat);
    }
    const { desk, serial } = seat;
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

  /** Remembers whether the last step could be logged, and tells the windows when that changes. */
  #logIs(state: 'ok' | 'unwritable'): void {
    if (this.#logState === state) return;
    this.#logState = state;
    this.#emit({ type: 'health.changed' });
  }

  #emit(event: CoreEvent, session: string | null = null): void {
    for (const listener of this.#listeners) listener(event, session);
  }

  #problem(name: string, error: unknown): void {
    this.#options.onProblem?.(name, error);
  }

  #health(): Output<'queue.overview'>['health'] {
    return {
      log: this.#options.workspace.log.damaged === null ? this.#logState : 'damaged',
      classifier: this.#classifierState,
    };
  }

  #hello(): Output<'session.hello'> {
    const { info } = this.#options.workspace;
    return {
      actor: this.#actor.id,
      role: this.#actor.role,
      workspace: info.id,
      sample: info.sample,
      host: this.#options.host,
      version: VERSION,
      model: this.#model?.model.id ?? null,
      graceMs: this.#graceMs,
    };
  }

  #createHandlers(): Handlers {
    const { log, queue, cases } = this.#options.workspace;
    const changed = <Value>(value: Value): Value => {
      this.#emit({ type: 'queue.changed' });
      return value;
    };
    return {
      'session.hello': () => Promise.resolve(this.#hello()),
      'queue.overview': () =>
        queueOverview({ queue, cases, actor: this.#actor.id, now: this.#now, health: () => this.#health() }),
      'review.next': ({ policies, includeSkipped }, session) =>
        this.#atDesk(session, async (desk) => ({ case: changed(await desk.next(policies, includeSkipped)) })),
      'review.extend': ({ lease }, session) => this.#atDesk(session, (desk) => desk.extend(lease)),
      'review.reveal': ({ lease, slot }, session) => this.#atDesk(session, (desk) => desk.reveal(lease, slot)),
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
      'quarantine.list': ({ limit }) => this.#options.workspace.quarantine.list(limit),
      'log.search': async ({ filters, before, limit }) => {
        await log.append(this.#searchEntry(filters));
        return log.search(filters, before, limit);
      },
      'log.case': async ({ caseId }) => {
        await log.append(this.#searchEntry({ caseId }));
        const rows = await log.caseEntries(caseId);
        return { code: caseCode(caseId), entries: rows.map(({ columns, event }) => ({ ...columns, detail: event })) };
      },
      'log.verify': () => log.verify(),
    };
  }

  #searchEntry(filters: Record<string, string | undefined>): Parameters<Workspace['log']['append']>[0] {
    const used = Object.fromEntries(
      Object.entries(filters).filter((pair): pair is [string, string] => pair[1] !== undefined),
    );
    return {
      at: new Date(this.#now()).toISOString(),
      actor: this.#actor.id,
      event: { kind: 'log.searched', filters: used },
    };
  }
}
