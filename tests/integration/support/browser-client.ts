import { request as httpRequest, type IncomingHttpHeaders } from 'node:http';
import { WebSocket } from 'ws';
import { LAUNCH_HEADER, SOCKET_PROTOCOL, type SessionGrant } from '../../../common/frames.ts';
import type { Connector } from '../../../renderer/src/transports/websocket.ts';

export interface Answer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

export interface AskOptions {
  readonly method?: string;
  readonly path?: string;
  readonly headers?: Record<string, string>;
  readonly body?: string;
}

/** One HTTP request with exactly these headers (`fetch` would not let a test set Host or Origin). */
export function ask(origin: string, options: AskOptions = {}): Promise<Answer> {
  const { hostname, port, host } = new URL(origin);
  return new Promise((resolve, reject) => {
    const request = httpRequest(
      {
        hostname,
        port,
        path: options.path ?? '/',
        method: options.method ?? 'GET',
        agent: false,
        setHost: false,
        headers: { host, ...options.headers },
      },
      (response) => {
        const chunks: Buffer[] = [];
        response.on('data', (chunk: Buffer) => chunks.push(chunk));
        response.on('end', () => {
          resolve({
            status: response.statusCode ?? 0,
            headers: response.headers,
            body: Buffer.concat(chunks).toString('utf8'),
          });
        });
      },
    );
    request.on('error', reject);
    request.end(options.body);
  });
}

export function launchTokenOf(url: string): string {
  return new URLSearchParams(new URL(url).hash.slice(1)).get('launch') ?? '';
}

/** A browser as the loopback host sees it: an origin, a cookie jar, and one launch token to try. */
export function createBrowserClient(url: string) {
  const { origin } = new URL(url);
  let launch = launchTokenOf(url);
  let cookie = '';
  const signIn = async (): Promise<string | null> => {
    const answer = await ask(origin, {
      method: 'POST',
      path: '/session',
      headers: { origin, 'sec-fetch-site': 'same-origin', cookie, [LAUNCH_HEADER]: launch === '' ? '-' : launch },
    });
    launch = '';
    const [set] = answer.headers['set-cookie'] ?? [];
    if (set !== undefined) cookie = set.split(';')[0] ?? '';
    return answer.status === 200 ? (JSON.parse(answer.body) as SessionGrant).ticket : null;
  };
  const sockets = new Set<WebSocket>();
  const openRaw = (ticket: string, headers: Record<string, string> = {}): WebSocket => {
    const socket = new WebSocket(`${origin.replace('http', 'ws')}/rpc`, [SOCKET_PROTOCOL, ticket], {
      headers: { origin, cookie, ...headers },
    });
    sockets.add(socket);
    return socket;
  };
  const connector: Connector = {
    signIn,
    openSocket: (ticket, events) => {
      const socket = openRaw(ticket);
      socket.on('open', () => {
        events.opened();
      });
      socket.on('message', (data: Buffer) => {
        events.message(data.toString('utf8'));
      });
      socket.on('error', () => undefined);
      socket.on('close', () => {
        events.closed();
      });
      return socket;
    },
    schedule: (callback, delayMs) => {
      const timer = setTimeout(callback, delayMs);
      return () => {
        clearTimeout(timer);
      };
    },
  };
  return {
    origin,
    connector,
    signIn,
    openRaw,
    cookie: () => cookie,
    /** Breaks every connection as a crash would: without a farewell. */
    breakConnections: () => {
      for (const socket of sockets) socket.terminate();
    },
  };
}
