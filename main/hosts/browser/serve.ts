import type { Log } from '../../platform/log.ts';
import { findChromium } from '../../platform/chromium.ts';
import { hasDisplay } from '../../platform/display.ts';
import { openApplication } from '../open-application.ts';
import { rendererFolder } from '../renderer-folder.ts';
import { refusedWords } from './guard.ts';
import { startBrowserHost } from './host.ts';
import { openAppWindow } from './window.ts';

export interface ServeOptions {
  /** Folder of the workspace; null means the per-user one. */
  readonly workspace: string | null;
  readonly actor: string | null;
  /** Signs the first window in without typing; null asks there. */
  readonly passphrase: string | null;
  /** 0 takes any free port. */
  readonly port: number;
  /** Opens a window when there is a display and a Chromium; closing it then ends the host. */
  readonly open: boolean;
  /** Where there is no workspace, the first window makes one. */
  readonly createMissing?: boolean;
  readonly log: Log;
  readonly note: (sentence: string) => void;
}

export interface Serving {
  /** For a browser of the person's choice; the window that was opened has its own. */
  readonly url: string;
  /** Resolves when the window was closed by the person; never when none was opened. */
  readonly windowClosed: Promise<void>;
  /** Ends windows, gives cases back, closes the workspace, and notes what was turned away. May be called more than once. */
  stop(): Promise<void>;
}

/** Opens a workspace, serves it on the loopback address and, where wanted and possible, opens its window. */
export async function serve(options: ServeOptions): Promise<Serving> {
  const rendererRoot = rendererFolder();
  const application = await openApplication({ ...options, host: 'browser' });
  const host = await startBrowserHost({ application, rendererRoot, port: options.port, log: options.log }).catch(
    async (thrown: unknown) => {
      await application.close();
      throw thrown;
    },
  );
  const program = options.open && hasDisplay() ? findChromium() : null;
  if (options.open && hasDisplay() && program === null) {
    options.note('No Chrome or Chromium was found: open the address in a browser yourself.');
  }
  const window =
    program === null ? null : await openAppWindow({ program, waitingUrl: host.waitingUrl, url: host.launchUrl() });

  let stopping: Promise<void> | null = null;
  const stop = async (): Promise<void> => {
    await window?.close();
    await host.close();
    const turnedAway = refusedWords(host.refused());
    if (turnedAway !== null) options.note(turnedAway);
    await application.close();
  };
  return {
    url: host.launchUrl(),
    windowClosed: window?.closed ?? new Promise(() => undefined),
    stop: () => (stopping ??= stop()),
  };
}
