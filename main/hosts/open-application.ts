import { existsSync } from 'node:fs';
import type { Application } from '../core/application-port.ts';
import { startApplication } from '../core/application.ts';
import { createClassifier } from '../core/classifier/client.ts';
import { shippedModelDir } from '../core/classifier/model-dir.ts';
import { createWorkspace } from '../core/workspace/create.ts';
import { userOf } from '../core/workspace/info.ts';
import { defaultFolder, layoutOf } from '../core/workspace/layout.ts';
import { openWorkspace } from '../core/workspace/open.ts';
import type { Log } from '../platform/log.ts';

/** Folder beside the code of an installed Quintet; absent outside Electron. */
const RESOURCES = (process as { resourcesPath?: string }).resourcesPath ?? null;

export interface OpenApplicationOptions {
  /** Folder of the workspace; null means the per-user one. */
  readonly workspace: string | null;
  /** Who sits here; null means the workspace's first user. */
  readonly actor: string | null;
  readonly host: 'electron' | 'browser';
  readonly log: Log;
  /** Makes an empty workspace where there is none: the first start of an installed desktop program. */
  readonly createMissing?: boolean;
}

/**
 * Opens the workspace as its one host and starts the core on it.
 * @throws ProblemError WORKSPACE_MISSING, WORKSPACE_OPEN, USAGE and those of the database
 */
export async function openApplication(options: OpenApplicationOptions): Promise<Application> {
  const { log, host } = options;
  const { folder, infoFile } = layoutOf(options.workspace ?? defaultFolder());
  if (options.createMissing === true && !existsSync(infoFile)) await createWorkspace(folder, { sample: false });
  const workspace = await openWorkspace(folder, {
    asHost: true,
    onSlow: (operation, ms) => {
      log.warn({ operation, ms }, 'slow database operation');
    },
  });
  try {
    return await startApplication({
      workspace,
      classifier: createClassifier({ modelDir: shippedModelDir(RESOURCES) }),
      actor: userOf(workspace.info, options.actor).id,
      host,
      onProblem: (name, error) => {
        log.error({ task: name, err: error }, 'background work failed');
      },
    });
  } catch (thrown) {
    await workspace.close();
    throw thrown;
  }
}
