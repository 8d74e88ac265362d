import { readdirSync, writeFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Output } from '../../common/contract.ts';
import { verifyBackup } from '../../main/core/backup/open-backup.ts';
import { layoutOf } from '../../main/core/workspace/layout.ts';
import { addReports } from './support/backups.ts';
import { startDesk, type RunningDesk } from './support/desk.ts';
import { freshWorkspace } from './support/temporary.ts';

const WINDOW = { id: 'admin-window' };
const HOUR = 60 * 60_000;

/** Backups as an admin's window asks for them. */
describe('backups from the window', () => {
  let folder: string;
  let remove: () => Promise<void>;
  let desk: RunningDesk;
  /** Milliseconds the clock of the core is ahead. */
  let ahead = 0;

  beforeEach(async () => {
    ahead = 0;
    ({ folder, remove } = await freshWorkspace());
    await addReports(folder, 2);
    await start();
  });

  afterEach(async () => {
    await desk.application.close();
    await remove();
  });

  async function start(): Promise<void> {
    desk = await startDesk(folder, { actor: 'admin-01', now: () => Date.now() + ahead });
    await desk.application.handlers['session.hello']({}, WINDOW);
  }

  async function ceremony(): Promise<{ begun: Output<'backup.beginCeremony'>; index: number }> {
    const { handlers } = desk.application;
    const begun = await handlers['backup.beginCeremony']({}, WINDOW);
    const answers = begun.ask.map((position) => begun.groups[position - 1] ?? '');
    const { index } = await handlers['backup.finishCeremony']({ ceremony: begun.ceremony, answers }, WINDOW);
    return { begun, index };
  }

  function status(): Promise<Output<'backup.status'>> {
    return desk.application.handlers['backup.status']({}, WINDOW);
  }

  /** Resolves when the status is as wanted; it is asked for again whenever the core says that something changed. */
  function statusWhen(wanted: (status: Output<'backup.status'>) => boolean): Promise<Output<'backup.status'>> {
    return new Promise((resolve, reject) => {
      const stop = desk.application.onEvent(look);
      function look(): void {
        status().then((now) => {
          if (!wanted(now)) return;
          stop();
          resolve(now);
        }, reject);
      }
      look();
    });
  }

  it('ceremony, backup, drill: each in the log, the secret nowhere', async () => {
    const { handlers } = desk.application;
    await expect(handlers['backup.create']({}, WINDOW)).rejects.toMatchObject({ code: 'RECOVERY_MISSING' });
    const schedule = { everyHours: 1, keep: 2 };
    await expect(handlers['backup.setSchedule']({ schedule }, WINDOW)).rejects.toMatchObject({
      code: 'RECOVERY_MISSING',
    });
    const { begun } = await ceremony();
    const made = await handlers['backup.create']({}, WINDOW);
    const drilled = await handlers['backup.drill']({ file: made.file, secret: begun.groups.join(' ') }, WINDOW);
    expect(drilled).toMatchObject({ ok: true, opened: 2, cases: 2, continuesLive: true, entries: made.entries });
    const listed = await status();
    expect(listed).toMatchObject({ recipient: begun.recipient, lastFailure: null, lastDrill: { ok: true } });
    expect(listed.files).toHaveLength(1);
    const again = await handlers['backup.drill']({ file: listed.files[0]!.file, secret: begun.secret }, WINDOW);
    expect(again.ok).toBe(true);
    const { rows } = await desk.workspace.log.search({ actor: 'admin-01' }, null, 20);
    const kinds = rows.map(({ kind }) => kind);
    expect(kinds).toEqual(expect.arrayContaining(['recovery.set', 'backup.created', 'backup.drilled']));
    await desk.workspace.keys.reload();
    expect(JSON.stringify(desk.workspace.keys.setting('backup.recovery'))).not.toContain('SECRET');
  });

  it('a ceremony ends when its window locks', async () => {
    const { handlers } = desk.application;
    const begun = await handlers['backup.beginCeremony']({}, WINDOW);
    const answers = begun.ask.map((position) => begun.groups[position - 1] ?? '');
    await handlers['session.lock']({ cause: 'asked' }, WINDOW);
    await handlers['session.unlock']({ user: 'admin-01', passphrase: 'sample workspace, not secret' }, WINDOW);
    await expect(
      handlers['backup.finishCeremony']({ ceremony: begun.ceremony, answers }, WINDOW),
    ).rejects.toMatchObject({ code: 'CEREMONY_WRONG' });
    expect((await status()).recipient).toBeNull();
  });

  it('the schedule makes the first at once, the next when it is due, and keeps as many as it says', async () => {
    const { handlers } = desk.application;
    const { begun } = await ceremony();
    await handlers['backup.setSchedule']({ schedule: { everyHours: 2, keep: 2 } }, WINDOW);
    const first = await statusWhen(({ files }) => files.length === 1);
    let newest = first.files[0]!;
    for (let round = 0; round < 2; round += 1) {
      await desk.application.close();
      ahead += 2 * HOUR + 1_000;
      await start();
      const after = await statusWhen(({ files }) => files[0]!.at > newest.at && files.length === 2);
      expect(after.files[1]).toEqual(newest);
      newest = after.files[0]!;
    }
    const { folder: backups, files } = await status();
    expect(await verifyBackup(join(backups, files[0]!.file), begun.secret)).toMatchObject({ ok: true });
    await desk.application.close();
    await start();
    expect((await status()).files).toEqual(files);
  });

  it('a failure is shown, keeps the older backups, and goes away when one succeeds', async () => {
    const { handlers } = desk.application;
    await ceremony();
    // A file stands where the folder has to be, so no backup can be written.
    const { backupFolder } = layoutOf(folder);
    await rm(backupFolder, { recursive: true, force: true });
    writeFileSync(backupFolder, 'in the way');
    await handlers['backup.setSchedule']({ schedule: { everyHours: 1, keep: 1 } }, WINDOW);
    const failed = await statusWhen(({ lastFailure }) => lastFailure !== null);
    expect(failed.files).toEqual([]);
    await rm(backupFolder);
    await handlers['backup.create']({}, WINDOW);
    expect((await status()).lastFailure).toBeNull();
    expect(readdirSync(backupFolder)).toHaveLength(1);
  });

  it('nobody but an admin makes or proves one', async () => {
    const { handlers } = desk.application;
    const lead = { id: 'lead-window' };
    await handlers['session.unlock']({ user: 'lead-01', passphrase: null }, lead);
    expect(await handlers['backup.status']({}, lead)).toMatchObject({ recipient: null, files: [] });
    for (const call of [
      () => handlers['backup.create']({}, lead),
      () => handlers['backup.beginCeremony']({}, lead),
      () => handlers['backup.drill']({ file: 'x', secret: 'y' }, lead),
    ])
      await expect(call()).rejects.toMatchObject({ code: 'NOT_ALLOWED' });
  });
});
