import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { ProblemError, toProblem } from '../common/errors.ts';
import { hasDisplay } from '../main/platform/display.ts';
import { keepMemoryOutOfDumps } from '../main/platform/dumps.ts';
import { findElectron } from '../main/platform/installed-electron.ts';
import { runtimeProblem } from '../main/platform/runtime.ts';
import { watchStopSignals } from '../main/platform/stop-signals.ts';
import { chooseHost, type HostChoice } from './choose-host.ts';

const USAGE = 'Usage: npm start -- [--workspace DIR] [--as USER] [--port N] [--browser] [--no-open]';

interface Wanted {
  readonly workspace: string | null;
  readonly actor: string | null;
  readonly port: number;
  readonly browser: boolean;
  readonly open: boolean;
  readonly demo: boolean;
}

keepMemoryOutOfDumps();

// From here on a signal ends in order: a demo that is still being made is removed as well.
const { stopped } = watchStopSignals();

function say(sentence: string): void {
  process.stderr.write(`${sentence}\n`);
}

/** Builds what the chosen host shows, where that is missing or older than its sources. */
async function build(choice: HostChoice): Promise<void> {
  const { buildAll, buildRenderer, isRendererStale } = await import('./build.ts');
  if (choice.host === 'electron') await buildAll();
  else if (await isRendererStale()) await buildRenderer();
}

async function inElectron(program: string, workspace: string, wanted: Wanted): Promise<number> {
  const actor = wanted.actor === null ? [] : ['--as', wanted.actor];
  const child = spawn(program, ['.', '--workspace', workspace, ...actor], { stdio: 'inherit' });
  void stopped.then(() => child.kill('SIGTERM'));
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('exit', (code) => {
      resolve(code ?? 0);
    });
  });
}

async function inBrowser(workspace: string, wanted: Wanted): Promise<number> {
  const { serve } = await import('../main/hosts/browser/serve.ts');
  const { createLog } = await import('../main/platform/log.ts');
  const serving = await serve({
    ...wanted,
    workspace,
    passphrase: null,
    createMissing: true,
    note: say,
    log: createLog(),
  });
  process.stdout.write(`Quintet is ready: ${serving.url}\n`);
  await Promise.race([stopped, serving.windowClosed]);
  await serving.stop();
  return 0;
}

function show(choice: HostChoice, workspace: string, wanted: Wanted): Promise<number> {
  return choice.host === 'electron' ? inElectron(choice.program, workspace, wanted) : inBrowser(workspace, wanted);
}

async function startDemo(choice: HostChoice, wanted: Wanted): Promise<number> {
  const building = build(choice);
  // Awaited below; a build that fails earlier must not end the process before the demo is removed.
  building.catch(() => undefined);
  const { createDemoWorkspace } = await import('./demo-workspace.ts');
  const demo = await createDemoWorkspace();
  try {
    say(`Sample workspace with ${demo.queued} made-up reports; it is deleted when the demo ends.`);
    await building;
    return await show(choice, demo.folder, wanted);
  } finally {
    await demo.remove();
  }
}

/** The very first start makes the per-user workspace. */
async function startOwn(choice: HostChoice, wanted: Wanted): Promise<number> {
  const { defaultFolder, layoutOf } = await import('../main/core/workspace/layout.ts');
  const workspace = wanted.workspace ?? defaultFolder();
  await build(choice);
  if (!existsSync(layoutOf(workspace).infoFile))
    say(`There is no workspace in ${workspace} yet: the window makes one.`);
  return show(choice, workspace, wanted);
}

async function readOptions(): Promise<Wanted> {
  const { parsePort } = await import('../main/cli/serve.ts');
  let values;
  try {
    ({ values } = parseArgs({
      options: {
        demo: { type: 'boolean', default: false },
        browser: { type: 'boolean', default: false },
        'no-open': { type: 'boolean', default: false },
        workspace: { type: 'string' },
        as: { type: 'string' },
        port: { type: 'string', default: '0' },
      },
    }));
  } catch {
    throw new ProblemError('USAGE', USAGE);
  }
  const { demo, browser, workspace, as, port } = values;
  return {
    demo,
    browser,
    open: !values['no-open'],
    workspace: workspace ?? null,
    actor: as ?? null,
    port: parsePort(port),
  };
}

async function main(): Promise<number> {
  const problem = runtimeProblem();
  if (problem !== null) {
    say(problem);
    return 3;
  }
  try {
    const wanted = await readOptions();
    const choice = chooseHost({ electron: findElectron(), display: hasDisplay(), browserWanted: wanted.browser });
    say(choice.sentence);
    return await (wanted.demo ? startDemo(choice, wanted) : startOwn(choice, wanted));
  } catch (thrown) {
    const { exitCodeOf } = await import('../main/cli/context.ts');
    const { code, message } = toProblem(thrown);
    say(`quintet: ${message} [${code}]`);
    return exitCodeOf(code);
  }
}

process.exitCode = await main();
