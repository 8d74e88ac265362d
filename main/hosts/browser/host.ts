import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { contract } from '../../../common/contract.ts';
import { ProblemError } from '../../../common/errors.ts';
import { LAUNCH_PARAMETER } from '../../../common/frames.ts';
import type { Application } from '../../core/application-port.ts';
import type { Log } from '../../platform/log.ts';
import { createDispatcher } from '../../rpc/dispatcher.ts';
import { createSessions } from '../../rpc/sessions.ts';
import { createAssets } from '../assets.ts';
import { createCredentials } from './credentials.ts';
import { REFUSALS, type Refusal } from './guard.ts';
import { createRequestListener, WAITING_PATH } from './requests.ts';
import { createSocketHub, type Connection } from './socket.ts';

const ADDRESS = '127.0.0.1';

export interface BrowserHostOptions {
  readonly application: Application;
  /** Folder of the built renderer. */
  readonly rendererRoot: string;
  /** 0 takes any free port. */
  readonly port: number;
  readonly log: Log;
  /** Milliseconds a window may be away after its connection broke; see `RETURN_MS`. */
  readonly returnMs?: number;
}

export interface BrowserHost {
  /** An address with a launch token of its own: good for one browser, once. */
  launchUrl(): string;
  /** A blank page of this host, for a window that is about to be sent to its launch address. */
  readonly waitingUrl: string;
  readonly origin: string;
  /** How many requests were turned away since the start, by reason. */
  refused(): Readonly<Record<Refusal, number>>;
  /** Ends every window and stops listening. The application is the caller's to close. */
  close(): Promise<void>;
}

function listen(server: Server, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      const taken = error.code === 'EADDRINUSE' || error.code === 'EACCES';
      reject(
        taken ? new ProblemError('PORT_TAKEN', `Port ${port} cannot be used. Choose another with --port.`) : error,
      );
    });
    server.listen({ host: ADDRESS, port, exclusive: true }, () => {
      resolve((server.address() as AddressInfo).port);
    });
  });
}

/** The core behind a loopback server, for machines without the desktop shell. */
export async function startBrowserHost(options: BrowserHostOptions): Promise<BrowserHost> {
  const { application, log } = options;
  const server = createServer({ maxHeaderSize: 16 * 1024, requestTimeout: 10_000, headersTimeout: 10_000 });
  const port = await listen(server, options.port);
  const origin = `http://${ADDRESS}:${port}`;
  // Cookies ignore ports: the name tells two hosts on one machine apart.
  const cookieName = `quintet-${port}`;
  const credentials = createCredentials();
  const refused = Object.fromEntries(REFUSALS.map((reason) => [reason, 0])) as Record<Refusal, number>;
  const onRefused = (reason: Refusal): void => {
    refused[reason] += 1;
    log.info({ reason }, 'request refused');
  };

  const sessions = createSessions((session) => application.sessionClosed(session));
  const dispatcher = createDispatcher({
    contract,
    handlers: application.handlers,
    sessions,
    permit: (session, method) => application.permit(session, method),
    trusts: (sender: Connection) => (hub.isLive(sender) ? sender.session : null),
    onDefect: (defect) => {
      log.error(defect, 'call failed');
    },
  });
  const hub = createSocketHub({
    origin,
    cookieName,
    credentials,
    sessions,
    onRefused,
    dispatch: (sender, method, input) => dispatcher.dispatch(sender, method, input),
    ...(options.returnMs === undefined ? {} : { returnMs: options.returnMs }),
  });

  const unsubscribe = application.onEvent((event, session) => {
    hub.push(event, session);
  });
  server.on(
    'request',
    createRequestListener({ origin, cookieName, assets: createAssets(options.rendererRoot), credentials, onRefused }),
  );
  server.on('upgrade', (request, stream, head) => {
    hub.upgrade(request, stream, head);
  });
  server.on('clientError', (error: NodeJS.ErrnoException, stream) => {
    // A browser that drops a connection, or never uses one it opened, has asked for nothing.
    if (!['ECONNRESET', 'EPIPE', 'ERR_HTTP_REQUEST_TIMEOUT'].includes(error.code ?? '')) onRefused('protocol');
    stream.destroy();
  });

  return {
    launchUrl: () => `${origin}/#${LAUNCH_PARAMETER}=${credentials.issueLaunch()}`,
    waitingUrl: `${origin}${WAITING_PATH}`,
    origin,
    refused: () => ({ ...refused }),
    close: async () => {
      unsubscribe();
      const stopped = new Promise<void>((resolve) => {
        server.close(() => {
          resolve();
        });
      });
      await hub.close();
      server.closeAllConnections();
      await stopped;
    },
  };
}
