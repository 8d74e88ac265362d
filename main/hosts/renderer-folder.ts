import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { ProblemError } from '../../common/errors.ts';

/**
 * Folder of the built window: `out/renderer` of a checkout, or beside the bundle in a build.
 * @throws ProblemError RENDERER_MISSING
 */
export function rendererFolder(): string {
  const candidates = ['../../out/renderer/', '../renderer/'].map((path) =>
    fileURLToPath(new URL(path, import.meta.url)),
  );
  const found = candidates.find((folder) => existsSync(`${folder}index.html`));
  if (found === undefined) throw new ProblemError('RENDERER_MISSING');
  return found;
}
