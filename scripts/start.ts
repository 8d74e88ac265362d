import { spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { hasDisplay } from '../main/platform/display.ts';
import { findElectron } from '../main/platform/installed-electron.ts';
import { runtimeProblem } from '../main/platform/runtime.ts';
import { chooseHost } from './choose-host.ts';
import { buildAll, buildRenderer, isRendererStale } from './build.ts';

const USAGE = 'Usage: npm start -- [--workspace DIR] [--as USER] [--port N] [--browser] [--no-open]';

function say(sentence: string): void {
  process.stderr.write(`${sentence}\n`);
}

/** Runs the command line in this process. */
async function quintet(...words: string[]): Promise<number> {
  const { run } = await import('../main/cli/program.ts');
  return run([process.execPath, 'quintet', ...words]);
}

interface Wanted {
  readonly workspace: string | undefined;
  readonly as: string | undefined;
  readonly port: string | undefined;
  readonly browser: boolean;
  readonly open: boolean;
}

async function inElectron(program: string, wanted: Wanted): Promise<number> {
  await buildAll();
  const options = [
    ...(wanted.workspace === undefined ? [] : ['--workspace', wanted.workspace]),
    ...(wanted.as === undefined ? [] : ['--as', wanted.as]),
  ];
  const child = spawn(program, ['.', ...options], { stdio: 'inherit' });
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => child.kill(signal));
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('exit', (code) => {
      resolve(code ?? 0);
    });
  });
}

async function inBrowser(wanted: Wanted): Promise<number> {
  if (await isRendererStale()) await buildRenderer();
  return quintet(
    ...(wanted.workspace === undefined ? [] : ['--workspace', wanted.workspace]),
    ...(wanted.as === undefined ? [] : ['--as', wanted.as]),
    'serve',
    ...(wanted.port === undefined ? [] : ['--port', wanted.port]),
    ...(wanted.open ? [] : ['--no-open']),
  );
}

/** Makes the per-user workspace at the very first start. */
async function ensureWorkspace(workspace: string | undefined): Promise<number> {
  const { existsSync } = await import('node:fs');
  const { defaultFolder, layoutOf } = await import('../main/core/workspace/layout.ts');
  const folder = workspace ?? defaultFolder();
  if (existsSync(layoutOf(folder).infoFile)) return 0;
  return quintet('--workspace', folder, 'init');
}

async function start(wanted: Wanted): Promise<number> {
  const choice = chooseHost({ electron: findElectron(), display: hasDisplay(), browserWanted: wanted.browser });
  say(choice.sentence);
  return choice.host === 'electron' ? inElectron(choice.program, wanted) : inBrowser(wanted);
}

/** A sample workspace in a temporary folder, gone at the end. */
async function demo(wanted: Wanted): Promise<number> {
  const folder = await mkdtemp(join(tmpdir(), 'quintet-demo-'));
  const workspace = join(folder, 'workspace');
  try {
    say('Making a throwaway sample workspace; it is deleted when the demo ends.');
    const made = await quintet('--quiet', '--workspace', workspace, 'init', '--sample');
    return made === 0 ? await start({ ...wanted, workspace }) : made;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

function readOptions(): (Wanted & { demo: boolean }) | null {
  try {
    const { values } = parseArgs({
      options: {
        demo: { type: 'boolean', default: false },
        browser: { type: 'boolean', default: false },
        'no-open': { type: 'boolean', default: false },
        workspace: { type: 'string' },
        as: { type: 'string' },
        port: { type: 'string' },
      },
    });
    const { demo: isDemo, browser, workspace, as, port } = values;
    return { demo: isDemo, browser, open: !values['no-open'], workspace, as, port };
  } catch {
    return null;
  }
}

const problem = runtimeProblem();
const wanted = readOptions();
if (problem !== null) {
  say(problem);
  process.exitCode = 3;
} else if (wanted === null) {
  say(USAGE);
  process.exitCode = 2;
} else if (wanted.demo) {
  process.exitCode = await demo(wanted);
} else {
  const made = await ensureWorkspace(wanted.workspace);
  process.exitCode = made === 0 ? await start(wanted) : made;
}
