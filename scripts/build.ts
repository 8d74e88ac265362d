import { existsSync, statSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build as buildWithElectronVite } from 'electron-vite';
import { build as buildWithVite } from 'vite';
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

/** Builds the window into `out/renderer`. */
export async function buildRenderer(): Promise<void> {
  await buildWithVite({ ...renderer, configFile: false, mode: 'production', logLevel: 'warn' });
}

/** Builds the desktop program, the command line, their workers and the window into `out`. */
export async function buildAll(): Promise<void> {
  await buildWithElectronVite({ root: ROOT, mode: 'production', logLevel: 'warn' });
}

if (import.meta.main) await buildAll();
