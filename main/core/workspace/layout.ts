import { join, resolve } from 'node:path';
import envPaths from 'env-paths';

/** Where the parts of a workspace stand inside its folder. */
export interface WorkspaceLayout {
  readonly folder: string;
  readonly infoFile: string;
  readonly databaseFile: string;
  readonly checkpointFile: string;
  readonly verifiedFile: string;
  readonly keyFolder: string;
  /** The wrapped master key and the sealed device key. */
  readonly vaultFile: string;
  /** How many attempts to unlock have failed. */
  readonly attemptsFile: string;
  /** Public keys of the log, one per line, in the text form of signed notes. */
  readonly publicKeysFile: string;
  readonly hostLockFile: string;
  readonly hostFile: string;
  readonly backupFolder: string;
  readonly disclosureFolder: string;
}

export function layoutOf(folder: string): WorkspaceLayout {
  const absolute = resolve(folder);
  const keyFolder = join(absolute, 'keys');
  return {
    folder: absolute,
    infoFile: join(absolute, 'workspace.json'),
    databaseFile: join(absolute, 'quintet.db'),
    checkpointFile: join(absolute, 'checkpoint'),
    verifiedFile: join(absolute, 'verified'),
    keyFolder,
    vaultFile: join(keyFolder, 'vault.json'),
    attemptsFile: join(keyFolder, 'attempts.json'),
    publicKeysFile: join(keyFolder, 'log.pub'),
    hostLockFile: join(absolute, 'host.lock'),
    hostFile: join(absolute, 'host.json'),
    backupFolder: join(absolute, 'backups'),
    disclosureFolder: join(absolute, 'disclosures'),
  };
}

/** The per-user data folder, where a workspace is unless one is named. */
export function defaultFolder(): string {
  return join(envPaths('quintet', { suffix: '' }).data, 'workspace');
}
