import { existsSync, readdirSync } from 'node:fs';
import { homedir } from 'node:os';
import { delimiter, join, posix, win32 } from 'node:path';

export interface Surroundings {
  readonly platform: NodeJS.Platform;
  readonly env: NodeJS.ProcessEnv;
  readonly home: string;
  readonly exists: (path: string) => boolean;
  /** Names in a folder; empty when it is not there. */
  readonly list: (folder: string) => readonly string[];
}

const HERE: Surroundings = {
  platform: process.platform,
  env: process.env,
  home: homedir(),
  exists: existsSync,
  list: (folder) => (existsSync(folder) ? readdirSync(folder) : []),
};

const LINUX_NAMES = [
  'chromium',
  'chromium-browser',
  'google-chrome',
  'google-chrome-stable',
  'brave-browser',
  'microsoft-edge',
];
const LINUX_FOLDERS = ['/usr/bin', '/usr/local/bin', '/snap/bin'];
const MAC_PROGRAMS = [
  'Google Chrome.app/Contents/MacOS/Google Chrome',
  'Chromium.app/Contents/MacOS/Chromium',
  'Microsoft Edge.app/Contents/MacOS/Microsoft Edge',
];
const WINDOWS_PROGRAMS = [
  String.raw`Google\Chrome\Application\chrome.exe`,
  String.raw`Chromium\Application\chrome.exe`,
  String.raw`Microsoft\Edge\Application\msedge.exe`,
];

function installed({ platform, env, home }: Surroundings): string[] {
  if (platform === 'darwin') {
    return ['/Applications', posix.join(home, 'Applications')].flatMap((folder) =>
      MAC_PROGRAMS.map((program) => posix.join(folder, program)),
    );
  }
  if (platform === 'win32') {
    const folders = ['PROGRAMFILES', 'PROGRAMFILES(X86)', 'LOCALAPPDATA'].map((name) => env[name] ?? '');
    return folders
      .filter((folder) => folder !== '')
      .flatMap((folder) => WINDOWS_PROGRAMS.map((program) => win32.join(folder, program)));
  }
  const folders = [...LINUX_FOLDERS, ...(env['PATH'] ?? '').split(delimiter).filter((folder) => folder !== '')];
  return folders.flatMap((folder) => LINUX_NAMES.map((name) => posix.join(folder, name)));
}

function playwrightCache({ platform, env, home }: Surroundings): string {
  const chosen = env['PLAYWRIGHT_BROWSERS_PATH'];
  if (chosen !== undefined && chosen !== '' && chosen !== '0') return chosen;
  if (platform === 'darwin') return join(home, 'Library/Caches/ms-playwright');
  if (platform === 'win32') return join(env['LOCALAPPDATA'] ?? home, 'ms-playwright');
  return join(home, '.cache/ms-playwright');
}

const PLAYWRIGHT_PROGRAMS = [
  'chrome-linux64/chrome',
  'chrome-linux/chrome',
  'chrome-mac-arm64/Google Chrome for Testing.app/Contents/MacOS/Google Chrome for Testing',
  'chrome-mac/Chromium.app/Contents/MacOS/Chromium',
  'chrome-win64/chrome.exe',
  'chrome-win/chrome.exe',
];

function playwrights(surroundings: Surroundings): string[] {
  const cache = playwrightCache(surroundings);
  const builds = surroundings
    .list(cache)
    .filter((name) => /^chromium-\d+$/u.test(name))
    .sort((a, b) => Number(b.slice(9)) - Number(a.slice(9)));
  return builds.flatMap((name) => PLAYWRIGHT_PROGRAMS.map((program) => join(cache, name, program)));
}

/** The Chrome or Chromium of this machine: `QUINTET_BROWSER`, then an installed one, then Playwright's own; or null. */
export function findChromium(surroundings: Surroundings = HERE): string | null {
  const chosen = surroundings.env['QUINTET_BROWSER'];
  if (chosen !== undefined && chosen !== '') return surroundings.exists(chosen) ? chosen : null;
  const candidates = [...installed(surroundings), ...playwrights(surroundings)];
  return candidates.find((path) => surroundings.exists(path)) ?? null;
}

/** Switches every start of ours uses: nothing is fetched, nothing is asked. */
export function chromiumArguments(isRoot: boolean = process.getuid?.() === 0): string[] {
  return [
    '--no-first-run',
    '--no-default-browser-check',
    '--disable-background-networking',
    '--disable-component-update',
    '--disable-default-apps',
    '--disable-quic',
    '--disable-sync',
    // Chromium's own sandbox does not work for root; `--test-type` hides the bar that says so.
    ...(isRoot ? ['--no-sandbox', '--test-type'] : []),
  ];
}
