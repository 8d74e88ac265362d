import type { Handlers, Session } from '../../common/contract.ts';
import type { CoreEvent } from '../../common/rpc.ts';

/** The running core as a host sees it: procedures, pushed events, and the end of a window. */
export interface Application {
  readonly handlers: Handlers;
  /** Calls back for every pushed event; `session` is null for events to all windows. Returns the unsubscribe function. */
  onEvent(listener: (event: CoreEvent, session: string | null) => void): () => void;
  /** Locks every window: keys are dropped, leases given back, pages cleared. For a machine that goes to sleep. */
  lockAll(cause: 'suspend' | 'asked'): Promise<void>;
  /** A window has gone: whoever had signed in there is signed out, its leases are given back. */
  sessionClosed(session: Session): Promise<void>;
  /** Stops the background work, gives leases back and closes the workspace. */
  close(): Promise<void>;
}
