import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';

/** Where the Electron program is, or the sentence that says why it is not there. */
export type InstalledElectron = { readonly path: string } | { readonly missing: string };

function packageFolder(): string | null {
  try {
    return dirname(createRequire(import.meta.url).resolve('electron/package.json'));
  } catch {
    return null;
  }
}

/**
 * Looks on the disk only. Loading the `electron` module in plain Node would start a download.
 * @param folder the `electron` package's folder, null when it is not installed
 */
export function findElectron(
  folder: string | null = packageFolder(),
  overridden = process.env['ELECTRON_OVERRIDE_DIST_PATH'],
): InstalledElectron {
  if (folder === null) return { missing: 'the electron package is not installed' };
  const pathFile = join(folder, 'path.txt');
  const name = existsSync(pathFile) ? readFileSync(pathFile, 'utf8').trim() : null;
  if (overridden !== undefined && overridden !== '') {
    const path = join(overridden, name ?? 'electron');
    return existsSync(path) ? { path } : { missing: `ELECTRON_OVERRIDE_DIST_PATH holds no ${name ?? 'electron'}` };
  }
  if (name === null) return { missing: 'its program has not been downloaded' };
  const path = join(folder, 'dist', name);
  return existsSync(path) ? { path } : { missing: 'its program has not been downloaded' };
}
