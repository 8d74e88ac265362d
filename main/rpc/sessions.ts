import { randomUUID } from 'node:crypto';
import { setTimeout } from 'node:timers/promises';
import type { Session } from '../../common/contract.ts';

/** Windows that are open now. A session is the core's name for one window between its opening and its end. */
export interface Sessions {
  open(): Session;
  isOpen(session: Session): boolean;
  /** Counts a call as under way, so that the end of its window waits for it. */
  track<Result>(session: Session, call: Promise<Result>): Promise<Result>;
  /**
   * Ends a window: no further call is accepted, calls under way finish, then the core is told. A claim that was under
   * way is therefore given back as well. Ending twice is harmless.
   */
  close(session: Session): Promise<void>;
  closeAll(): Promise<void>;
}

/** How long the end of a window waits for its calls: one that never answers must not keep a case. */
const PATIENCE_MS = 5_000;

/** @param onClosed tells the core, once per session, after its last call has finished */
export function createSessions(
  onClosed: (session: Session) => Promise<void>,
  patienceMs: number = PATIENCE_MS,
): Sessions {
  const open = new Map<Session, Set<Promise<unknown>>>();
  const closing = new Map<Session, Promise<void>>();

  const finish = async (session: Session, calls: ReadonlySet<Promise<unknown>>): Promise<void> => {
    const abort = new AbortController();
    const patience = setTimeout(patienceMs, undefined, { signal: abort.signal }).catch(() => undefined);
    await Promise.race([Promise.allSettled([...calls]), patience]);
    abort.abort();
    await onClosed(session);
  };

  const close = (session: Session): Promise<void> => {
    const calls = open.get(session);
    if (calls === undefined) return closing.get(session) ?? Promise.resolve();
    open.delete(session);
    const done = finish(session, calls).finally(() => closing.delete(session));
    closing.set(session, done);
    return done;
  };

  return {
    open: () => {
      const session: Session = Object.freeze({ id: randomUUID() });
      open.set(session, new Set());
      return session;
    },
    isOpen: (session) => open.has(session),
    track: async (session, call) => {
      const calls = open.get(session);
      calls?.add(call);
      try {
        return await call;
      } finally {
        calls?.delete(call);
      }
    },
    close,
    closeAll: async () => {
      await Promise.all([...[...open.keys()].map(close), ...closing.values()]);
    },
  };
}
