import { EventEmitter } from 'node:events';
import { vi } from 'vitest';

type Handler = (...values: never[]) => unknown;

/** The part of a `WebContents` that is used. */
export class StandInContents extends EventEmitter {
  static #last = 0;
  readonly id = ++StandInContents.#last;
  readonly sent: unknown[][] = [];
  openHandler: ((details: { url: string }) => { action: string }) | null = null;
  destroyed = false;

  setWindowOpenHandler(handler: (details: { url: string }) => { action: string }): void {
    this.openHandler = handler;
  }
  send(...values: unknown[]): void {
    this.sent.push(structuredClone(values));
  }
  isDestroyed(): boolean {
    return this.destroyed;
  }
}

export class StandInSession extends EventEmitter {
  requestHandler: ((contents: unknown, permission: string, answer: (granted: boolean) => void) => void) | null = null;
  checkHandler: (() => boolean) | null = null;
  deviceHandler: (() => boolean) | null = null;
  beforeRequest: ((details: { url: string }, answer: (decision: { cancel: boolean }) => void) => void) | null = null;
  readonly served = new Map<string, (request: Request) => Promise<Response>>();

  readonly protocol = {
    handle: (scheme: string, handler: (request: Request) => Promise<Response>): void => {
      this.served.set(scheme, handler);
    },
  };
  readonly webRequest = {
    onBeforeRequest: (handler: NonNullable<StandInSession['beforeRequest']>): void => {
      this.beforeRequest = handler;
    },
  };
  setPermissionRequestHandler(handler: NonNullable<StandInSession['requestHandler']>): void {
    this.requestHandler = handler;
  }
  setPermissionCheckHandler(handler: () => boolean): void {
    this.checkHandler = handler;
  }
  setDevicePermissionHandler(handler: () => boolean): void {
    this.deviceHandler = handler;
  }
}

/**
 * Stands where the `electron` module would be. The real one needs a program of 200 MB that is fetched on first use and
 * a display; what it does with these calls can only be seen with that program. Everything on our side of this boundary
 * is real: which calls are made, with what, and how its events are answered.
 */
export function createElectronStandIn() {
  const session = new StandInSession();
  const partitions: [string, unknown][] = [];
  const windows: StandInWindow[] = [];
  const ipcHandlers = new Map<string, Handler>();
  const schemes: unknown[] = [];

  class StandInWindow extends EventEmitter {
    static getAllWindows(): StandInWindow[] {
      return windows;
    }
    readonly webContents = new StandInContents();
    readonly options: { webPreferences: Record<string, unknown>; show: boolean };
    readonly loaded: string[] = [];
    protectedContent = false;
    focused = 0;
    shown = 0;

    constructor(options: { webPreferences: Record<string, unknown>; show: boolean }) {
      super();
      this.options = options;
      windows.push(this);
      app.emit('web-contents-created', {}, this.webContents);
    }
    setContentProtection(enabled: boolean): void {
      this.protectedContent = enabled;
    }
    focus(): void {
      this.focused += 1;
    }
    show(): void {
      this.shown += 1;
    }
    loadURL(url: string): Promise<void> {
      this.loaded.push(url);
      this.webContents.emit('did-start-navigation', { isMainFrame: true, isSameDocument: false, url });
      return Promise.resolve();
    }
  }

  const app = Object.assign(new EventEmitter(), {
    exit: vi.fn<(code: number) => void>(),
    quit: vi.fn<() => void>(),
    enableSandbox: vi.fn<() => void>(),
    requestSingleInstanceLock: vi.fn<() => boolean>(() => true),
    whenReady: vi.fn<() => Promise<void>>(() => Promise.resolve()),
  });

  const powerMonitor = new EventEmitter();

  return {
    module: {
      app,
      BrowserWindow: StandInWindow,
      crashReporter: { start: vi.fn<(options: unknown) => void>() },
      dialog: { showErrorBox: vi.fn<(title: string, text: string) => void>() },
      ipcMain: {
        handle: (channel: string, handler: Handler): void => void ipcHandlers.set(channel, handler),
        removeHandler: (channel: string): void => void ipcHandlers.delete(channel),
      },
      Menu: { setApplicationMenu: vi.fn<(menu: null) => void>() },
      powerMonitor,
      safeStorage: { isAsyncEncryptionAvailable: () => Promise.resolve(false) },
      protocol: { registerSchemesAsPrivileged: (list: unknown[]): void => void schemes.push(...list) },
      session: {
        fromPartition: (name: string, options: unknown): StandInSession => {
          partitions.push([name, options]);
          return session;
        },
      },
    },
    app,
    powerMonitor,
    session,
    windows,
    partitions,
    schemes,
    /** Calls the ipc handler as the window's frame would. */
    invoke: (channel: string, event: unknown, ...values: unknown[]): Promise<unknown> => {
      const handler = ipcHandlers.get(channel) as ((...all: unknown[]) => Promise<unknown>) | undefined;
      if (handler === undefined) return Promise.reject(new Error(`no handler for ${channel}`));
      return handler(event, ...structuredClone(values));
    },
    hasHandler: (channel: string): boolean => ipcHandlers.has(channel),
  };
}
