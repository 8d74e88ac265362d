import type { Database } from '../../db/client.ts';
import type { WriteOperationName } from '../../db/operations.ts';
import type { QueuePort } from './port.ts';

/** How often cases are looked for that became ready by time alone: a delay or a lease that ended. */
const TICK_MS = 1_000;

/** Operations after which a case may be there that was not before; claims and log entries wake nobody. */
const MAKES_READY: ReadonlySet<string> = new Set([
  'queue.enqueue',
  'queue.release',
  'queue.requeue',
  'queue.recover',
  'quarantine.release',
  'appeal.open',
] satisfies WriteOperationName[]);

export interface EmbeddedQueueOptions {
  /** Clock of the queue, Unix milliseconds. */
  readonly now?: () => number;
}

/** The queue in the workspace's own SQLite database, for a single seat. */
export function createEmbeddedQueue(database: Database, options: EmbeddedQueueOptions = {}): QueuePort {
  const now = options.now ?? Date.now;
  const { call } = database;
  return {
    enqueue: (bundle, { policy, priority, notBefore, receivedAt }, entry) =>
      call('queue.enqueue', {
        ...bundle,
        policy,
        priority,
        notBefore: notBefore ?? null,
        receivedAt: receivedAt ?? null,
        entry,
        now: now(),
      }),
    claim: ({ stage, policies, leaseMs, role, excludeSeenBy, claimant }) =>
      call('queue.claim', {
        stage,
        policies,
        leaseMs,
        role,
        excludeSeenBy: excludeSeenBy ?? null,
        claimant: claimant ?? null,
        now: now(),
      }),
    extend: ({ caseId, token }, leaseMs) => call('queue.extend', { caseId, token, leaseMs, now: now() }),
    complete: ({ caseId, token }, entry, { graceMs, record }) =>
      call('queue.complete', { caseId, token, entry, graceMs, record, now: now() }),
    undo: ({ caseId, token }, entry, leaseMs) => call('queue.undo', { caseId, token, entry, leaseMs, now: now() }),
    settle: ({ all } = { all: false }) => call('queue.settle', { now: now(), all }),
    release: ({ caseId, token }, entry, release) =>
      call('queue.release', { ...release, caseId, token, entry, now: now() }),
    deadLetter: ({ caseId, token }, entry, target) =>
      call('queue.deadLetter', { caseId, token, entry, target, now: now() }),
    requeue: (caseId, entry) => call('queue.requeue', { caseId, entry }),
    dead: () => call('queue.dead', {}),
    recover: ({ at, actor }) => call('queue.recover', { at, actor, now: now() }),
    stats: () => call('queue.stats', { now: now() }),
    onWake: (listener) => {
      let since = now();
      const tick = setInterval(() => {
        const from = since;
        since = now();
        void call('queue.becameReady', { since: from, now: since }).then(
          (ready) => {
            if (ready) listener();
          },
          () => {
            since = from;
          },
        );
      }, TICK_MS);
      tick.unref();
      const unsubscribe = database.onChange((operation) => {
        if (operation === null || MAKES_READY.has(operation)) listener();
      });
      return () => {
        clearInterval(tick);
        unsubscribe();
      };
    },
    health: () => {
      if (database.damaged !== null) return Promise.resolve({ ok: false, detail: database.damaged });
      const problem = database.checkpointProblem();
      return Promise.resolve(
        problem
          ? { ok: false, detail: `The checkpoint cannot be written. ${problem.message}` }
          : { ok: true, detail: '' },
      );
    },
  };
}
