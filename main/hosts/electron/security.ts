import type { Session, WebContents, WebPreferences } from 'electron';
import { createAssets } from '../assets.ts';
import { createNonce, responseHeaders } from '../headers.ts';
import { APP_SCHEME, isAppUrl } from './origin.ts';

/** What a page of ours may do: nothing of Node, nothing of the machine. */
export function webPreferences(preload: string, session: Session): WebPreferences {
  return {
    preload,
    session,
    sandbox: true,
    contextIsolation: true,
    nodeIntegration: false,
    nodeIntegrationInWorker: false,
    nodeIntegrationInSubFrames: false,
    webSecurity: true,
    allowRunningInsecureContent: false,
    experimentalFeatures: false,
    webviewTag: false,
    navigateOnDragDrop: false,
    safeDialogs: true,
    enableWebSQL: false,
    // The spelling checker fetches its dictionaries from the network.
    spellcheck: false,
  };
}

/** Denies every permission, device and download, and every request that is not for one of our own files. */
export function hardenSession(session: Session): void {
  session.setPermissionRequestHandler((_contents, _permission, answer) => {
    answer(false);
  });
  session.setPermissionCheckHandler(() => false);
  session.setDevicePermissionHandler(() => false);
  session.on('will-download', (event) => {
    event.preventDefault();
  });
  session.webRequest.onBeforeRequest((details, answer) => {
    answer({ cancel: !isAppUrl(details.url) });
  });
}

/** Keeps a window on the page it was opened with. */
export function hardenContents(contents: WebContents): void {
  const deny = (event: { preventDefault(): void }): void => {
    event.preventDefault();
  };
  contents.on('will-navigate', deny);
  contents.on('will-frame-navigate', deny);
  contents.on('will-redirect', deny);
  contents.on('will-attach-webview', deny);
  contents.setWindowOpenHandler(() => ({ action: 'deny' }));
}

/** Serves the built renderer under `app://quintet/` with the headers of the browser host. */
export function serveApp(session: Session, rendererRoot: string): void {
  const assets = createAssets(rendererRoot);
  session.protocol.handle(APP_SCHEME, async (request) => {
    const asset =
      request.method === 'GET' && isAppUrl(request.url) ? await assets.read(new URL(request.url).pathname) : null;
    if (asset === null) return new Response('Not found.\n', { status: 404, headers: responseHeaders(createNonce()) });
    return new Response(new Uint8Array(asset.body), { headers: asset.headers });
  });
}
