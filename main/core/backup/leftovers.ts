import { createHash } from 'node:crypto';
import { lstatSync, readdirSync, rmSync } from 'node:fs';
import { hostname, tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { WorkspaceLayout } from '../workspace/layout.ts';

/** Temporary folders of this program: what is restored beside its place, and what a drill or a check unpacks. */
const KINDS = { restore: '.quintet-restore-', check: 'quintet-backup-' } as const;
type Kind = keyof typeof KINDS;

/** Machine and process; what follows is `mkdtemp`'s. A process is only known to be gone on its own machine. */
const NAME = /^(?<machine>[0-9a-f]{8})-(?<pid>[1-9]\d*)-[^-]+$/u;

/** What a temporary folder's name begins with; it names the process, so that what a killed one left can be told. */
export function temporaryPrefix(kind: Kind): string {
  return `${KINDS[kind]}${machine()}-${process.pid}-`;
}

/** Removes what killed restores left beside a workspace, and killed drills and checks in the folder for such files. */
export function removeLeftovers({ folder }: Pick<WorkspaceLayout, 'folder'>): void {
  removeLeftoversIn(dirname(folder), 'restore');
  removeLeftoversIn(tmpdir(), 'check');
}

/**
 * Removes folders of one kind whose process is gone. Those of running processes, of other machines and of other people
 * stay. What cannot be removed stays as well: tidying up keeps nobody from their work.
 */
export function removeLeftoversIn(parent: string, kind: Kind): void {
  for (const name of namesIn(parent)) {
    if (!name.startsWith(KINDS[kind])) continue;
    const found = NAME.exec(name.slice(KINDS[kind].length))?.groups;
    if (found?.['machine'] !== machine() || runs(Number(found['pid']))) continue;
    const path = join(parent, name);
    try {
      if (isOwnFolder(path)) rmSync(path, { recursive: true, force: true });
    } catch {
      // It stays until the next time.
    }
  }
}

/** Whether a process is there; one that belongs to somebody else is. */
export function runs(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (thrown) {
    return thrown instanceof Error && 'code' in thrown && thrown.code === 'EPERM';
  }
}

function machine(): string {
  return createHash('sha256').update(hostname()).digest('hex').slice(0, 8);
}

function isOwnFolder(path: string): boolean {
  const found = lstatSync(path);
  return found.isDirectory() && (process.getuid === undefined || found.uid === process.getuid());
}

function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}
