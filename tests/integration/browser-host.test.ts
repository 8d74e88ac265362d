import { connect } from 'node:net';
import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import { startBrowserHost, type BrowserHost } from '../../main/hosts/browser/host.ts';
import { MOST_FRAME_BYTES } from '../../main/hosts/browser/socket.ts';
import { createLog } from '../../main/platform/log.ts';
import { createWebSocketTransport } from '../../renderer/src/transports/websocket.ts';
import { ask, createBrowserClient, launchTokenOf } from './support/browser-client.ts';
import { createFakeApplication, HELLO, type FakeApplication } from './support/fake-application.ts';

let folder: string;
let application: FakeApplication;
let host: BrowserHost;
let url: string;
const closers: (() => void)[] = [];

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'quintet-host-'));
  const root = join(folder, 'renderer');
  await mkdir(join(root, 'assets'), { recursive: true });
  await writeFile(
    join(root, 'index.html'),
    '<!doctype html><meta property="csp-nonce" nonce="__CSP_NONCE__"><title>Q</title>',
  );
  await writeFile(join(root, 'assets', 'index.js'), 'export {};');
  await writeFile(join(root, 'assets', 'index.js.map'), '{}');
  await writeFile(join(root, '.hidden.js'), 'hidden');
  await writeFile(join(folder, 'secret.js'), 'outside');
  await symlink(join(folder, 'secret.js'), join(root, 'link.js'));
});
afterAll(() => rm(folder, { recursive: true }));

beforeEach(async () => {
  application = createFakeApplication({ 'session.hello': () => Promise.resolve(HELLO) });
  host = await startBrowserHost({
    application,
    rendererRoot: join(folder, 'renderer'),
    port: 0,
    log: createLog(undefined, 'silent'),
    returnMs: 1_000,
  });
  url = host.launchUrl();
});
afterEach(async () => {
  for (const close of closers.splice(0)) close();
  await host.close();
});

function transportOf(client: ReturnType<typeof createBrowserClient>) {
  const transport = createWebSocketTransport(client.connector);
  closers.push(() => {
    transport.close();
  });
  return transport;
}

/** How an attempt to open a socket ends. */
function outcome(socket: WebSocket): Promise<'open' | number | 'error'> {
  closers.push(() => {
    socket.terminate();
  });
  return new Promise((resolve) => {
    socket.on('open', () => {
      resolve('open');
    });
    socket.on('unexpected-response', (_request, response) => {
      resolve(response.statusCode ?? 0);
    });
    socket.on('error', () => {
      resolve('error');
    });
  });
}

function closeCode(socket: WebSocket): Promise<number> {
  return new Promise((resolve) => {
    socket.on('close', resolve);
  });
}

describe('pages', () => {
  it('carry a strict policy with a nonce of their own', async () => {
    const first = await ask(host.origin);
    const second = await ask(host.origin);
    expect(first.status).toBe(200);
    const nonce = /nonce="([^"]+)"/u.exec(first.body)?.[1] ?? '';
    expect(nonce).toMatch(/^[\w+/=]{24}$/u);
    expect(first.headers['content-security-policy']).toBe(
      `default-src 'none'; script-src 'self'; style-src 'self' 'nonce-${nonce}'; img-src 'self' data: blob:; font-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'; trusted-types 'none'`,
    );
    expect(second.body).not.toContain(nonce);
    expect(first.headers).toMatchObject({
      'content-type': 'text/html; charset=utf-8',
      'cache-control': 'no-store',
      'x-content-type-options': 'nosniff',
      'cross-origin-opener-policy': 'same-origin',
      'cross-origin-resource-policy': 'same-origin',
      'referrer-policy': 'no-referrer',
    });
    expect(first.headers['permissions-policy']).toContain('camera=()');
    expect(first.headers).not.toHaveProperty('access-control-allow-origin');
  });

  it('are the built files and nothing else', async () => {
    expect((await ask(host.origin, { path: '/assets/index.js' })).body).toBe('export {};');
    const elsewhere = [
      '/../secret.js',
      '/%2e%2e/secret.js',
      '/assets/..%2f..%2fsecret.js',
      '/assets/%5c..%5c..%5csecret.js',
      '/link.js',
      '/.hidden.js',
      '/assets/index.js.map',
      '/assets/index.js%00.html',
      '/assets',
      '/assets/',
      '//assets/index.js',
      '/%zz',
      '/C:/secret.js',
      '/nothing.js',
      `/${'a'.repeat(2_000)}.js`,
    ];
    for (const path of elsewhere) {
      const { status, body } = await ask(host.origin, { path });
      expect({ path, status }).toEqual({ path, status: 404 });
      expect(body).not.toContain('outside');
    }
    expect(host.refused().path).toBe(elsewhere.length);
  });

  it('are not handed to other names, other origins or other sites', async () => {
    const { port } = new URL(host.origin);
    for (const name of [
      `localhost:${port}`,
      'evil.example',
      `evil.example:${port}`,
      '127.0.0.1',
      `127.0.0.1:${port}0`,
    ]) {
      expect((await ask(host.origin, { headers: { host: name } })).status).toBe(421);
    }
    for (const site of ['cross-site', 'same-site', 'nonsense']) {
      expect((await ask(host.origin, { headers: { 'sec-fetch-site': site } })).status).toBe(403);
    }
    for (const origin of ['https://evil.example', 'null', `http://localhost:${port}`]) {
      expect((await ask(host.origin, { headers: { origin } })).status).toBe(403);
    }
    for (const method of ['PUT', 'DELETE', 'OPTIONS', 'PATCH', 'TRACE']) {
      expect((await ask(host.origin, { method })).status).toBe(405);
    }
    expect(host.refused()).toMatchObject({ host: 5, fetch_site: 3, origin: 3, method: 5 });
  });

  it('take no body', async () => {
    expect((await ask(host.origin, { method: 'GET', headers: { 'content-length': '4' }, body: 'four' })).status).toBe(
      413,
    );
    expect(host.refused().body).toBe(1);
  });

  it('survive bytes that are no HTTP', async () => {
    const { port } = new URL(host.origin);
    await new Promise<void>((resolve) => {
      const socket = connect(Number(port), '127.0.0.1', () => socket.write('\u0000\u0001nonsense\r\n\r\n'));
      socket.on('close', () => {
        resolve();
      });
      socket.on('error', () => undefined);
    });
    expect((await ask(host.origin)).status).toBe(200);
    expect(host.refused().protocol).toBe(1);
  });
});

describe('signing in', () => {
  const post = (headers: Record<string, string>, body?: string) =>
    ask(host.origin, {
      method: 'POST',
      path: '/session',
      headers: { origin: host.origin, ...headers },
      ...(body === undefined ? {} : { body }),
    });

  it('gives the launch token away once', async () => {
    const launch = launchTokenOf(url);
    expect(launch.length).toBeGreaterThanOrEqual(43);
    const first = await post({ 'x-quintet-launch': launch });
    expect(first.status).toBe(200);
    const { port } = new URL(host.origin);
    expect(first.headers['set-cookie']?.[0]).toMatch(
      new RegExp(`^quintet-${port}=[\\w-]{43}; Path=/; HttpOnly; SameSite=Strict$`, 'u'),
    );
    expect((await post({ 'x-quintet-launch': launch })).status).toBe(401);
    const another = launchTokenOf(host.launchUrl());
    expect(another).not.toBe(launch);
    expect((await post({ 'x-quintet-launch': another })).status).toBe(200);
  });

  it('lets the browser that has the cookie open more windows and reload', async () => {
    const client = createBrowserClient(url);
    const tickets = [await client.signIn(), await client.signIn(), await client.signIn()];
    expect(new Set(tickets).size).toBe(3);
    expect(tickets).not.toContain(null);
    const [cookie] = [client.cookie()];
    expect((await post({ cookie, 'x-quintet-launch': launchTokenOf(url) })).status).toBe(200);
  });

  it('refuses wrong tokens, forged and doubled cookies, a missing header, another origin, a body', async () => {
    const client = createBrowserClient(url);
    await client.signIn();
    const cookie = client.cookie();
    const [name] = cookie.split('=');
    const forged = `${name ?? ''}=${'A'.repeat(43)}`;
    expect((await post({ 'x-quintet-launch': 'A'.repeat(43) })).status).toBe(401);
    expect((await post({ 'x-quintet-launch': '-' })).status).toBe(401);
    expect((await post({ cookie: forged, 'x-quintet-launch': '-' })).status).toBe(401);
    expect((await post({ cookie: `${forged}; ${cookie}`, 'x-quintet-launch': '-' })).status).toBe(401);
    expect((await post({ cookie })).status).toBe(403);
    expect((await post({ cookie, 'x-quintet-launch': '-', origin: 'http://evil.example' })).status).toBe(403);
    expect((await post({ cookie, 'x-quintet-launch': '-', 'sec-fetch-site': 'same-site' })).status).toBe(403);
    expect((await post({ cookie, 'x-quintet-launch': '-', 'content-length': '2' }, '{}')).status).toBe(413);
    const noOrigin = await ask(host.origin, {
      method: 'POST',
      path: '/session',
      headers: { cookie, 'x-quintet-launch': '-' },
    });
    expect(noOrigin.status).toBe(403);
    expect(host.refused()).toMatchObject({ credentials: 4, header: 1, origin: 2, fetch_site: 1, body: 1 });
  });
});

describe('the socket', () => {
  it('opens for a signed-in window of this origin only', async () => {
    const client = createBrowserClient(url);
    const ticket = (await client.signIn()) ?? '';
    const { port } = new URL(host.origin);
    const address = `ws://127.0.0.1:${port}/rpc`;
    const protocols = ['quintet.v1', ticket];
    const good = { origin: host.origin, cookie: client.cookie() };
    const attempts: [string, WebSocket][] = [
      ['another origin', new WebSocket(address, protocols, { headers: { ...good, origin: 'http://evil.example' } })],
      ['no origin', new WebSocket(address, protocols, { headers: { cookie: good.cookie } })],
      ['another port', new WebSocket(address, protocols, { headers: { ...good, origin: 'http://127.0.0.1:1' } })],
      ['another name', new WebSocket(address, protocols, { headers: { ...good, host: `localhost:${port}` } })],
      ['another site', new WebSocket(address, protocols, { headers: { ...good, 'sec-fetch-site': 'cross-site' } })],
      ['no cookie', new WebSocket(address, protocols, { headers: { origin: good.origin } })],
      ['no ticket', new WebSocket(address, ['quintet.v1'], { headers: good })],
      ['a wrong ticket', new WebSocket(address, ['quintet.v1', 'A'.repeat(43)], { headers: good })],
      ['another protocol', new WebSocket(address, ['other', ticket], { headers: good })],
      ['another path', new WebSocket(`${address}/more`, protocols, { headers: good })],
    ];
    for (const [what, socket] of attempts) expect([what, await outcome(socket)]).toEqual([what, 403]);
    const socket = new WebSocket(address, protocols, { headers: good });
    expect(await outcome(socket)).toBe('open');
    expect(socket.protocol).toBe('quintet.v1');
  });

  it.each([
    ['a frame that is no JSON', 'nonsense', 1008],
    ['a frame without an id', '{"method":"session.hello","input":{}}', 1008],
    ['an unknown field', '{"id":1,"method":"session.hello","input":{},"more":1}', 1008],
    ['a nest of lists', `{"id":1,"method":"session.hello","input":${'['.repeat(200_000)}${']'.repeat(200_000)}}`, null],
    ['binary', Buffer.from('{"id":1}'), 1003],
    ['a frame above the hard limit', `{"id":1,"method":"${'x'.repeat(MOST_FRAME_BYTES)}"}`, 1009],
  ])('refuses %s and the host lives on', async (_what, data, code) => {
    const client = createBrowserClient(url);
    const socket = client.openRaw((await client.signIn()) ?? '');
    expect(await outcome(socket)).toBe('open');
    const answered = new Promise<string>((resolve) => {
      socket.on('message', (message: Buffer) => {
        resolve(message.toString('utf8'));
      });
    });
    const closed = closeCode(socket);
    socket.send(data);
    if (code === null) expect(JSON.parse(await answered)).toMatchObject({ id: 1, result: { ok: false } });
    else expect(await closed).toBe(code);
    expect(application.calls).toEqual([]);
    const { protocol, body } = host.refused();
    expect(protocol + body).toBe(1);
    const again = transportOf(client);
    expect(await again.invoke('session.hello', {})).toMatchObject({ ok: true });
  });

  it('knows neither token, cookie nor ticket of another workspace’s host', async () => {
    const foreign = await startBrowserHost({
      application: createFakeApplication({}),
      rendererRoot: join(folder, 'renderer'),
      port: 0,
      log: createLog(undefined, 'silent'),
    });
    const client = createBrowserClient(foreign.launchUrl());
    const ticket = (await client.signIn()) ?? '';
    const own = createBrowserClient(url);
    const ownTicket = (await own.signIn()) ?? '';
    // The cookie carries the port in its name: an attacker would rename it.
    const cookie = client.cookie().replace(/^[^=]+/u, own.cookie().split('=')[0] ?? '');
    const headers = { origin: host.origin, cookie };
    const signIn = { method: 'POST', path: '/session' };
    for (const launch of [launchTokenOf(foreign.launchUrl()), '-']) {
      const answer = await ask(host.origin, { ...signIn, headers: { ...headers, 'x-quintet-launch': launch } });
      expect(answer.status).toBe(401);
    }
    const address = `${host.origin.replace('http', 'ws')}/rpc`;
    const attempts = [
      new WebSocket(address, ['quintet.v1', ticket], { headers }),
      new WebSocket(address, ['quintet.v1', ownTicket], { headers }),
      new WebSocket(address, ['quintet.v1', ticket], { headers: { ...headers, cookie: own.cookie() } }),
    ];
    for (const socket of attempts) expect(await outcome(socket)).toBe(403);
    expect(host.refused().credentials).toBe(2 + attempts.length);
    expect(application.calls).toEqual([]);
    await foreign.close();
  });

  it('gives every window a session of its own and reports its end at once when it is closed', async () => {
    const client = createBrowserClient(url);
    const one = transportOf(client);
    await one.invoke('session.hello', {});
    const two = transportOf(client);
    await two.invoke('session.hello', {});
    const [first, second] = application.calls.map((call) => call.session);
    expect(first).not.toBe(second);
    one.close();
    await application.whenClosed(1);
    expect(application.closed).toEqual([first]);
  });

  it('keeps the session of a window whose connection broke and came back', async () => {
    const client = createBrowserClient(url);
    const transport = transportOf(client);
    await transport.invoke('session.hello', {});
    const seen: boolean[] = [];
    const back = new Promise<void>((resolve) => {
      transport.onConnection((connected) => {
        seen.push(connected);
        if (connected && seen.length > 1) resolve();
      });
    });
    client.breakConnections();
    await back;
    expect(seen).toEqual([true, false, true]);
    expect(await transport.invoke('session.hello', {})).toMatchObject({ ok: true });
    expect(new Set(application.calls.map((call) => call.session)).size).toBe(1);
    expect(application.closed).toEqual([]);
  });

  it('ends the session of a window that does not come back', async () => {
    const client = createBrowserClient(url);
    const socket = client.openRaw((await client.signIn()) ?? '');
    await outcome(socket);
    socket.send('{"id":1,"method":"session.hello","input":{}}');
    await new Promise((resolve) => socket.on('message', resolve));
    socket.terminate();
    await application.whenClosed(1);
    expect(application.closed).toEqual([application.calls[0]?.session]);
  });

  it('fails calls under way when the connection breaks, and says so', async () => {
    let answer: (value: unknown) => void = () => undefined;
    const silent = createFakeApplication({
      'session.hello': () =>
        new Promise((resolve) => {
          answer = resolve;
        }),
    });
    const other = await startBrowserHost({
      application: silent,
      rendererRoot: join(folder, 'renderer'),
      port: 0,
      log: createLog(undefined, 'silent'),
    });
    const client = createBrowserClient(other.launchUrl());
    const transport = transportOf(client);
    const connected = new Promise<void>((resolve) => {
      transport.onConnection((up) => {
        if (up) resolve();
      });
    });
    await connected;
    const call = transport.invoke('session.hello', {});
    client.breakConnections();
    expect(await call).toMatchObject({ ok: false, code: 'TRANSPORT_CLOSED' });
    answer(HELLO);
    transport.close();
    await other.close();
  });

  it('tells a page that is not signed in what to do', async () => {
    await createBrowserClient(url).signIn();
    const stranger = transportOf(createBrowserClient(url));
    const result = await stranger.invoke('session.hello', {});
    expect(result).toMatchObject({ ok: false, code: 'UNTRUSTED_SENDER' });
    expect((result as { message: string }).message).toContain('Open the address that Quintet printed');
  });
});

describe('the host', () => {
  it('says in one sentence that a port is taken', async () => {
    const port = Number(new URL(host.origin).port);
    const second = startBrowserHost({ application, rendererRoot: folder, port, log: createLog(undefined, 'silent') });
    await expect(second).rejects.toMatchObject({
      code: 'PORT_TAKEN',
      message: `Port ${port} cannot be used. Choose another with --port.`,
    });
  });

  it('ends every window when it is closed', async () => {
    const transport = transportOf(createBrowserClient(url));
    await transport.invoke('session.hello', {});
    await host.close();
    expect(application.closed).toHaveLength(1);
    host = await startBrowserHost({
      application,
      rendererRoot: folder,
      port: 0,
      log: createLog(undefined, 'silent'),
    });
  });
});
