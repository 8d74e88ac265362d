import {
  LAUNCH_HEADER,
  LAUNCH_PARAMETER,
  SESSION_PATH,
  SOCKET_PATH,
  SOCKET_PROTOCOL,
  type SessionGrant,
} from '../../../common/frames.ts';
import type { Connector } from './websocket.ts';

/** Takes the launch token out of the address, so that it stands neither in the history nor on the screen. */
function takeLaunchToken(): string | null {
  const parameters = new URLSearchParams(location.hash.slice(1));
  const token = parameters.get(LAUNCH_PARAMETER);
  if (token !== null) history.replaceState(null, '', location.pathname + location.search);
  return token;
}

/** Signs in with the launch token, or with the cookie an earlier sign-in left, and opens the loopback WebSocket. */
export function createBrowserConnector(): Connector {
  let launch = takeLaunchToken();
  return {
    signIn: async () => {
      const response = await fetch(SESSION_PATH, {
        method: 'POST',
        headers: { [LAUNCH_HEADER]: launch ?? '-' },
        credentials: 'same-origin',
        cache: 'no-store',
      });
      launch = null;
      if (!response.ok) return null;
      const grant = (await response.json()) as SessionGrant;
      return grant.ticket;
    },
    openSocket: (ticket, events) => {
      const socket = new WebSocket(`ws://${location.host}${SOCKET_PATH}`, [SOCKET_PROTOCOL, ticket]);
      socket.onopen = () => {
        events.opened();
      };
      socket.onmessage = (message) => {
        events.message(message.data);
      };
      socket.onclose = () => {
        events.closed();
      };
      return socket;
    },
    schedule: (callback, delayMs) => {
      const timer = setTimeout(callback, delayMs);
      return () => {
        clearTimeout(timer);
      };
    },
  };
}
