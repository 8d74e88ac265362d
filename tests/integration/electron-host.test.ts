import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Application } from '../../main/core/application-port.ts';
import { EVENT_CHANNEL, INVOKE_CHANNEL } from '../../main/hosts/electron/channels.ts';
import { prepareElectron, startElectronHost, type ElectronModule } from '../../main/hosts/electron/host.ts';
import { isAppUrl } from '../../main/hosts/electron/origin.ts';
import { createLog } from '../../main/platform/log.ts';
import { createElectronStandIn } from './support/electron-stand-in.ts';
import { createFakeApplication, HELLO, type FakeApplication } from './support/fake-application.ts';

type StandIn = ReturnType<typeof createElectronStandIn>;
/** Fresh modules are loaded on the way, which takes its time on a busy machine. */
const PATIENCE = { timeout: 20_000 };
const TOP_FRAME = { url: 'app://quintet/', parent: null };

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'quintet-electron-'));
  await mkdir(join(folder, 'renderer'));
  await writeFile(
    join(folder, 'renderer', 'index.html'),
    '<!doctype html><meta nonce="__CSP_NONCE__"><title>Q</title>',
  );
  await writeFile(join(folder, 'secret.js'), 'outside');
});
afterAll(() => rm(folder, { recursive: true }));

describe('the desktop host', () => {
  let standIn: StandIn;
  let application: FakeApplication;
  let host: ReturnType<typeof startElectronHost>;
  beforeEach(async () => {
    standIn = createElectronStandIn();
    application = createFakeApplication({ 'session.hello': () => Promise.resolve({ ...HELLO, host: 'electron' }) });
    const electron = standIn.module as unknown as ElectronModule;
    prepareElectron(electron);
    host = startElectronHost({
      electron,
      application,
      rendererRoot: join(folder, 'renderer'),
      preload: join(folder, 'preload.cjs'),
      log: createLog(undefined, 'silent'),
    });
    await host.openWindow();
  });
  const window = () => standIn.windows[0]!;
  const hello = (senderFrame: unknown, sender: unknown = window().webContents) =>
    standIn.invoke(INVOKE_CHANNEL, { sender, senderFrame }, 'session.hello', {});

  it('opens a window that has nothing of Node and is kept out of screenshots', () => {
    expect(window().options.webPreferences).toMatchObject({
      preload: join(folder, 'preload.cjs'),
      sandbox: true,
      contextIsolation: true,
      nodeIntegration: false,
      nodeIntegrationInWorker: false,
      nodeIntegrationInSubFrames: false,
      webSecurity: true,
      webviewTag: false,
      allowRunningInsecureContent: false,
      experimentalFeatures: false,
      spellcheck: false,
    });
    expect(window().protectedContent).toBe(true);
    expect(window().loaded).toEqual(['app://quintet/']);
    expect(window().shown).toBe(0);
    window().emit('ready-to-show');
    expect(window().shown).toBe(1);
  });

  it('prepares the scheme and the sandbox, and writes no crash dumps', () => {
    expect(standIn.schemes).toEqual([
      { scheme: 'app', privileges: { standard: true, secure: true, supportFetchAPI: true } },
    ]);
    expect(standIn.app.enableSandbox).toHaveBeenCalledOnce();
    expect(standIn.module.crashReporter.start).not.toHaveBeenCalled();
    expect(standIn.module.Menu.setApplicationMenu).toHaveBeenCalledWith(null);
  });

  it.each(['will-navigate', 'will-frame-navigate', 'will-redirect', 'will-attach-webview'])('denies %s', (name) => {
    const preventDefault = vi.fn<() => void>();
    window().webContents.emit(name, { preventDefault, url: 'https://evil.example/' });
    expect(preventDefault).toHaveBeenCalledOnce();
  });

  it('denies new windows, permissions, devices, downloads and every foreign request', () => {
    expect(window().webContents.openHandler?.({ url: 'app://quintet/' })).toEqual({ action: 'deny' });
    const answer = vi.fn<(granted: boolean) => void>();
    standIn.session.requestHandler?.(null, 'media', answer);
    expect(answer).toHaveBeenCalledExactlyOnceWith(false);
    expect(standIn.session.checkHandler?.()).toBe(false);
    expect(standIn.session.deviceHandler?.()).toBe(false);
    const preventDefault = vi.fn<() => void>();
    standIn.session.emit('will-download', { preventDefault });
    expect(preventDefault).toHaveBeenCalledOnce();
    const decided: [string, boolean][] = [];
    for (const url of [
      'app://quintet/assets/a.js',
      'https://example.org/',
      'http://127.0.0.1/',
      'file:///etc/passwd',
    ]) {
      standIn.session.beforeRequest?.({ url }, ({ cancel }) => decided.push([url, cancel]));
    }
    expect(decided.map(([, cancel]) => cancel)).toEqual([false, true, true, true]);
  });

  it('serves the built window under app://quintet with the strict policy, and nothing else', async () => {
    const serve = standIn.session.served.get('app')!;
    const page = await serve(new Request('app://quintet/'));
    expect(page.status).toBe(200);
    const policy = page.headers.get('content-security-policy') ?? '';
    expect(policy).toContain("default-src 'none'; script-src 'self'");
    expect(policy).toContain("require-trusted-types-for 'script'; trusted-types 'none'");
    const nonce = /'nonce-([^']+)'/u.exec(policy)?.[1] ?? 'none';
    expect(await page.text()).toContain(`nonce="${nonce}"`);
    const elsewhere = [
      'app://quintet/../secret.js',
      'app://quintet/%2e%2e/secret.js',
      'app://quintet/..%2fsecret.js',
      'app://quintet/..%5csecret.js',
      'app://other/index.html',
      'app://quintet/nothing.js',
    ];
    for (const url of elsewhere) {
      const response = await serve(new Request(url));
      expect([url, response.status]).toEqual([url, 404]);
      expect(await response.text()).not.toContain('outside');
    }
    expect((await serve(new Request('app://quintet/', { method: 'POST' }))).status).toBe(404);
  });

  it('answers the main frame of its own window only', async () => {
    expect(await hello(TOP_FRAME)).toMatchObject({ ok: true });
    expect(await hello({ url: 'app://quintet/#/review', parent: null })).toMatchObject({ ok: true });
    const strangers: [string, unknown][] = [
      ['no frame', null],
      ['a frame inside', { url: 'app://quintet/', parent: TOP_FRAME }],
      ['a web page', { url: 'https://evil.example/', parent: null }],
      ['another host', { url: 'app://quintet.evil/', parent: null }],
      ['credentials', { url: 'app://user@quintet/', parent: null }],
      ['a blank page', { url: 'about:blank', parent: null }],
      ['no address', { url: '', parent: null }],
    ];
    for (const [what, frame] of strangers) {
      expect([what, await hello(frame)]).toMatchObject([what, { ok: false, code: 'UNTRUSTED_SENDER' }]);
    }
    const foreign = new standIn.module.BrowserWindow(window().options).webContents;
    expect(await hello(TOP_FRAME, foreign)).toMatchObject({ ok: false, code: 'UNTRUSTED_SENDER' });
  });

  it('gives a reloaded page a new session and reports the end of the old one', async () => {
    await hello(TOP_FRAME);
    const { webContents } = window();
    webContents.emit('did-start-navigation', { isMainFrame: true, isSameDocument: true, url: 'app://quintet/#/log' });
    webContents.emit('did-start-navigation', { isMainFrame: false, isSameDocument: false, url: 'app://quintet/' });
    webContents.emit('did-start-navigation', {
      isMainFrame: true,
      isSameDocument: false,
      url: 'https://evil.example/',
    });
    await hello(TOP_FRAME);
    webContents.emit('did-start-navigation', { isMainFrame: true, isSameDocument: false, url: 'app://quintet/' });
    await hello(TOP_FRAME);
    const [first, second, third] = application.calls.map((call) => call.session);
    expect(second).toBe(first);
    expect(third).not.toBe(first);
    expect(application.closed).toEqual([first]);
  });

  it.each([
    ['destroyed', []],
    ['render-process-gone', [{}, { reason: 'crashed' }]],
  ])('reports the end when the window is %s', async (name, values) => {
    await hello(TOP_FRAME);
    window().webContents.emit(name, ...values);
    await application.whenClosed(1);
    expect(await hello(TOP_FRAME)).toMatchObject({ code: 'UNTRUSTED_SENDER' });
  });

  it('pushes events to its windows until they are gone', () => {
    application.emit({ type: 'queue.changed' });
    expect(window().webContents.sent).toEqual([[EVENT_CHANNEL, { type: 'queue.changed' }]]);
    window().webContents.destroyed = true;
    application.emit({ type: 'queue.changed' });
    expect(window().webContents.sent).toHaveLength(1);
  });

  it.each(['suspend', 'lock-screen'])('locks every window at %s, until it is closed', async (name) => {
    standIn.powerMonitor.emit(name);
    expect(application.locked).toEqual(['suspend']);
    standIn.powerMonitor.emit('resume');
    await host.close();
    standIn.powerMonitor.emit(name);
    expect(application.locked).toEqual(['suspend']);
  });

  it('ends every window when it is closed', async () => {
    await hello(TOP_FRAME);
    await host.close();
    expect(application.closed).toHaveLength(1);
    expect(standIn.hasHandler(INVOKE_CHANNEL)).toBe(false);
  });
});

describe('own addresses', () => {
  it.each(['app://quintet', 'app://quintet/', 'app://quintet/index.html#/log'])('%s is one', (url) => {
    expect(isAppUrl(url)).toBe(true);
  });
  it.each(['app://quintet:1/', 'http://quintet/', 'app:quintet', 'app://', 'javascript:alert(1)', 'nonsense', ''])(
    '%s is none',
    (url) => {
      expect(isAppUrl(url)).toBe(false);
    },
  );
});

describe('the entry point', () => {
  const argv = process.argv;
  afterEach(() => {
    process.argv = argv;
    vi.doUnmock('electron');
    vi.doUnmock('../../main/hosts/open-application.ts');
    vi.resetModules();
  });
  const start = async (open: () => Promise<Application>, prepare: (standIn: StandIn) => void = () => undefined) => {
    const standIn = createElectronStandIn();
    prepare(standIn);
    vi.resetModules();
    vi.doMock('electron', () => standIn.module);
    vi.doMock('../../main/hosts/open-application.ts', () => ({ openApplication: open }));
    await import('../../main/electron.ts');
    return standIn;
  };

  it('opens one window, and closes the core before it exits', async () => {
    const order: string[] = [];
    const application = createFakeApplication({});
    const standIn = await start(() =>
      Promise.resolve({ ...application, close: () => Promise.resolve(void order.push('closed')) }),
    );
    await vi.waitFor(() => {
      expect(standIn.windows).toHaveLength(1);
    }, PATIENCE);
    expect(standIn.partitions).toEqual([['persist:quintet', { cache: false }]]);
    standIn.app.emit('second-instance');
    expect(standIn.windows[0]?.focused).toBe(1);
    standIn.app.emit('window-all-closed');
    expect(standIn.app.quit).toHaveBeenCalledOnce();
    standIn.app.exit.mockImplementation(() => void order.push('exit'));
    const preventDefault = vi.fn<() => void>();
    standIn.app.emit('before-quit', { preventDefault });
    expect(preventDefault).toHaveBeenCalledOnce();
    await vi.waitFor(() => {
      expect(order).toEqual(['closed', 'exit']);
    }, PATIENCE);
  });

  it('leaves at once when another one is running', async () => {
    const open = vi.fn<() => Promise<Application>>();
    const standIn = await start(open, ({ app }) => app.requestSingleInstanceLock.mockReturnValue(false));
    expect(standIn.app.quit).toHaveBeenCalledOnce();
    expect(open).not.toHaveBeenCalled();
  });

  it('shows the sentence when the workspace cannot be opened', async () => {
    const standIn = await start(async () => {
      // The entry point has fresh modules, so the problem must be of the same fresh class.
      const { ProblemError } = await import('../../common/errors.ts');
      throw new ProblemError('WORKSPACE_OPEN');
    });
    await vi.waitFor(() => {
      expect(standIn.app.exit).toHaveBeenCalledWith(1);
    }, PATIENCE);
    expect(standIn.module.dialog.showErrorBox).toHaveBeenCalledExactlyOnceWith(
      'Quintet',
      'This workspace is already open in another Quintet.',
    );
  });

  it('is the command line with --cli', async () => {
    process.argv = ['quintet', '.', '--cli', '--no-such-option'];
    const open = vi.fn<() => Promise<Application>>();
    const stderr = vi.spyOn(process.stderr, 'write').mockReturnValue(true);
    const standIn = await start(open);
    await vi.waitFor(() => {
      expect(standIn.app.exit).toHaveBeenCalledWith(2);
    }, PATIENCE);
    stderr.mockRestore();
    expect(open).not.toHaveBeenCalled();
  });
});
