import type { Output } from '../../components/use-core.ts';

export type BackupStatus = Output<'backup.status'>;
export type BackupFile = BackupStatus['files'][number];
export type DrillResult = Output<'backup.drill'>;

const HOUR = 60 * 60_000;

/** How the workspace stands: whether it could be brought back, and how much would be missing. Times in milliseconds. */
export type Standing =
  | { readonly kind: 'noKey' }
  | { readonly kind: 'waiting' }
  | { readonly kind: 'none' }
  | { readonly kind: 'unscheduled'; readonly age: number }
  | { readonly kind: 'due'; readonly age: number; readonly in: number }
  | { readonly kind: 'overdue'; readonly age: number; readonly by: number };

/** The newest file; null when there is none. */
export function newestOf(files: readonly BackupFile[]): BackupFile | null {
  return files.reduce<BackupFile | null>(
    (newest, file) => (newest === null || Date.parse(file.at) > Date.parse(newest.at) ? file : newest),
    null,
  );
}

/** @param now Unix milliseconds */
export function standingOf({ recipient, pending, files, schedule }: BackupStatus, now: number): Standing {
  if (recipient === null) return { kind: pending === null ? 'noKey' : 'waiting' };
  const newest = newestOf(files);
  if (newest === null) return { kind: 'none' };
  const age = Math.max(0, now - Date.parse(newest.at));
  if (schedule === null) return { kind: 'unscheduled', age };
  const every = schedule.everyHours * HOUR;
  return age < every ? { kind: 'due', age, in: every - age } : { kind: 'overdue', age, by: age - every };
}

/** Whether the last attempt failed: a failure counts until a newer backup exists. */
export function hasFailedSince({ lastFailure, files }: BackupStatus): boolean {
  if (lastFailure === null) return false;
  const newest = newestOf(files);
  return newest === null || Date.parse(lastFailure.at) > Date.parse(newest.at);
}

/** Name of a backup without its folder, which the screen shows once. */
export function fileName(file: string): string {
  return file.split(/[\\/]/u).at(-1) ?? file;
}

/** A recovery secret as typed from paper: blanks between groups are not part of it, and its letters are capitals. */
export function secretOf(typed: string): string {
  return typed.replaceAll(/\s+/gu, '').toUpperCase();
}
