import { readFileSync, rmSync } from 'node:fs';
import Database from 'better-sqlite3';
import { ProblemError } from '../../common/errors.ts';
import { replaceFile } from './atomic-file.ts';
import { classify } from './problems.ts';

/** Where a host says that it is there: `lockFile` carries the lock, `describeFile` only makes the refusal helpful. */
export interface HostLockFiles {
  readonly lockFile: string;
  readonly describeFile: string;
}

export interface HostLock {
  release(): void;
}

/**
 * Makes this process the one host of a workspace. The lock is SQLite's own exclusive lock on a small file: the
 * operating system frees it however the process ends, so a killed host never locks anyone out.
 * @throws ProblemError WORKSPACE_OPEN when another process holds it
 */
export function acquireHostLock(files: HostLockFiles, now: Date): HostLock {
  let connection: Database.Database | null = null;
  try {
    connection = new Database(files.lockFile, { timeout: 0 });
    connection.exec('BEGIN EXCLUSIVE');
    replaceFile(
      files.describeFile,
      Buffer.from(`${JSON.stringify({ pid: process.pid, since: now.toISOString() })}\n`, 'utf8'),
    );
  } catch (thrown) {
    connection?.close();
    const problem = classify(thrown);
    if (problem instanceof ProblemError && problem.code === 'DB_BUSY')
      throw new ProblemError('WORKSPACE_OPEN', openElsewhere(files.describeFile));
    throw problem;
  }
  const held = connection;
  return {
    release: () => {
      rmSync(files.describeFile, { force: true });
      held.close();
    },
  };
}

function openElsewhere(describeFile: string): string {
  const { pid, since } = readDescription(describeFile);
  const who = pid === null ? '' : ` (process ${pid}${since === null ? '' : `, since ${since}`})`;
  return `This workspace is already open in another Quintet${who}. Use that window, or close it first.`;
}

function readDescription(describeFile: string): { pid: number | null; since: string | null } {
  try {
    const document: unknown = JSON.parse(readFileSync(describeFile, 'utf8'));
    const { pid, since } = Object(document) as { pid?: unknown; since?: unknown };
    return { pid: typeof pid === 'number' ? pid : null, since: typeof since === 'string' ? since : null };
  } catch {
    return { pid: null, since: null };
  }
}
