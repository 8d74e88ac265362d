import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { WebSocketServer, type RawData, type WebSocket } from 'ws';
import { z } from 'zod';
import type { Session } from '../../../common/contract.ts';
import {
  SOCKET_PATH,
  SOCKET_PROTOCOL,
  type EventFrame,
  type RequestFrame,
  type ResponseFrame,
} from '../../../common/frames.ts';
import type { CoreEvent, RpcResult } from '../../../common/rpc.ts';
import type { Sessions } from '../../rpc/sessions.ts';
import type { Credentials, Ticket } from './credentials.ts';
import { cookieOf, refusalOf, type Refusal } from './guard.ts';

/** Hard limit of one frame; the dispatcher refuses politely long before it. */
export const MOST_FRAME_BYTES = 1024 * 1024;

/** A window whose connection broke without a farewell may come back for this long and keeps its case. */
export const RETURN_MS = 10_000;

/** Bytes waiting for a window that has stopped reading, above which it is cut off. */
const MOST_BUFFERED_BYTES = 4 * 1024 * 1024;

const GOING_AWAY = 1001;
/** What a connection that ended without a closing handshake is reported as (RFC 6455, section 7.1.5). */
const ABNORMAL = 1006;
const UNSUPPORTED_DATA = 1003;
const POLICY_VIOLATION = 1008;
const TRY_AGAIN_LATER = 1013;

const requestFrame = z.strictObject({
  id: z.number().int().nonnegative(),
  method: z.string().max(128),
  input: z.unknown().optional(),
});

/** One connected window, as the dispatcher's sender. */
export interface Connection {
  readonly session: Session;
  readonly socket: WebSocket;
}

export interface SocketOptions {
  readonly origin: string;
  readonly cookieName: string;
  readonly credentials: Credentials;
  readonly sessions: Sessions;
  readonly dispatch: (sender: Connection, method: string, input: unknown) => Promise<RpcResult>;
  readonly onRefused: (reason: Refusal) => void;
  readonly returnMs?: number;
}

export interface SocketHub {
  /** For the server's `upgrade` event. */
  upgrade(request: IncomingMessage, stream: Duplex, head: Buffer): void;
  /** The live connection of a session, by which a sender is checked. */
  isLive(connection: Connection): boolean;
  push(event: CoreEvent, session: string | null): void;
  /** Ends every window. */
  close(): Promise<void>;
}

function parseFrame(data: RawData): RequestFrame | null {
  try {
    const text = (Array.isArray(data) ? Buffer.concat(data) : Buffer.from(data as Buffer)).toString('utf8');
    const frame = requestFrame.safeParse(JSON.parse(text));
    return frame.success ? frame.data : null;
  } catch {
    return null;
  }
}

/** RPC over WebSocket: signs the upgrade, carries frames, notices windows that go and come back. */
export function createSocketHub(options: SocketOptions): SocketHub {
  const { origin, cookieName, credentials, sessions, dispatch, onRefused } = options;
  const live = new Map<Ticket, Connection>();
  const returning = new Map<Ticket, NodeJS.Timeout>();
  const server = new WebSocketServer({
    noServer: true,
    clientTracking: false,
    maxPayload: MOST_FRAME_BYTES,
    perMessageDeflate: false,
    // Never the ticket: the chosen protocol is echoed in the answer.
    handleProtocols: () => SOCKET_PROTOCOL,
  });

  const refuse = (stream: Duplex, reason: Refusal): void => {
    onRefused(reason);
    stream.end('HTTP/1.1 403 Forbidden\r\nConnection: close\r\nContent-Length: 0\r\n\r\n');
  };

  const end = (ticket: Ticket): Promise<void> => {
    clearTimeout(returning.get(ticket));
    returning.delete(ticket);
    credentials.revoke(ticket);
    return ticket.session === null ? Promise.resolve() : sessions.close(ticket.session);
  };

  const left = (ticket: Ticket, connection: Connection, code: number): void => {
    if (live.get(ticket) !== connection) return;
    live.delete(ticket);
    if (code !== ABNORMAL) {
      void end(ticket);
      return;
    }
    const timer = setTimeout(() => void end(ticket), options.returnMs ?? RETURN_MS);
    timer.unref();
    returning.set(ticket, timer);
  };

  const send = (connection: Connection, frame: ResponseFrame | EventFrame): void => {
    const { socket } = connection;
    if (socket.bufferedAmount > MOST_BUFFERED_BYTES) socket.close(TRY_AGAIN_LATER);
    else if (socket.readyState === socket.OPEN) socket.send(JSON.stringify(frame));
  };

  const receive = async (connection: Connection, data: RawData, isBinary: boolean): Promise<void> => {
    if (isBinary) {
      onRefused('protocol');
      connection.socket.close(UNSUPPORTED_DATA);
      return;
    }
    const frame = parseFrame(data);
    if (frame === null) {
      onRefused('protocol');
      connection.socket.close(POLICY_VIOLATION);
      return;
    }
    const result = await dispatch(connection, frame.method, frame.input);
    if (!result.ok && result.code === 'TOO_LARGE') onRefused('body');
    send(connection, { id: frame.id, result });
  };

  const accept = (ticket: Ticket, socket: WebSocket): void => {
    clearTimeout(returning.get(ticket));
    returning.delete(ticket);
    ticket.session ??= sessions.open();
    const connection: Connection = { session: ticket.session, socket };
    const former = live.get(ticket);
    live.set(ticket, connection);
    // A window has one connection; a newer one means that the older is already dead at the other end.
    former?.socket.terminate();
    socket.on('message', (data, isBinary) => void receive(connection, data, isBinary));
    socket.on('close', (code) => {
      left(ticket, connection, code);
    });
    // The close event follows; without a listener an error would end the process.
    socket.on('error', () => {
      onRefused('protocol');
    });
  };

  const ticketOf = (request: IncomingMessage): Ticket | null => {
    const [protocol, value, ...more] = (request.headers['sec-websocket-protocol'] ?? '')
      .split(',')
      .map((name) => name.trim());
    if (protocol !== SOCKET_PROTOCOL || value === undefined || more.length > 0) return null;
    const browser = credentials.browserOf(cookieOf(request.headers, cookieName) ?? '');
    return browser === null ? null : credentials.ticketOf(value, browser);
  };

  return {
    upgrade: (request, stream, head) => {
      stream.on('error', () => stream.destroy());
      const reason = refusalOf({ method: request.method ?? '', headers: request.headers }, origin, true);
      if (reason !== null || request.url !== SOCKET_PATH) {
        refuse(stream, reason ?? 'path');
        return;
      }
      const ticket = ticketOf(request);
      if (ticket === null) {
        refuse(stream, 'credentials');
        return;
      }
      server.handleUpgrade(request, stream, head, (socket) => {
        accept(ticket, socket);
      });
    },
    isLive: (connection) => [...live.values()].includes(connection),
    push: (event, session) => {
      for (const connection of live.values()) {
        if (session === null || session === connection.session.id) send(connection, { event });
      }
    },
    close: async () => {
      const tickets = [...live.keys(), ...returning.keys()];
      for (const { socket } of live.values()) socket.close(GOING_AWAY);
      live.clear();
      await Promise.all(tickets.map(end));
      server.close();
    },
  };
}
