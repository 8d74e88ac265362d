import type { InstalledElectron } from '../main/platform/installed-electron.ts';

export type HostChoice =
  | { readonly host: 'electron'; readonly program: string; readonly sentence: string }
  | { readonly host: 'browser'; readonly sentence: string };

/** Which host to start, with the one line that says which, why, and how to get the other. */
export function chooseHost(found: {
  readonly electron: InstalledElectron;
  readonly display: boolean;
  /** The person asked for the browser host. */
  readonly browserWanted: boolean;
}): HostChoice {
  const { electron, display } = found;
  if ('path' in electron && display && !found.browserWanted) {
    return {
      host: 'electron',
      program: electron.path,
      sentence: 'Starting the desktop window: Electron is installed. For the browser instead: npm start -- --browser',
    };
  }
  const reason = found.browserWanted
    ? 'as asked with --browser. For the desktop window leave that out'
    : 'missing' in electron
      ? `because Electron cannot be used (${electron.missing}). For the desktop window: npx install-electron`
      : 'because there is no display for the desktop window. For it: start Quintet in a graphical session';
  const where = display ? 'in Chromium' : 'for your browser, at the address below';
  return { host: 'browser', sentence: `Starting ${where}, ${reason}.` };
}
