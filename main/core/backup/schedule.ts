import { join } from 'node:path';
import { ProblemError, toProblem } from '../../../common/errors.ts';
import { entryBy, type CoreContext } from '../core-context.ts';
import { SETTINGS } from '../keys/key-store.ts';
import type { Workspace } from '../workspace/open.ts';
import { createBackup, type CreatedBackup } from './create-backup.ts';
import { backupName, listBackups, rotate } from './folder.ts';
import { lastFailureOf, recoveryOf, scheduleOf, type BackupFailure } from './settings.ts';
import { sha256Of } from './write-file.ts';

const HOUR = 60 * 60_000;
/** Longest wait before looking again: the machine may have slept, or its clock been set. */
const LOOK_MS = 10 * 60_000;
/** The same failure is written down again only after this long. */
const REPEAT_MS = 6 * HOUR;

/** Writes a backup into the folder of the workspace, and reads it back before it counts. */
export async function backupIntoFolder(
  workspace: Workspace,
  options: { readonly actor: string; readonly now: number; readonly signal?: AbortSignal },
): Promise<CreatedBackup> {
  const { layout, database } = workspace;
  const entries = await database.call('log.size', {});
  const to = join(layout.backupFolder, backupName(options.now, entries));
  const created = await createBackup(workspace, { ...options, to, recipient: null });
  if ((await sha256Of(to)) !== created.sha256)
    throw new ProblemError('BACKUP_DAMAGED', 'The new backup does not read back as it was written. Check the disk.');
  return created;
}

/**
 * Makes backups while the workspace is unlocked: one whenever the newest is older than the schedule allows. The oldest
 * goes only when the new one is durable and reads back. A failure is kept for `backup.status` and tried again.
 */
export class BackupScheduler {
  readonly #context: CoreContext;
  readonly #ending = new AbortController();
  #timer: NodeJS.Timeout | null = null;
  #running: Promise<void> = Promise.resolve();
  #failure: BackupFailure | null = null;

  constructor(context: CoreContext) {
    this.#context = context;
  }

  /** The last failure nothing has succeeded after, also one that could not be stored. */
  get lastFailure(): BackupFailure | null {
    return this.#failure ?? lastFailureOf(this.#context.workspace.keys);
  }

  /** Looks now whether a backup is due, and then again and again: at the start, and after the schedule was changed. */
  look(): void {
    if (this.#timer) clearTimeout(this.#timer);
    this.#timer = null;
    if (this.#ended()) return;
    this.#running = this.#running
      .then(() => this.#work())
      .then(
        () => {
          this.#plan();
        },
        (error: unknown) => {
          this.#context.problem('backup', error);
          this.#plan();
        },
      );
  }

  /** Somebody made a backup by hand, so what failed before does no more. */
  succeeded(): void {
    this.#failure = null;
  }

  /** Ends it; a backup under way is broken off and leaves nothing behind. */
  async stop(): Promise<void> {
    this.#ending.abort();
    if (this.#timer) clearTimeout(this.#timer);
    await this.#running;
  }

  #ended(): boolean {
    return this.#ending.signal.aborted;
  }

  /** Milliseconds until a backup is due; null without a schedule. */
  #dueIn(): number | null {
    const { workspace, now } = this.#context;
    const schedule = scheduleOf(workspace.keys);
    if (schedule === null || recoveryOf(workspace.keys) === null) return null;
    const newest = listBackups(workspace.layout.backupFolder)[0];
    return newest === undefined ? 0 : Date.parse(newest.at) + schedule.everyHours * HOUR - now();
  }

  #plan(): void {
    if (this.#timer || this.#ended()) return;
    const due = this.#dueIn() ?? LOOK_MS;
    const wait = this.#failure === null ? Math.max(0, due) : LOOK_MS;
    this.#timer = setTimeout(
      () => {
        this.look();
      },
      Math.min(LOOK_MS, wait),
    );
    this.#timer.unref();
  }

  async #work(): Promise<void> {
    const { workspace, now, emit, problem } = this.#context;
    const { signal } = this.#ending;
    const due = this.#dueIn();
    const schedule = scheduleOf(workspace.keys);
    if (this.#ended() || schedule === null || due === null || due > 0) return;
    try {
      await backupIntoFolder(workspace, { actor: 'quintet', now: now(), signal });
      rotate(workspace.layout.backupFolder, schedule.keep);
      this.#failure = null;
    } catch (thrown) {
      if (this.#ended()) return;
      problem('backup', thrown);
      await this.#fail(toProblem(thrown).message);
    } finally {
      emit({ type: 'health.changed' });
    }
  }

  /** Keeps the failure in memory at once and in the workspace as well, unless it stands there already. */
  async #fail(message: string): Promise<void> {
    const { workspace, now } = this.#context;
    const stored = lastFailureOf(workspace.keys);
    const time = now();
    this.#failure = { at: new Date(time).toISOString(), message };
    if (stored?.message === message && time - Date.parse(stored.at) < REPEAT_MS) return;
    const setting = SETTINGS.backupLastFailure;
    await workspace.keys.change({
      settings: [{ name: setting, value: JSON.stringify(this.#failure) }],
      entries: [entryBy({ id: 'quintet' }, time, { kind: 'setting.changed', setting, value: 'failed' })],
    });
  }
}
