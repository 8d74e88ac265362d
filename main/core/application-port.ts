import type { Handlers, MethodName, Session } from '../../common/contract.ts';
import type { CoreEvent } from '../../common/rpc.ts';

/** The running core as a host sees it: procedures, pushed events, and the end of a window. */
export interface Application {
  readonly handlers: Handlers;
  /**
   * Whether whoever sits at a window may call a procedure. Asked before anything else is said about the call, so that
   * nobody learns what a procedure takes that they may not use; the handlers ask again.
   * @throws ProblemError LOCKED when nobody has signed in there, NOT_ALLOWED when their role may not
   */
  permit(session: Session, method: MethodName): Promise<void>;
  /** Calls back for every pushed event; `session` is null for events to all windows. Returns the unsubscribe function. */
  onEvent(listener: (event: CoreEvent, session: string | null) => void): () => void;
  /** Locks every window: keys are dropped, leases given back, pages cleared. For a machine that goes to sleep. */
  lockAll(cause: 'suspend' | 'asked'): Promise<void>;
  /** A window has gone: whoever had signed in there is signed out, its leases are given back. */
  sessionClosed(session: Session): Promise<void>;
  /** Stops the background work, gives leases back and closes the workspace. */
  close(): Promise<void>;
}
