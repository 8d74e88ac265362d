import { existsSync } from 'node:fs';
import type { Application } from '../core/application-port.ts';
import { startApplication } from '../core/application.ts';
import { FirstRun } from '../core/first-run.ts';
import { createClassifier } from '../core/classifier/client.ts';
import { shippedModelDir } from '../core/classifier/model-dir.ts';
import type { Keychain } from '../core/keys/keychain.ts';
import { readInfo } from '../core/workspace/info.ts';
import { defaultFolder, layoutOf } from '../core/workspace/layout.ts';
import type { Log } from '../platform/log.ts';

/** Folder beside the code of an installed Quintet; absent outside Electron. */
const RESOURCES = (process as { resourcesPath?: string }).resourcesPath ?? null;

export interface OpenApplicationOptions {
  /** Folder of the workspace; null means the per-user one. */
  readonly workspace: string | null;
  /** Who sits here; null means whoever the passphrase belongs to, in a sample the first person. */
  readonly actor: string | null;
  /** Signs the first window in without typing; null asks there. A sample workspace never asks. */
  readonly passphrase: string | null;
  readonly host: 'electron' | 'browser';
  readonly log: Log;
  /** The operating system's keychain, where the host has one. */
  readonly keychain?: Keychain | null;
  /** Where there is no workspace, the first window asks for a passphrase and makes one. */
  readonly createMissing?: boolean;
}

/**
 * Takes the workspace as its one host and starts the core on it, locked until somebody signs in.
 * @throws ProblemError WORKSPACE_MISSING, WORKSPACE_OPEN, VAULT_DAMAGED, VAULT_MISMATCH …
 */
export async function openApplication(options: OpenApplicationOptions): Promise<Application> {
  const { log, host, actor, passphrase, keychain } = options;
  const layout = layoutOf(options.workspace ?? defaultFolder());
  if (options.createMissing === true && !existsSync(layout.infoFile))
    return new FirstRun(layout.folder, host, () => openApplication({ ...options, createMissing: false }));
  const { sample } = readInfo(layout);
  return startApplication({
    folder: layout.folder,
    classifier: createClassifier({ modelDir: shippedModelDir(RESOURCES) }),
    host,
    ...(keychain ? { keychain } : {}),
    signIn: sample || passphrase !== null ? { user: actor, passphrase: sample ? null : passphrase } : null,
    onSlow: (operation, ms) => {
      log.warn({ operation, ms }, 'slow database operation');
    },
    onProblem: (name, error) => {
      log.error({ task: name, err: error }, 'background work failed');
    },
  });
}
