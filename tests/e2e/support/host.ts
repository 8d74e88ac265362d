import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { quintet } from '../../integration/support/command-line.ts';

const START = fileURLToPath(new URL('../../../scripts/start.ts', import.meta.url));
const CLI = fileURLToPath(new URL('../../../main/cli.ts', import.meta.url));

/** One line of `audit export`, as far as tests look at it. */
export interface LogLine {
  readonly index: number;
  readonly kind: string;
  readonly caseId: string | null;
  readonly finding: string | null;
  readonly policy: string | null;
  readonly action: string | null;
  readonly event: Record<string, unknown>;
}

/** The real host as a process of its own, on a throwaway workspace. */
export interface Host {
  readonly workspace: string;
  /** Address with a launch token: signs one browser in, once. */
  readonly url: string;
  /** Runs the command line on this workspace. */
  quintet(...args: string[]): ReturnType<typeof quintet>;
  /** Every entry of the log; reading it adds an entry itself. */
  entries(): Promise<LogLine[]>;
  /** Ends the host in order; the workspace stays. */
  stop(): Promise<void>;
  /** Ends it as a crash would. */
  kill(): Promise<void>;
  /** Stops it and removes the workspace. */
  remove(): Promise<void>;
}

/** A host on a workspace somebody else looks after; `stop` leaves its folder. */
export type ServedWorkspace = Omit<Host, 'remove'>;

/**
 * Makes a workspace with the sample reports and serves it.
 * @param prepare changes the closed workspace before it is served
 */
export async function startHost(
  prepare: (workspace: string) => Promise<void> = () => Promise.resolve(),
): Promise<Host> {
  const folder = await mkdtemp(join(tmpdir(), 'quintet-e2e-'));
  const workspace = join(folder, 'workspace');
  const made = await quintet(['init', '--sample', '--workspace', workspace, '--json']);
  if (made.code !== 0) throw new Error(made.stderr);
  await prepare(workspace);
  const host = await serveWorkspace(workspace);
  return {
    ...host,
    remove: async () => {
      await host.stop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/**
 * Serves a workspace.
 * @param isFirstRun as `npm start` does it, where the window makes a workspace that is not there yet
 */
export async function serveWorkspace(workspace: string, isFirstRun = false): Promise<ServedWorkspace> {
  const program = isFirstRun
    ? [START, '--browser', '--no-open', '--workspace', workspace]
    : [CLI, '--workspace', workspace, 'serve', '--no-open'];
  const child = spawn(process.execPath, program, {
    // The start builds a window that is older than its sources, and builds it as the runner's environment says.
    env: { ...process.env, NODE_ENV: 'production', DISPLAY: '', WAYLAND_DISPLAY: '' },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const ended = once(child, 'close');
  const [line] = (await Promise.race([
    once(createInterface({ input: child.stdout }), 'line'),
    ended.then(() => Promise.reject(new Error('the host ended before it was ready'))),
  ])) as [string];
  const end = async (signal: NodeJS.Signals): Promise<void> => {
    if (child.exitCode === null && child.signalCode === null) child.kill(signal);
    await ended;
  };
  const run = (...args: string[]): ReturnType<typeof quintet> => quintet(['--workspace', workspace, ...args]);
  return {
    workspace,
    url: /http:[^\s"]+/u.exec(line)?.[0] ?? '',
    quintet: run,
    entries: async () => {
      const { code, stdout, stderr } = await run('audit', 'export', '--json');
      if (code !== 0) throw new Error(stderr);
      return stdout
        .split('\n')
        .filter((text) => text !== '')
        .map((text) => JSON.parse(text) as LogLine);
    },
    stop: () => end('SIGTERM'),
    kill: () => end('SIGKILL'),
  };
}
