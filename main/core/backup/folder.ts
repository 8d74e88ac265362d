import { readdirSync, rmSync, statSync } from 'node:fs';
import { isAbsolute, join } from 'node:path';
import { ProblemError } from '../../../common/errors.ts';

/** `quintet-20261122T041500123Z-1234.age`: when it was made and how many entries of the log it holds. */
const NAME = /^quintet-(?<time>\d{8}T\d{9}Z)-(?<entries>\d{1,15})\.age$/u;

/** A backup in the backup folder of a workspace. */
export interface ListedBackup {
  readonly file: string;
  readonly bytes: number;
  /** RFC 3339 UTC. */
  readonly at: string;
  readonly entries: number | null;
}

export function backupName(now: number, entries: number): string {
  return `quintet-${new Date(now).toISOString().replace(/[-:.]/gu, '')}-${entries}.age`;
}

/** Backups that were made into the folder, newest first; other files are not looked at. */
export function listBackups(folder: string): ListedBackup[] {
  return namesIn(folder)
    .flatMap((file) => {
      const found = NAME.exec(file)?.groups;
      const at = timeOf(found?.['time'] ?? '');
      if (found === undefined || at === null) return [];
      return [
        {
          file,
          bytes: statSync(join(folder, file), { throwIfNoEntry: false })?.size ?? 0,
          at,
          entries: Number(found['entries']),
        },
      ];
    })
    .sort((a, b) => b.at.localeCompare(a.at));
}

/** Deletes the oldest backups beyond the newest `keep`. Call it only when the newest one is durable. */
export function rotate(folder: string, keep: number): string[] {
  const old = listBackups(folder).slice(keep);
  for (const { file } of old) rmSync(join(folder, file), { force: true });
  return old.map(({ file }) => file);
}

/**
 * The path of a backup named by a person: a listed one by its name, any other by its full path.
 * @throws ProblemError FILE_MISSING
 */
export function backupPath(folder: string, file: string): string {
  if (isAbsolute(file)) return file;
  if (NAME.test(file)) return join(folder, file);
  throw new ProblemError('FILE_MISSING', 'Name a backup of the list, or the full path of a backup file.');
}

function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}

function timeOf(compact: string): string | null {
  const parts = /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)(\d{3})Z$/u.exec(compact);
  if (!parts) return null;
  const [, year = '', month = '', day = '', hour = '', minute = '', second = '', ms = ''] = parts;
  const time = Date.parse(`${year}-${month}-${day}T${hour}:${minute}:${second}.${ms}Z`);
  return Number.isNaN(time) ? null : new Date(time).toISOString();
}
