import type * as Electron from 'electron';
import type { Application } from '../../core/application-port.ts';
import type { Log } from '../../platform/log.ts';
import { attachIpc } from './ipc.ts';
import { APP_SCHEME, APP_URL, isAppUrl } from './origin.ts';
import { hardenContents, hardenSession, serveApp, webPreferences } from './security.ts';

/**
 * The parts of the `electron` module the host uses. It is handed in, never imported as a value: in plain Node the
 * module would try to download the binary, and tests put a stand-in at exactly this boundary.
 */
export type ElectronModule = Pick<
  typeof Electron,
  'app' | 'BrowserWindow' | 'dialog' | 'ipcMain' | 'Menu' | 'powerMonitor' | 'protocol' | 'session'
>;

export interface ElectronHostOptions {
  readonly electron: ElectronModule;
  readonly application: Application;
  readonly rendererRoot: string;
  /** Built preload script, one CommonJS file. */
  readonly preload: string;
  readonly log: Log;
}

export interface ElectronHost {
  openWindow(): Promise<void>;
  /** Ends every window. The application is the caller's to close. */
  close(): Promise<void>;
}

/** What has to happen before Electron is ready. No crash reporter: its dumps would hold memory, and memory holds messages. */
export function prepareElectron(electron: Pick<ElectronModule, 'app' | 'protocol'>): void {
  electron.app.enableSandbox();
  electron.protocol.registerSchemesAsPrivileged([
    { scheme: APP_SCHEME, privileges: { standard: true, secure: true, supportFetchAPI: true } },
  ]);
  electron.app.on('web-contents-created', (_event, contents) => {
    hardenContents(contents);
  });
}

/** The core behind a sandboxed desktop window. Call once Electron is ready. */
export function startElectronHost(options: ElectronHostOptions): ElectronHost {
  const { electron, application, rendererRoot, preload, log } = options;
  const session = electron.session.fromPartition('persist:quintet', { cache: false });
  hardenSession(session);
  serveApp(session, rendererRoot);
  electron.Menu.setApplicationMenu(null);
  const hub = attachIpc(electron.ipcMain, application, log);
  const stopWatching = lockOnLeave(electron.powerMonitor, application, log);

  return {
    openWindow: async () => {
      const window = new electron.BrowserWindow({
        width: 1280,
        height: 800,
        minWidth: 640,
        minHeight: 480,
        useContentSize: true,
        show: false,
        title: 'Quintet',
        webPreferences: webPreferences(preload, session),
      });
      const contents = window.webContents;
      // Reported messages do not belong into screenshots or shared screens.
      window.setContentProtection(true);
      contents.on('did-start-navigation', (details) => {
        // A navigation elsewhere is denied, and the page that asked for it stays.
        if (details.isMainFrame && !details.isSameDocument && isAppUrl(details.url)) hub.begin(contents);
      });
      contents.on('render-process-gone', (_event, details) => {
        log.error({ reason: details.reason }, 'window process gone');
        hub.end(contents);
      });
      contents.on('destroyed', () => {
        hub.end(contents);
      });
      window.once('ready-to-show', () => {
        window.show();
      });
      await window.loadURL(APP_URL);
    },
    close: () => {
      stopWatching();
      return hub.close();
    },
  };
}

/** Locks every window when the machine goes to sleep or its screen is locked; the answer stops that. */
function lockOnLeave(monitor: ElectronModule['powerMonitor'], application: Application, log: Log): () => void {
  const lock = (): void => {
    application.lockAll('suspend').catch((error: unknown) => {
      log.error({ task: 'lock', err: error }, 'background work failed');
    });
  };
  monitor.on('suspend', lock);
  monitor.on('lock-screen', lock);
  return () => {
    monitor.off('suspend', lock);
    monitor.off('lock-screen', lock);
  };
}
