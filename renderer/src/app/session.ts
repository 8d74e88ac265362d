import { createContext, useContext, useSyncExternalStore } from 'react';
import { mayCall } from '../../../common/access.ts';
import type { MethodName } from '../../../common/contract.ts';
import type { Hello, SignedIn, WindowSession, WindowState } from './window-session.ts';

export type { Hello, SignedIn } from './window-session.ts';

export const WindowSessionContext = createContext<WindowSession | null>(null);

export function useWindowSession(): WindowSession {
  const session = useContext(WindowSessionContext);
  if (session === null) throw new Error('WindowSessionContext is missing');
  return session;
}

export function useWindowState(): WindowState {
  const session = useWindowSession();
  return useSyncExternalStore(session.subscribe, session.getState);
}

/** Who and what this window is connected to; undefined until the core has answered. */
export function useHello(): Hello | undefined {
  const state = useWindowState();
  return state.phase === 'locked' || state.phase === 'open' ? state.hello : undefined;
}

/** Who is signed in; null only in the moment between locking and the page being cleared. */
export function useUser(): SignedIn | null {
  const state = useWindowState();
  return state.phase === 'open' ? state.user : null;
}

/** Whether the signed-in person's role may call a procedure: what it may not is not shown. The core refuses it anyway. */
export function useMay(): (method: MethodName) => boolean {
  const role = useUser()?.role ?? null;
  return (method) => mayCall(method, role);
}
