import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createWebSocketTransport } from '../../renderer/src/transports/websocket.ts';
import { buildRenderer, isRendererStale } from '../../scripts/build.ts';
import { ask, createBrowserClient } from './support/browser-client.ts';
import { copyOfWorkspace } from './support/temporary.ts';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));

interface Run {
  readonly child: ChildProcess;
  /** First line of stdout; rejects when the process ends without one. */
  readonly firstLine: Promise<string>;
  readonly ended: Promise<{ code: number | null; stderr: string; lines: string[] }>;
}

let folder: string;
let workspace: string;
const children: ChildProcess[] = [];

beforeAll(async () => {
  if (await isRendererStale()) await buildRenderer();
}, 60_000);
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'quintet-serve-'));
  workspace = join(folder, 'workspace');
  await copyOfWorkspace(workspace);
});
afterEach(async () => {
  for (const child of children.splice(0)) {
    if (child.exitCode === null && child.signalCode === null) {
      child.kill('SIGKILL');
      await once(child, 'close');
    }
  }
  rmSync(folder, { recursive: true, force: true });
});

function start(script: string, ...options: string[]): Run {
  const child = spawn(process.execPath, [join(ROOT, script), ...options], {
    cwd: folder,
    env: { ...process.env, DISPLAY: '', WAYLAND_DISPLAY: '', TMPDIR: folder },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  children.push(child);
  const lines: string[] = [];
  let stderr = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    stderr += text;
  });
  const output = createInterface({ input: child.stdout });
  const firstLine = new Promise<string>((resolve, reject) => {
    output.on('line', (line) => {
      lines.push(line);
      resolve(line);
    });
    child.on('close', () => {
      reject(new Error(`ended without a line: ${stderr}`));
    });
  });
  firstLine.catch(() => undefined);
  const ended = new Promise<{ code: number | null; stderr: string; lines: string[] }>((resolve) => {
    child.on('close', (code) => {
      resolve({ code, stderr, lines });
    });
  });
  return { child, firstLine, ended };
}

const serve = (...options: string[]): Run =>
  start('main/cli.ts', '--workspace', workspace, 'serve', '--no-open', ...options);

function urlOf(line: string): string {
  const document = JSON.parse(line) as { url: string };
  expect(Object.keys(document)).toEqual(['url']);
  return document.url;
}

describe('quintet serve', () => {
  it('prints one line when it is ready, answers, and ends cleanly on SIGTERM and SIGINT', async () => {
    for (const signal of ['SIGTERM', 'SIGINT'] as const) {
      const { child, firstLine, ended } = serve();
      const url = urlOf(await firstLine);
      expect(url).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/#launch=[\w-]{43}$/u);
      const page = await ask(new URL(url).origin);
      expect(page.status).toBe(200);
      expect(page.body).not.toContain('__CSP_NONCE__');
      const transport = createWebSocketTransport(createBrowserClient(url).connector);
      expect(await transport.invoke('session.hello', {})).toMatchObject({
        ok: true,
        value: { user: { id: 'mod-01' }, host: 'browser', sample: true },
      });
      transport.close();
      child.kill(signal);
      expect(await ended).toMatchObject({ code: 0, stderr: '', lines: { length: 1 } });
    }
  });

  it('says at its end what it turned away, and why', async () => {
    const { child, firstLine, ended } = serve();
    const { origin } = new URL(urlOf(await firstLine));
    const notMine = await ask(origin, { headers: { host: 'quintet.example' } });
    expect(notMine.status).toBe(421);
    for (const path of ['/../package.json', '/nowhere']) expect((await ask(origin, { path })).status).toBe(404);
    child.kill('SIGTERM');
    expect(await ended).toMatchObject({
      code: 0,
      stderr: '3 requests were turned away: 1 for another host name, 2 for a path that is not served.\n',
      lines: { length: 1 },
    });
  });

  it('serves the workspace to one host at a time, and again after a kill', async () => {
    const first = serve();
    await first.firstLine;
    const second = await serve().ended;
    expect(second.code).toBe(3);
    expect(second.stderr).toContain('already open in another Quintet');
    expect(second.stderr.trim().split('\n')).toHaveLength(1);
    first.child.kill('SIGKILL');
    await first.ended;
    const third = serve();
    urlOf(await third.firstLine);
  });

  it('says in one sentence when there is no workspace and when the port is taken', async () => {
    const none = await start('main/cli.ts', '--workspace', join(folder, 'nowhere'), 'serve', '--no-open').ended;
    expect(none).toMatchObject({ code: 3, lines: [] });
    expect(none.stderr).toContain('WORKSPACE_MISSING');
    const { firstLine } = serve();
    const { port } = new URL(urlOf(await firstLine));
    const other = join(folder, 'other');
    await copyOfWorkspace(other);
    const taken = await start('main/cli.ts', '--workspace', other, 'serve', '--no-open', '--port', port).ended;
    expect(taken).toMatchObject({ code: 2, lines: [] });
    expect(taken.stderr).toContain(`Port ${port} cannot be used.`);
  });

  it('takes the port it is given', async () => {
    const first = serve();
    const { port } = new URL(urlOf(await first.firstLine));
    first.child.kill('SIGTERM');
    await first.ended;
    const again = serve('--port', port);
    expect(new URL(urlOf(await again.firstLine)).port).toBe(port);
  });
});

describe('npm run demo', () => {
  it('serves a sample workspace in a temporary folder and removes it at the end', async () => {
    const { child, firstLine, ended } = start('scripts/start.ts', '--demo');
    const line = await firstLine;
    expect(line).toMatch(/^Quintet is ready: http:\/\/127\.0\.0\.1:\d+\/#launch=[\w-]+$/u);
    const url = line.slice('Quintet is ready: '.length);
    const transport = createWebSocketTransport(createBrowserClient(url).connector);
    expect(await transport.invoke('session.hello', {})).toMatchObject({ ok: true, value: { sample: true } });
    const overview = (await transport.invoke('queue.overview', {})) as { value: { ready: number; unscored: number } };
    expect(overview.value.ready + overview.value.unscored).toBeGreaterThan(100);
    transport.close();
    // npm and a terminal both pass one Ctrl-C on: the second is not taken for impatience.
    child.kill('SIGINT');
    child.kill('SIGINT');
    const { code, stderr } = await ended;
    expect(code).toBe(0);
    const notices = stderr.trim().split('\n');
    expect(notices.some((line) => line.startsWith('Starting for your browser'))).toBe(true);
    expect(readdirSync(folder).filter((name) => name.startsWith('quintet-demo-'))).toEqual([]);
  });

  it('explains an option it does not know', async () => {
    const { code, stderr } = await start('scripts/start.ts', '--nonsense').ended;
    expect(code).toBe(2);
    expect(stderr).toMatch(/^quintet: Usage: npm start/u);
  });
});
