import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { findChromium } from '../main/platform/chromium.ts';

export type Chromium = { readonly path: string } | { readonly missing: string };

/** What setting up a browser needs of the machine; tests put their own in. */
export interface Machine {
  find(): string | null;
  /** Runs a program to its end; false when it failed or took too long. */
  run(program: string, options: readonly string[]): boolean;
  readonly isRoot: boolean;
  readonly hasApt: boolean;
  say(sentence: string): void;
}

const MOST_INSTALL_MS = 5 * 60_000;

const HERE: Machine = {
  find: () => findChromium(),
  run: (program, options) =>
    spawnSync(program, options, {
      stdio: ['ignore', 'ignore', 'inherit'],
      timeout: MOST_INSTALL_MS,
      env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
    }).status === 0,
  isRoot: process.getuid?.() === 0,
  hasApt: existsSync('/usr/bin/apt-get'),
  say: (sentence) => process.stderr.write(`${sentence}\n`),
};

const ADVICE =
  'Install Chromium or Chrome (Debian and Ubuntu: sudo apt-get install chromium; elsewhere: npx playwright install chromium, ' +
  'or google.com/chrome), or name one with QUINTET_BROWSER=/path/to/chrome. Then run npm test again.';

function playwrightCommand(): string {
  return join(dirname(createRequire(import.meta.url).resolve('@playwright/test/package.json')), 'cli.js');
}

/** Finds a Chromium for the browser tests, or installs one where that is possible: Playwright's, else Debian's. */
export function ensureChromium(machine: Machine = HERE): Chromium {
  const installed = machine.find();
  if (installed !== null) return { path: installed };
  // Debian's comes with the libraries it needs, Playwright's does not: root on Debian takes that first.
  const attempts: { what: string; run: () => boolean }[] = [
    ...(machine.isRoot && machine.hasApt
      ? [
          {
            what: 'Installing Chromium with apt-get …',
            run: () =>
              machine.run('apt-get', ['update', '-q']) &&
              machine.run('apt-get', ['install', '-y', '-q', '-o', 'DPkg::Lock::Timeout=300', 'chromium']),
          },
        ]
      : []),
    {
      what: 'Installing Chromium with Playwright …',
      run: () => machine.run(process.execPath, [playwrightCommand(), 'install', 'chromium']),
    },
  ];
  for (const { what, run } of attempts) {
    machine.say(what);
    if (!run()) continue;
    const path = machine.find();
    if (path !== null) return { path };
  }
  return { missing: `There is no Chromium on this machine and none could be installed. ${ADVICE}` };
}
