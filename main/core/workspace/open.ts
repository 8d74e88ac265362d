import { readFileSync } from 'node:fs';
import { ProblemError } from '../../../common/errors.ts';
import { openDatabase, type Database } from '../../db/client.ts';
import { createAuditLog, type AuditLog } from '../audit/audit-log.ts';
import { createEmbeddedQueue } from '../queue/embedded-queue.ts';
import type { QueuePort } from '../queue/port.ts';
import { createQuarantine, type QuarantineStore } from '../queue/quarantine.ts';
import { createCaseStore, type CaseStore } from '../review/case-store.ts';
import { readInfo, type WorkspaceInfo } from './info.ts';
import { layoutOf, type WorkspaceLayout } from './layout.ts';

export interface OpenOptions {
  /** True for the one process that serves windows; a second one is refused with WORKSPACE_OPEN. */
  readonly asHost: boolean;
  /** False opens for reading only; the default is true. */
  readonly writable?: boolean;
  /** True only while the workspace is being made. */
  readonly create?: boolean;
  /** Told of database operations slower than 100 ms, by name. */
  readonly onSlow?: (name: string, ms: number) => void;
  /** Clock, Unix milliseconds. */
  readonly now?: () => number;
}

/** An open workspace: everything that is kept on disk, behind its ports. */
export interface Workspace {
  readonly info: WorkspaceInfo;
  readonly layout: WorkspaceLayout;
  readonly queue: QueuePort;
  readonly quarantine: QuarantineStore;
  readonly log: AuditLog;
  readonly cases: CaseStore;
  readonly database: Database;
  /** Writes the last checkpoint and lets go of the folder. */
  close(): Promise<void>;
}

/**
 * Opens a workspace.
 * @throws ProblemError WORKSPACE_MISSING, WORKSPACE_OPEN, DATA_INVALID, DB_NEWER, DB_CORRUPT, DB_READONLY …
 */
export async function openWorkspace(folder: string, options: OpenOptions): Promise<Workspace> {
  const layout = layoutOf(folder);
  const info = readInfo(layout);
  const writable = options.writable ?? true;
  const database = await openDatabase({
    file: layout.databaseFile,
    checkpointFile: layout.checkpointFile,
    verifiedFile: layout.verifiedFile,
    origin: info.origin,
    device: info.device,
    privateKey: writable ? readKeyFile(layout.deviceKeyFile) : null,
    verifierKeys: readKeyFile(layout.publicKeysFile).trim().split('\n'),
    hostLock: options.asHost ? { lockFile: layout.hostLockFile, describeFile: layout.hostFile } : null,
    writable,
    create: options.create ?? false,
    ...(options.onSlow ? { onSlow: options.onSlow } : {}),
  });
  const now = options.now ?? Date.now;
  return {
    info,
    layout,
    queue: createEmbeddedQueue(database, { now }),
    quarantine: createQuarantine(database),
    log: createAuditLog(database),
    cases: createCaseStore(database, now),
    database,
    close: () => database.close(),
  };
}

function readKeyFile(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (thrown) {
    throw new ProblemError('KEY_MISSING', `The key file ${path} is missing or cannot be read.`, { cause: thrown });
  }
}
