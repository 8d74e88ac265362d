import { spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromiumArguments } from '../../platform/chromium.ts';

export interface AppWindow {
  /** Resolves when the last window was closed or the program ended. */
  readonly closed: Promise<void>;
  close(): Promise<void>;
}

/**
 * Opens an address in a Chromium of its own: one plain window, a profile that nothing else uses and that is deleted
 * at the end, so that no trace of a review stays in the person's everyday browser.
 * @param program as found by `findChromium`
 */
export async function openAppWindow(program: string, url: string): Promise<AppWindow> {
  const profile = await mkdtemp(join(tmpdir(), 'quintet-window-'));
  const child = spawn(
    program,
    [...chromiumArguments(), `--user-data-dir=${profile}`, '--window-size=1280,840', `--app=${url}`],
    { stdio: 'ignore' },
  );
  const ended = new Promise<void>((resolve) => {
    child.once('exit', () => {
      resolve();
    });
    child.once('error', () => {
      resolve();
    });
  });
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
