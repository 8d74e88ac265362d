import type { IncomingMessage, ServerResponse } from 'node:http';
import { LAUNCH_HEADER, SESSION_PATH, type SessionGrant } from '../../../common/frames.ts';
import type { Assets } from '../assets.ts';
import { createNonce, responseHeaders } from '../headers.ts';
import type { Credentials } from './credentials.ts';
import { cookieOf, refusalOf, type Refusal } from './guard.ts';

/** A blank page. */
export const WAITING_PATH = '/waiting';

const LONGEST_PATH = 1024;

export interface RequestOptions {
  readonly origin: string;
  readonly cookieName: string;
  readonly assets: Assets;
  readonly credentials: Credentials;
  readonly onRefused: (reason: Refusal) => void;
}

const STATUS: Readonly<Record<Refusal, number>> = {
  host: 421,
  origin: 403,
  fetch_site: 403,
  method: 405,
  path: 404,
  header: 403,
  body: 413,
  credentials: 401,
  protocol: 400,
};

function hasBody(request: IncomingMessage): boolean {
  const length = request.headers['content-length'];
  return request.headers['transfer-encoding'] !== undefined || (length !== undefined && length !== '0');
}

/** Answers plain HTTP: the window's files, and the sign-in of a window. Everything else is refused and counted. */
export function createRequestListener(
  options: RequestOptions,
): (request: IncomingMessage, response: ServerResponse) => void {
  const { origin, cookieName, assets, credentials, onRefused } = options;

  const refuse = (response: ServerResponse, reason: Refusal): void => {
    onRefused(reason);
    response.writeHead(STATUS[reason], {
      ...responseHeaders(createNonce()),
      'content-type': 'text/plain; charset=utf-8',
      // What an unread body holds is not looked at: the connection ends with the refusal.
      connection: 'close',
      ...(reason === 'method' ? { allow: 'GET, HEAD, POST' } : {}),
    });
    response.end('Refused.\n');
  };

  const signIn = (request: IncomingMessage, response: ServerResponse): void => {
    const launch = request.headers[LAUNCH_HEADER];
    if (typeof launch !== 'string') {
      refuse(response, 'header');
      return;
    }
    if (hasBody(request)) {
      refuse(response, 'body');
      return;
    }
    const known = credentials.browserOf(cookieOf(request.headers, cookieName) ?? '');
    const cookie = known === null ? credentials.exchange(launch) : null;
    const browser = known ?? (cookie === null ? null : credentials.browserOf(cookie));
    if (browser === null) {
      refuse(response, 'credentials');
      return;
    }
    const grant: SessionGrant = { ticket: credentials.issueTicket(browser) };
    response.writeHead(200, {
      ...responseHeaders(createNonce()),
      'content-type': 'application/json; charset=utf-8',
      ...(cookie === null ? {} : { 'set-cookie': `${cookieName}=${cookie}; Path=/; HttpOnly; SameSite=Strict` }),
    });
    response.end(JSON.stringify(grant));
  };

  const serveWaiting = (response: ServerResponse): void => {
    response.writeHead(200, { ...responseHeaders(createNonce()), 'content-type': 'text/html; charset=utf-8' });
    response.end('<!doctype html><html lang="en"><title>Quintet</title></html>');
  };

  const serveFile = async (request: IncomingMessage, response: ServerResponse, pathname: string): Promise<void> => {
    const asset = await assets.read(pathname);
    if (asset === null) {
      refuse(response, 'path');
      return;
    }
    response.writeHead(200, { ...asset.headers, 'content-length': asset.body.length });
    response.end(request.method === 'HEAD' ? undefined : asset.body);
  };

  return (request, response) => {
    const method = request.method ?? '';
    const target = request.url ?? '';
    const isWrite = method === 'POST';
    const reason = refusalOf({ method, headers: request.headers }, origin, isWrite);
    if (reason !== null) refuse(response, reason);
    else if (method !== 'GET' && method !== 'HEAD' && !isWrite) refuse(response, 'method');
    else if (target.length > LONGEST_PATH || !target.startsWith('/')) refuse(response, 'path');
    else if (isWrite && target === SESSION_PATH) signIn(request, response);
    else if (isWrite) refuse(response, 'path');
    else if (hasBody(request)) refuse(response, 'body');
    else if (target === WAITING_PATH) serveWaiting(response);
    else {
      const pathname = target.split('?', 1)[0] ?? '';
      serveFile(request, response, pathname).catch(() => {
        if (response.headersSent) response.destroy();
        else refuse(response, 'path');
      });
    }
  };
}
