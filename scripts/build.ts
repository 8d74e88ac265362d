import { existsSync, statSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build as buildWithElectronVite } from 'electron-vite';
import { build as buildWithVite } from 'vite';
import { ProblemError, toProblem } from '../common/errors.ts';
import { renderer } from '../electron.vite.config.ts';

const ROOT = fileURLToPath(new URL('../', import.meta.url));
const BUILT = join(ROOT, 'out/renderer/index.html');

async function newest(folder: string): Promise<number> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  return Math.max(
    0,
    ...entries.filter((entry) => entry.isFile()).map((entry) => statSync(join(entry.parentPath, entry.name)).mtimeMs),
  );
}

/** Whether the built window is missing or older than what it is built from. */
export async function isRendererStale(): Promise<boolean> {
  if (!existsSync(BUILT)) return true;
  const sources = await Promise.all(['renderer', 'common'].map((folder) => newest(join(ROOT, folder))));
  return statSync(BUILT).mtimeMs < Math.max(...sources);
}

async function orProblem(what: string, building: Promise<unknown>): Promise<void> {
  try {
    await building;
  } catch (thrown) {
    const [reason = ''] = (thrown instanceof Error ? thrown.message : String(thrown)).split('\n\n').slice(-1);
    throw new ProblemError('BUILD_FAILED', `${what} could not be built: ${reason.split('\n').slice(0, 2).join(' ')}`, {
      cause: thrown,
    });
  }
}

/**
 * Builds the window into `out/renderer`.
 * @throws ProblemError BUILD_FAILED
 */
export async function buildRenderer(): Promise<void> {
  const options = { ...renderer, configFile: false, mode: 'production', logLevel: 'warn' } as const;
  await orProblem('The window', buildWithVite(options));
}

/**
 * Builds the desktop program, the command line, their workers and the window into `out`.
 * @throws ProblemError BUILD_FAILED
 */
export async function buildAll(): Promise<void> {
  await orProblem('Quintet', buildWithElectronVite({ root: ROOT, mode: 'production', logLevel: 'warn' }));
}

if (import.meta.main) {
  try {
    await buildAll();
  } catch (thrown) {
    process.stderr.write(`${toProblem(thrown).message}\n`);
    process.exitCode = 1;
  }
}
