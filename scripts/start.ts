import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { ProblemError, toProblem } from '../common/errors.ts';
import { hasDisplay } from '../main/platform/display.ts';
import { findElectron } from '../main/platform/installed-electron.ts';
import { runtimeProblem } from '../main/platform/runtime.ts';
import { watchStopSignals } from '../main/platform/stop-signals.ts';
import { chooseHost } from './choose-host.ts';

const USAGE = 'Usage: npm start -- [--workspace DIR] [--as USER] [--port N] [--browser] [--no-open]';

interface Wanted {
  readonly workspace: string | null;
  readonly actor: string | null;
  readonly port: number;
  readonly browser: boolean;
  readonly open: boolean;
  readonly demo: boolean;
}

// From here on a signal ends in order: a demo that is still being made is removed as well.
const { stopped } = watchStopSignals();

function say(sentence: string): void {
  process.stderr.write(`${sentence}\n`);
}

async function inElectron(program: string, wanted: Wanted): Promise<number> {
  const { buildAll } = await import('./build.ts');
  await buildAll();
  const options = [
    ...(wanted.workspace === null ? [] : ['--workspace', wanted.workspace]),
    ...(wanted.actor === null ? [] : ['--as', wanted.actor]),
  ];
  const child = spawn(program, ['.', ...options], { stdio: 'inherit' });
  void stopped.then(() => child.kill('SIGTERM'));
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('exit', (code) => {
      resolve(code ?? 0);
    });
  });
}

async function inBrowser(wanted: Wanted): Promise<number> {
  const { buildRenderer, isRendererStale } = await import('./build.ts');
  if (await isRendererStale()) await buildRenderer();
  const { serve } = await import('../main/hosts/browser/serve.ts');
  const { createLog } = await import('../main/platform/log.ts');
  const serving = await serve({ ...wanted, note: say, log: createLog() });
  process.stdout.write(`Quintet is ready: ${serving.url}\n`);
  await Promise.race([stopped, serving.windowClosed]);
  await serving.stop();
  return 0;
}

async function start(wanted: Wanted): Promise<number> {
  const choice = chooseHost({ electron: findElectron(), display: hasDisplay(), browserWanted: wanted.browser });
  say(choice.sentence);
  return choice.host === 'electron' ? inElectron(choice.program, wanted) : inBrowser(wanted);
}

async function startDemo(wanted: Wanted): Promise<number> {
  const { createDemoWorkspace } = await import('./demo-workspace.ts');
  const demo = await createDemoWorkspace();
  try {
    say(`Sample workspace with ${demo.queued} made-up reports; it is deleted when the demo ends.`);
    return await start({ ...wanted, workspace: demo.folder });
  } finally {
    await demo.remove();
  }
}

/** The very first start makes the per-user workspace. */
async function startOwn(wanted: Wanted): Promise<number> {
  const { defaultFolder, layoutOf } = await import('../main/core/workspace/layout.ts');
  const workspace = wanted.workspace ?? defaultFolder();
  if (!existsSync(layoutOf(workspace).infoFile)) {
    const { createWorkspace } = await import('../main/core/workspace/create.ts');
    await createWorkspace(workspace, { sample: false });
    say(`Made a new, empty workspace in ${workspace}.`);
  }
  return start({ ...wanted, workspace });
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
    return await (wanted.demo ? startDemo(wanted) : startOwn(wanted));
  } catch (thrown) {
    const { exitCodeOf } = await import('../main/cli/context.ts');
    const { code, message } = toProblem(thrown);
    say(`quintet: ${message} [${code}]`);
    return exitCodeOf(code);
  }
}

process.exitCode = await main();
