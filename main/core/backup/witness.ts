import { existsSync, readFileSync } from 'node:fs';
import { ProblemError } from '../../../common/errors.ts';
import { openDatabase, type Database } from '../../db/client.ts';
import { openCheckpoint, type Checkpoint } from '../../tlog/checkpoint.ts';
import { verifiedName } from '../../tlog/names.ts';
import { readInfo, type WorkspaceInfo } from '../workspace/info.ts';
import type { WorkspaceLayout } from '../workspace/layout.ts';
import type { OpenedBackup } from './open-backup.ts';

/** A signed statement about the log from outside the backup, and where it was found. */
export interface Witness {
  readonly source: string;
  readonly size: number;
  /** Root, hex. */
  readonly root: string;
}

/** What stands where a backup is to be restored. */
export interface Present {
  readonly info: WorkspaceInfo;
  /** The newest the log there is known to have been, from its checkpoint, its verification note and its database. */
  readonly witnesses: readonly Witness[];
  /** Whether anything there says how far its log went. */
  readonly known: boolean;
  /** Root of its log at the size of the backup, hex; null when its database does not open or is shorter. */
  readonly rootAtBackup: string | null;
}

/**
 * Reads a checkpoint kept elsewhere.
 * @throws ProblemError FILE_MISSING, FILE_UNREADABLE, BACKUP_OTHER when the log of the backup did not sign it
 */
export function readWitness(path: string, { verifiers, checkpoint }: OpenedBackup): Witness {
  if (!existsSync(path)) throw new ProblemError('FILE_MISSING', `There is no file ${path}.`);
  const opened = openCheckpoint(bytesOf(path), checkpoint.origin, verifiers);
  if ('problem' in opened)
    throw new ProblemError('BACKUP_OTHER', `${path} is not a checkpoint signed by the log of this backup.`);
  return witnessed(path, opened);
}

/**
 * Looks at the workspace that a backup is to replace, without changing it.
 * @throws ProblemError BACKUP_OTHER when it is another one, and those of reading its description
 */
export async function lookAt(layout: WorkspaceLayout, backup: OpenedBackup): Promise<Present> {
  const info = readInfo(layout);
  if (info.id !== backup.manifest.workspace)
    throw new ProblemError(
      'BACKUP_OTHER',
      `The folder ${layout.folder} holds the workspace ${info.id}, the backup is of ${backup.manifest.workspace}. Restore it into a new folder.`,
    );
  const witnesses: Witness[] = [];
  for (const [file, name] of [
    [layout.checkpointFile, info.origin],
    [layout.verifiedFile, verifiedName(info.origin)],
  ] as const) {
    if (!existsSync(file)) continue;
    const opened = openCheckpoint(bytesOf(file), name, backup.verifiers);
    if (!('problem' in opened)) witnesses.push(witnessed(file, opened));
  }
  const log = await logThere(layout, info, backup);
  if (log.witness !== null) witnesses.push(log.witness);
  return { info, witnesses, known: witnesses.length > 0, rootAtBackup: log.rootAtBackup };
}

/** What the database there says, when it opens with the keys of the backup; a damaged one says nothing. */
async function logThere(
  layout: WorkspaceLayout,
  info: WorkspaceInfo,
  { workspace, manifest, verifiers }: OpenedBackup,
): Promise<{ witness: Witness | null; rootAtBackup: string | null }> {
  let database: Database | null = null;
  try {
    database = await openDatabase({
      file: layout.databaseFile,
      key: workspace.vault.databaseKey,
      checkpointFile: layout.checkpointFile,
      verifiedFile: layout.verifiedFile,
      origin: info.origin,
      device: info.device,
      privateKey: null,
      verifierKeys: readFileSync(workspace.layout.publicKeysFile, 'utf8').trim().split('\n'),
      writable: false,
      create: false,
    });
    const size = await database.call('log.size', {});
    const root = await database.call('log.rootAt', { size });
    const rootAtBackup = await database.call('log.rootAt', { size: manifest.entries });
    const sound = size > 0 && root !== null && verifiers.length > 0;
    return { witness: sound ? { source: layout.databaseFile, size, root } : null, rootAtBackup };
  } catch (thrown) {
    if (thrown instanceof ProblemError) return { witness: null, rootAtBackup: null };
    throw thrown;
  } finally {
    await database?.close();
  }
}

/**
 * Compares a backup with what is known about its log from outside. Every witness that is not newer must lie on the
 * log of the backup (RFC 6962, 2.1.2: the same size has the same root).
 * @returns how many witnessed entries the backup lacks
 * @throws ProblemError BACKUP_OTHER when they are different histories; no override makes one out of two
 */
export async function lackingEntries(
  { workspace, manifest }: Pick<OpenedBackup, 'workspace' | 'manifest'>,
  witnesses: readonly Witness[],
  rootThere: string | null,
): Promise<number> {
  const rootAt = (size: number): Promise<string | null> => workspace.database.call('log.rootAt', { size });
  const { entries } = manifest;
  for (const { source, size, root } of witnesses)
    if (size <= entries && (await rootAt(size)) !== root) throw otherHistory(source, size);
  if (rootThere !== null && rootThere !== (await rootAt(entries))) throw otherHistory('The database there', entries);
  return Math.max(0, ...witnesses.map(({ size }) => size - entries));
}

function otherHistory(source: string, size: number): ProblemError {
  return new ProblemError(
    'BACKUP_OTHER',
    `The backup is another history of this log: its first ${size} entries are not those that ${source} stands for. Keep both and find out which one is true.`,
  );
}

function witnessed(source: string, { size, root }: Checkpoint): Witness {
  return { source, size, root: root.toString('hex') };
}

function bytesOf(path: string): Buffer {
  try {
    return readFileSync(path);
  } catch (thrown) {
    throw new ProblemError('FILE_UNREADABLE', `${path} cannot be read.`, { cause: thrown });
  }
}
