import { ProblemError } from '../../../common/errors.ts';
import { openStored } from '../intake/open-stored.ts';
import type { Workspace } from '../workspace/open.ts';
import { inTemporaryFolder, openBackup, verifyOpened, type OpenedBackup } from './open-backup.ts';
import { lackingEntries } from './witness.ts';
import { sha256Of } from './write-file.ts';

/** Cases whose content a drill opens, spread over all of them. */
const OPENED_CASES = 20;

export interface DrillReport {
  readonly ok: boolean;
  /** SHA-256 of the backup file, hex. */
  readonly sha256: string;
  readonly entries: number;
  readonly cases: number;
  /** Cases whose content was opened with the restored keys and verified again. */
  readonly opened: number;
  /** Whether the live log and the restored one are the same history. */
  readonly continuesLive: boolean;
  readonly problems: string[];
  readonly ms: number;
}

/**
 * Proves a backup: restores it into a temporary folder that is removed whatever happens, verifies the whole log,
 * compares it with the live one and opens stored reports with nothing but the keys from the backup. The live workspace is
 * only asked for its roots; the entry about the drill is the caller's.
 * @throws ProblemError FILE_MISSING, FILE_UNREADABLE, IDENTITY_WRONG, DB_FULL; a damaged backup is an outcome, not an error
 */
export async function drillBackup(live: Workspace, file: string, secret: string): Promise<DrillReport> {
  const start = performance.now();
  const report = await inTemporaryFolder((folder) => examine(live, file, secret, folder)).catch(
    async (thrown: unknown): Promise<Omit<DrillReport, 'ms'>> => {
      if (!(thrown instanceof ProblemError) || thrown.code !== 'BACKUP_DAMAGED') throw thrown;
      const nothing = { entries: 0, cases: 0, opened: 0, continuesLive: false };
      return { ok: false, sha256: await sha256Of(file), ...nothing, problems: [thrown.message] };
    },
  );
  return { ...report, ms: Math.round(performance.now() - start) };
}

async function examine(
  live: Workspace,
  file: string,
  secret: string,
  folder: string,
): Promise<Omit<DrillReport, 'ms'>> {
  const backup = await openBackup(file, secret, folder);
  try {
    const { manifest, sha256, workspace } = backup;
    const { problems: found, size } = await verifyOpened(backup);
    const problems = [...found];
    const apart = await historyProblem(live, backup);
    if (apart !== null) problems.push(apart);
    const { opened, problems: shut } = await openSome(workspace);
    problems.push(...shut);
    return {
      ok: problems.length === 0,
      sha256,
      entries: size,
      cases: manifest.cases,
      opened,
      continuesLive: apart === null,
      problems,
    };
  } finally {
    await backup.workspace.close();
  }
}

/** Why the live log and the restored one are not the same history, in one sentence; null when they are. */
async function historyProblem(live: Workspace, backup: OpenedBackup): Promise<string | null> {
  if (live.info.id !== backup.manifest.workspace) return 'The backup is of another workspace than this one.';
  const size = await live.database.call('log.size', {});
  const root = await live.database.call('log.rootAt', { size });
  const rootAtBackup = await live.database.call('log.rootAt', { size: backup.manifest.entries });
  try {
    await lackingEntries(
      backup,
      root === null ? [] : [{ source: 'the log of this workspace', size, root }],
      rootAtBackup,
    );
    return null;
  } catch (thrown) {
    if (thrown instanceof ProblemError && thrown.code === 'BACKUP_OTHER') return thrown.message;
    throw thrown;
  }
}

/** What people did to keys on purpose is no fault of the backup: the live workspace cannot open these either. */
const ON_PURPOSE: ReadonlySet<string> = new Set(['KEY_DESTROYED', 'PLATFORM_KEY_RETIRED']);

/** Opens stored reports as a review would, and drops what it read. */
async function openSome({ database, trust }: Workspace): Promise<{ opened: number; problems: string[] }> {
  const problems: string[] = [];
  let opened = 0;
  for (const caseId of await database.call('backup.cases', { limit: OPENED_CASES })) {
    const stored = await database.call('case.stored', { caseId });
    if (stored === null) continue;
    const result = await openStored(stored, trust);
    if (result.ok) opened += 1;
    else if (!ON_PURPOSE.has(result.code))
      problems.push(`The content of the case ${caseId} does not open (${result.code}).`);
  }
  return { opened, problems };
}
