import { PROBLEMS, type ProblemCode } from '../../../common/errors.ts';
import type { RequestFrame, ServerFrame } from '../../../common/frames.ts';
import type { CoreEvent, RpcResult, Transport } from '../../../common/rpc.ts';

/** The part of a WebSocket that is used here. */
export interface Socket {
  send(data: string): void;
  close(): void;
}

/** What happens to a socket; `closed` comes exactly once, also when it never opened. */
export interface SocketEvents {
  opened(): void;
  message(data: unknown): void;
  closed(): void;
}

/** How this window signs in and opens its socket. The browser's own is in `browser-connector.ts`. */
export interface Connector {
  /** Signs in; null when the host does not know this window. Rejects when the host cannot be reached. */
  signIn(): Promise<string | null>;
  openSocket(ticket: string, events: SocketEvents): Socket;
  /** Calls back after the delay; gives back how to cancel. */
  schedule(callback: () => void, delayMs: number): () => void;
}

const FIRST_RETRY_MS = 250;
const LONGEST_RETRY_MS = 5_000;
/** Between two tries at a host that no longer knows this window: it may be signed in again from another tab. */
const REFUSED_RETRY_MS = 10_000;

type State = 'connecting' | 'connected' | 'lost' | 'refused' | 'closed';

function failure(code: ProblemCode, message: string = PROBLEMS[code]): RpcResult {
  return { ok: false, code, message };
}

const NOT_SIGNED_IN =
  'This page is not signed in to Quintet. Open the address that Quintet printed, in the browser it was first opened in, or start Quintet again.';

const RESTARTED =
  'Quintet was closed or restarted. Start it again and open the address it prints; your drafts are kept.';

/**
 * RPC over a WebSocket that comes back by itself. Calls made before the first connection wait for it; calls made while
 * the connection is lost fail at once with TRANSPORT_CLOSED, as do calls under way when it breaks.
 */
export function createWebSocketTransport(connector: Connector): Transport & { close(): void } {
  const listeners = new Set<(event: CoreEvent) => void>();
  const watchers = new Set<(connected: boolean) => void>();
  const calls = new Map<number, (result: RpcResult) => void>();
  const waiting: (() => void)[] = [];
  let state: State = 'connecting';
  let socket: Socket | null = null;
  let ticket: string | null = null;
  let nextId = 1;
  let failures = 0;
  let wasKnown = false;
  let cancelRetry: () => void = () => undefined;

  const enter = (next: State): void => {
    const wasConnected = state === 'connected';
    state = next;
    if (wasConnected !== (next === 'connected')) for (const watcher of watchers) watcher(next === 'connected');
    for (const wake of waiting.splice(0)) wake();
  };

  const retry = (): void => {
    const delay = Math.min(LONGEST_RETRY_MS, FIRST_RETRY_MS * 2 ** failures) * (0.75 + Math.random() / 2);
    failures += 1;
    cancelRetry = connector.schedule(() => void connect(), delay);
  };

  const receive = (data: unknown): void => {
    if (typeof data !== 'string') return;
    const frame = JSON.parse(data) as ServerFrame;
    if ('event' in frame) {
      for (const listener of listeners) listener(frame.event);
      return;
    }
    calls.get(frame.id)?.(frame.result);
    calls.delete(frame.id);
  };

  const lose = (): void => {
    socket = null;
    for (const [id, settle] of calls) {
      calls.delete(id);
      settle(failure('TRANSPORT_CLOSED'));
    }
    if (state === 'closed') return;
    enter('lost');
    retry();
  };

  const openWith = (granted: string): void => {
    let opened = false;
    socket = connector.openSocket(granted, {
      opened: () => {
        opened = true;
        failures = 0;
        wasKnown = true;
        enter('connected');
      },
      message: receive,
      closed: () => {
        // A ticket the host no longer knows is refused before the socket opens: ask for a new one next time.
        if (!opened) ticket = null;
        lose();
      },
    });
  };

  const connect = async (): Promise<void> => {
    try {
      ticket ??= await connector.signIn();
    } catch {
      if (state === 'closed') return;
      enter('lost');
      retry();
      return;
    }
    // The transport may have been closed while signing in.
    if (state === 'closed') return;
    if (ticket !== null) {
      openWith(ticket);
      return;
    }
    enter('refused');
    if (wasKnown) cancelRetry = connector.schedule(() => void connect(), REFUSED_RETRY_MS);
  };

  const send = (method: string, input: unknown): Promise<RpcResult> => {
    if (state === 'refused') return Promise.resolve(failure('UNTRUSTED_SENDER', wasKnown ? RESTARTED : NOT_SIGNED_IN));
    const current = socket;
    if (state !== 'connected' || current === null) return Promise.resolve(failure('TRANSPORT_CLOSED'));
    return new Promise((resolve) => {
      const id = nextId++;
      calls.set(id, resolve);
      const frame: RequestFrame = { id, method, input };
      current.send(JSON.stringify(frame));
    });
  };

  void connect();

  return {
    invoke: async (method, input) => {
      if (state === 'connecting') {
        await new Promise<void>((resolve) => {
          waiting.push(resolve);
        });
      }
      return send(method, input);
    },
    subscribe: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    onConnection: (listener) => {
      watchers.add(listener);
      if (state === 'connected') listener(true);
      return () => watchers.delete(listener);
    },
    close: () => {
      enter('closed');
      cancelRetry();
      socket?.close();
    },
  };
}
