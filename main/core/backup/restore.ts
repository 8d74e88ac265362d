import { existsSync, mkdirSync, mkdtempSync, readdirSync, renameSync, rmdirSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { LogDraft } from '../../../common/domain/log.ts';
import { ProblemError } from '../../../common/errors.ts';
import { holdHostLock, type HeldHostLock } from '../../db/host-lock-holder.ts';
import { syncFolder } from '../../db/atomic-file.ts';
import { classify } from '../../db/problems.ts';
import { rowOf } from '../access/people.ts';
import { entryBy } from '../core-context.ts';
import { SETTINGS } from '../keys/key-store.ts';
import { REAL_COST, requireStrong, SAMPLE_COST } from '../keys/passphrase.ts';
import { readVault, withSlot, writeVault } from '../keys/vault.ts';
import { commitTo } from '../review/commitment.ts';
import { layoutOf, type WorkspaceLayout } from '../workspace/layout.ts';
import { removeLeftovers, temporaryPrefix } from './leftovers.ts';
import { openBackup, verifyOpened, type OpenedBackup } from './open-backup.ts';
import { lackingEntries, lookAt, readWitness, type Present, type Witness } from './witness.ts';

export interface RestoreOptions {
  /** The backup. */
  readonly file: string;
  /** `AGE-SECRET-KEY-1…`. */
  readonly secret: string;
  /** A new or empty folder, or one with the workspace the backup was made of. */
  readonly to: string;
  /** Checkpoints kept elsewhere that the restored log must continue. */
  readonly witnesses: readonly string[];
  /** A first passphrase for somebody, for when nobody's is known any more; null leaves the vault as it was. */
  readonly slot: { readonly user: string; readonly passphrase: string } | null;
  /** Restores although the present workspace has seen more; the reason is kept, the log commits to it. */
  readonly override: { readonly reason: string } | null;
  /** Pseudonymous id for the log. */
  readonly actor: string;
  /** Unix milliseconds. */
  readonly now: number;
}

export interface RestoreOutcome {
  readonly folder: string;
  readonly sha256: string;
  /** Entries that came from the backup; what the restoring wrote itself comes after them. */
  readonly entries: number;
  /** Root is hex. */
  readonly checkpoint: { readonly origin: string; readonly size: number; readonly root: string };
  /** Entries known from outside that the backup lacks; more than 0 only with an override. */
  readonly discarded: number;
  /** Where the folder that was replaced is now; null when there was none. */
  readonly keptAside: string | null;
}

/**
 * Restores a backup. Everything is unpacked, verified and completed in a folder beside the wanted one and moved there
 * whole. A workspace that is already there is only replaced by a backup of itself that holds at least as much of the
 * log as anything says it had, and it is never deleted: it is renamed.
 * @throws ProblemError BACKUP_DAMAGED, IDENTITY_WRONG, BACKUP_OLDER, BACKUP_OTHER, WORKSPACE_OPEN, USAGE, DB_FULL …
 */
export async function restoreBackup(options: RestoreOptions): Promise<RestoreOutcome> {
  if (options.slot !== null) requireStrong(options.slot.passphrase);
  const target = layoutOf(options.to);
  const occupied = isOccupied(target);
  const lock = occupied ? await holdHostLock({ lockFile: target.hostLockFile, describeFile: target.hostFile }) : null;
  try {
    return await restoreBeside(options, target, lock);
  } finally {
    await lock?.release();
  }
}

async function restoreBeside(
  options: RestoreOptions,
  target: WorkspaceLayout,
  lock: HeldHostLock | null,
): Promise<RestoreOutcome> {
  const building = makeBeside(target);
  try {
    const backup = await openBackup(options.file, options.secret, building);
    let discarded: number;
    try {
      await requireSound(backup);
      const present = lock === null ? null : await lookAt(target, backup);
      discarded = await requireNotOlder(backup, present, options);
      await complete(backup, discarded, options);
    } finally {
      await backup.workspace.close();
    }
    await lock?.release();
    const keptAside = moveInto(building, target, options.now);
    const { origin, size, root } = backup.checkpoint;
    return {
      folder: target.folder,
      sha256: backup.sha256,
      entries: backup.manifest.entries,
      checkpoint: { origin, size, root: root.toString('hex') },
      discarded,
      keptAside,
    };
  } catch (thrown) {
    throw classify(thrown);
  } finally {
    rmSync(building, { recursive: true, force: true });
  }
}

/** Whether there is a workspace; anything else that is not an empty folder is refused. */
function isOccupied({ folder, infoFile }: WorkspaceLayout): boolean {
  if (existsSync(infoFile)) return true;
  let names: string[];
  try {
    names = readdirSync(folder);
  } catch (thrown) {
    if (thrown instanceof Error && 'code' in thrown && thrown.code === 'ENOENT') return false;
    throw new ProblemError('USAGE', `${folder} is not a folder that can be used.`);
  }
  if (names.length === 0) return false;
  throw new ProblemError(
    'USAGE',
    `The folder ${folder} is not empty and holds no workspace. Name a new or an empty one.`,
  );
}

function makeBeside({ folder }: WorkspaceLayout): string {
  try {
    mkdirSync(dirname(folder), { recursive: true });
    removeLeftovers({ folder });
    return mkdtempSync(join(dirname(folder), temporaryPrefix('restore')));
  } catch (thrown) {
    throw classify(thrown);
  }
}

async function requireSound(backup: OpenedBackup): Promise<void> {
  const { ok, problems } = await verifyOpened(backup);
  if (!ok) throw new ProblemError('BACKUP_DAMAGED', `The backup is damaged. ${problems[0] ?? ''}`);
}

/** @returns how many entries are given up; 0 without an override */
async function requireNotOlder(
  backup: OpenedBackup,
  present: Present | null,
  { witnesses: files, override }: RestoreOptions,
): Promise<number> {
  const witnesses: Witness[] = [...(present?.witnesses ?? []), ...files.map((path) => readWitness(path, backup))];
  const lacking = await lackingEntries(backup, witnesses, present?.rootAtBackup ?? null);
  if (override !== null) return lacking;
  const how =
    'To restore it all the same, give --override-newer and a --reason; the present folder is then kept aside.';
  if (lacking > 0) {
    const { entries } = backup.manifest;
    const newest = witnesses.reduce((most, each) => (each.size > most.size ? each : most));
    throw new ProblemError(
      'BACKUP_OLDER',
      `The backup holds ${entries} log entries, but ${newest.source} stands for ${newest.size}: ${lacking} would be lost. ${how}`,
    );
  }
  if (present !== null && !present.known)
    throw new ProblemError(
      'BACKUP_OLDER',
      `Nothing in the present folder says how far its log went, so that nobody can tell whether the backup is older. ${how}`,
    );
  return 0;
}

/** What restoring adds to the restored workspace itself: a slot in the vault, and the entries that say what happened. */
async function complete(
  { workspace, manifest, sha256 }: OpenedBackup,
  discarded: number,
  { slot, override, actor, now }: RestoreOptions,
): Promise<void> {
  const { keys, layout, vault, info } = workspace;
  const at = new Date(now).toISOString();
  const reason = override === null ? null : { text: override.reason, ...commitTo(override.reason) };
  const restored: LogDraft = entryBy({ id: actor }, now, {
    kind: 'backup.restored',
    sha256,
    entries: manifest.entries,
    discarded,
    override: override !== null && discarded > 0,
    reason: reason?.commitment ?? null,
  });
  const kept = { at, sha256, discarded, reason: reason?.text ?? null, salt: reason?.salt ?? null };
  await keys.change({
    settings: [{ name: SETTINGS.backupLastRestore, value: JSON.stringify(kept) }],
    entries: [restored],
  });
  if (slot === null) return;
  const person = (await workspace.people()).find(({ id }) => id === slot.user);
  if (person === undefined) throw new ProblemError('USAGE', `There is no user “${slot.user}” in the backup.`);
  const file = readVault(layout.vaultFile, info.id);
  const cost = info.sample ? SAMPLE_COST : REAL_COST;
  writeVault(layout.vaultFile, await withSlot(file, vault.master, slot, cost));
  await workspace.database.call('people.put', {
    user: rowOf({ ...person, initialPassphrase: true }),
    entry: entryBy({ id: actor }, now, { kind: 'user.passphrase', user: person.id, by: 'admin' }),
  });
}

/** Puts the finished folder in its place; what stood there gets another name. */
function moveInto(building: string, { folder, infoFile }: WorkspaceLayout, now: number): string | null {
  if (!existsSync(infoFile)) {
    if (existsSync(folder)) rmdirSync(folder);
    renameSync(building, folder);
    syncFolder(dirname(folder));
    return null;
  }
  const aside = `${folder}-before-restore-${new Date(now).toISOString().replace(/[:.]/gu, '-')}`;
  renameSync(folder, aside);
  try {
    renameSync(building, folder);
  } catch (thrown) {
    renameSync(aside, folder);
    throw thrown;
  }
  syncFolder(dirname(folder));
  return aside;
}
