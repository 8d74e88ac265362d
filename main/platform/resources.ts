import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** Folder of the shipped models: beside the sources in a checkout, in the resources of an installed Quintet. */
export function modelsFolder(): string {
  const resources = (process as { resourcesPath?: string }).resourcesPath;
  if (resources !== undefined) {
    const installed = join(resources, 'models');
    if (existsSync(installed)) return installed;
  }
  // This file is in main/platform/ of a checkout, or bundled into out/main/: both are two levels below the root.
  return fileURLToPath(new URL('../../models/', import.meta.url));
}
