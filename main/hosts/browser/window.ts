import { spawn, type ChildProcess } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Readable, Writable } from 'node:stream';
import { chromiumArguments } from '../../platform/chromium.ts';

export interface AppWindow {
  /** Resolves when the last window was closed or the program ended. */
  readonly closed: Promise<void>;
  close(): Promise<void>;
}

export interface AppWindowOptions {
  /** Chromium, as found by `findChromium`. */
  readonly program: string;
  /** Shown first; it stands in the list of processes, which everyone on this machine can read. */
  readonly waitingUrl: string;
  /** The address with the launch token, which nobody else may read. */
  readonly url: string;
}

/** Descriptors of `--remote-debugging-pipe`: the program reads commands from the first and answers on the second. */
const COMMANDS = 3;
const ANSWERS = 4;

interface PageAttached {
  readonly method: 'Target.attachedToTarget';
  readonly params: { readonly sessionId: string; readonly targetInfo: { readonly type: string } };
}

function isPageAttached(message: unknown): message is PageAttached {
  const { method, params } = Object(message) as Partial<PageAttached>;
  return method === 'Target.attachedToTarget' && params?.targetInfo.type === 'page';
}

/**
 * Sends the window to an address over the pipe that only the two processes share (Chrome DevTools Protocol, messages of
 * JSON ended by a zero byte). The program ends when the pipe does, so that no window outlives its host.
 */
function navigate(child: ChildProcess, url: string): void {
  const commands = child.stdio[COMMANDS] as Writable;
  const answers = child.stdio[ANSWERS] as Readable;
  const send = (command: object): void => void commands.write(`${JSON.stringify(command)}\0`);
  let text = '';
  let sent = false;
  answers.setEncoding('utf8').on('data', (part: string) => {
    if (sent) return;
    text += part;
    const messages = text.split('\0');
    text = messages.pop() ?? '';
    const page = messages.map((message): unknown => JSON.parse(message)).find(isPageAttached);
    if (page === undefined) return;
    sent = true;
    send({ id: 2, sessionId: page.params.sessionId, method: 'Page.navigate', params: { url } });
  });
  // The program may be gone at any time; its exit is what counts.
  for (const stream of [commands, answers]) stream.on('error', () => undefined);
  send({
    id: 1,
    method: 'Target.setAutoAttach',
    params: { autoAttach: true, waitForDebuggerOnStart: false, flatten: true },
  });
}

/**
 * Opens an address in a Chromium of its own: one plain window, a profile that nothing else uses and that is deleted
 * at the end, so that no trace of a review stays in the person's everyday browser.
 */
export async function openAppWindow(options: AppWindowOptions): Promise<AppWindow> {
  const profile = await mkdtemp(join(tmpdir(), 'quintet-window-'));
  const child = spawn(
    options.program,
    [
      ...chromiumArguments(),
      `--user-data-dir=${profile}`,
      '--remote-debugging-pipe',
      '--window-size=1280,840',
      `--app=${options.waitingUrl}`,
    ],
    { stdio: ['ignore', 'ignore', 'ignore', 'pipe', 'pipe'] },
  );
  const ended = new Promise<void>((resolve) => {
    child.once('exit', () => {
      resolve();
    });
    child.once('error', () => {
      resolve();
    });
  });
  navigate(child, options.url);
  // Helper processes may still be writing while the first one is already gone.
  const closed = ended.then(() => rm(profile, { recursive: true, force: true, maxRetries: 10, retryDelay: 100 }));
  return {
    closed,
    close: () => {
      child.kill();
      return closed;
    },
  };
}
