import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { startBrowserHost } from '../../main/hosts/browser/host.ts';
import { openAppWindow } from '../../main/hosts/browser/window.ts';
import { findChromium } from '../../main/platform/chromium.ts';
import { createLog } from '../../main/platform/log.ts';
import { buildRenderer, isRendererStale } from '../../scripts/build.ts';
import { createFakeApplication, HELLO } from './support/fake-application.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'quintet-window-test-'));
});
afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

function executable(name: string, text: string): string {
  const path = join(folder, name);
  writeFileSync(path, text);
  chmodSync(path, 0o755);
  return path;
}

interface Started {
  readonly options: string[];
  readonly navigated: string[];
}

/** A program that speaks just enough of the protocol, notes what it was told, and ends when its pipe does. */
function standIn(): string {
  return executable(
    'browser.mjs',
    `#!${process.execPath}
import { createReadStream, createWriteStream, writeFileSync } from 'node:fs';
const seen = { options: process.argv.slice(2), navigated: [] };
const note = () => writeFileSync(${JSON.stringify(join(folder, 'seen.json'))}, JSON.stringify(seen));
const answers = createWriteStream(null, { fd: 4 });
const tell = (message) => answers.write(JSON.stringify(message) + '\\0');
note();
let text = '';
createReadStream(null, { fd: 3, encoding: 'utf8' }).on('data', (part) => {
  text += part;
  const messages = text.split('\\0');
  text = messages.pop();
  for (const { id, method, params, sessionId } of messages.map((message) => JSON.parse(message))) {
    if (method === 'Target.setAutoAttach') {
      tell({ method: 'Target.attachedToTarget', params: { sessionId: 'w', targetInfo: { type: 'service_worker' } } });
      tell({ method: 'Target.attachedToTarget', params: { sessionId: 'p', targetInfo: { type: 'page' } } });
    }
    if (method === 'Page.navigate' && sessionId === 'p') seen.navigated.push(params.url);
    note();
    tell({ id, result: {} });
    if (params.url?.endsWith('#leave')) process.exit(0);
  }
}).on('end', () => process.exit(0));
`,
  );
}

const seen = (): Started => JSON.parse(readFileSync(join(folder, 'seen.json'), 'utf8')) as Started;

describe('the window of the browser host', () => {
  it('gets its launch address over the pipe, never on the command line, and leaves nothing behind', async () => {
    const url = 'http://127.0.0.1:1/#leave';
    const window = await openAppWindow({ program: standIn(), waitingUrl: 'http://127.0.0.1:1/waiting', url });
    await window.closed;
    const { options, navigated } = seen();
    expect(navigated).toEqual([url]);
    expect(options).toContain('--app=http://127.0.0.1:1/waiting');
    expect(options.join(' ')).not.toContain('#leave');
    const profile = options.find((option) => option.startsWith('--user-data-dir='))?.slice('--user-data-dir='.length);
    expect(profile).toBeDefined();
    expect(existsSync(profile ?? '')).toBe(false);
  });

  it('is closed with its host', async () => {
    const window = await openAppWindow({
      program: standIn(),
      waitingUrl: 'http://127.0.0.1:1/waiting',
      url: 'http://127.0.0.1:1/#stay',
    });
    await window.close();
    await window.closed;
  });

  it('counts as closed when the program cannot be started', async () => {
    const window = await openAppWindow({
      program: join(folder, 'nothing'),
      waitingUrl: 'about:blank',
      url: 'about:blank',
    });
    await window.closed;
  });

  describe.skipIf(findChromium() === null)('in a real Chromium', () => {
    beforeAll(async () => {
      if (await isRendererStale()) await buildRenderer();
    }, 60_000);

    it('signs in by itself', async () => {
      const called = Promise.withResolvers<undefined>();
      const application = createFakeApplication({
        'session.hello': () => {
          called.resolve(undefined);
          return Promise.resolve(HELLO);
        },
      });
      const host = await startBrowserHost({
        application,
        rendererRoot: fileURLToPath(new URL('../../out/renderer/', import.meta.url)),
        port: 0,
        log: createLog(undefined, 'silent'),
      });
      // Without a display the same program runs headless.
      const program = executable('headless.sh', `#!/bin/sh\nexec "${findChromium() ?? ''}" --headless=new "$@"\n`);
      const window = await openAppWindow({ program, waitingUrl: host.waitingUrl, url: host.launchUrl() });
      await called.promise;
      expect(host.refused()).toMatchObject({ credentials: 0, host: 0, origin: 0, fetch_site: 0, path: 0 });
      await window.close();
      await application.whenClosed(1);
      await host.close();
    }, 60_000);
  });
});
