import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { MANIFEST_FILE } from './manifest.ts';

/** The model that comes with this version. */
export const SHIPPED_MODEL = join('models', 'text-v1');

/**
 * Folder of the shipped model: the nearest `models/text-v1` above this file (a checkout or its build), or the one in
 * `resources`, the folder beside a packaged application's code. When there is none the first guess is returned, so that
 * the message about what is missing names a place.
 */
export function shippedModelDir(resources: string | null = null): string {
  const candidates = resources === null ? [] : [join(resources, SHIPPED_MODEL)];
  let folder = dirname(fileURLToPath(import.meta.url));
  for (let parent = dirname(folder); parent !== folder; parent = dirname(folder)) {
    candidates.push(join(folder, SHIPPED_MODEL));
    folder = parent;
  }
  return candidates.find((candidate) => existsSync(join(candidate, MANIFEST_FILE))) ?? join(folder, SHIPPED_MODEL);
}
