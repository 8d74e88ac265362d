import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/**
 * Finds a worker's entry file. From a checkout workers run as TypeScript; in a build they stand beside the bundle as
 * `<name>-worker.js`.
 * @param name built name, such as `db`
 * @param source the TypeScript entry, as a URL resolved by the caller
 */
export function workerEntry(name: string, source: URL): URL {
  if (source.pathname.endsWith('.ts') && existsSync(fileURLToPath(source))) return source;
  return new URL(`./${name}-worker.js`, import.meta.url);
}
