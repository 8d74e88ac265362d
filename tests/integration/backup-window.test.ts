import { readdirSync, writeFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Output } from '../../common/contract.ts';
import { verifyBackup } from '../../main/core/backup/open-backup.ts';
import { layoutOf } from '../../main/core/workspace/layout.ts';
import { addReports } from './support/backups.ts';
import { startDesk, type RunningDesk } from './support/desk.ts';
import { refusalOf, signIn } from './support/seats.ts';
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

  /** A ceremony up to its proposal. */
  async function propose(): Promise<{ begun: Output<'backup.beginCeremony'>; proposal: string }> {
    const { handlers } = desk.application;
    const begun = await handlers['backup.beginCeremony']({}, WINDOW);
    const answers = begun.ask.map((position) => begun.groups[position - 1] ?? '');
    const { proposal } = await handlers['backup.finishCeremony']({ ceremony: begun.ceremony, answers }, WINDOW);
    return { begun, proposal };
  }

  /** A ceremony whose key a second admin has approved. */
  async function ceremony(): Promise<Output<'backup.beginCeremony'>> {
    const { begun, proposal } = await propose();
    const second = await signIn(desk.application, 'admin-02');
    await second('proposals.decide', { id: proposal, approve: true });
    return begun;
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
    const begun = await ceremony();
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
    expect(kinds).toEqual(expect.arrayContaining(['proposal.made', 'backup.created', 'backup.drilled']));
    const approved = await desk.workspace.log.search({ actor: 'admin-02' }, null, 2);
    expect(approved.rows.map(({ kind }) => kind)).toEqual(['proposal.decided', 'recovery.set']);
    await desk.workspace.keys.reload();
    expect(JSON.stringify(desk.workspace.keys.setting('backup.recovery'))).not.toContain('SECRET');
  });

  it('the ceremony only proposes a key: whoever made it cannot put it into use', async () => {
    const { handlers } = desk.application;
    const { begun, proposal } = await propose();
    const { recipient } = begun;
    const pending = { recipient, proposal, proposedBy: 'admin-01', at: expect.any(String) as string };
    expect(await status()).toMatchObject({ recipient: null, recipientSince: null, pending });
    await expect(handlers['backup.create']({}, WINDOW)).rejects.toMatchObject({ code: 'RECOVERY_MISSING' });
    const own = handlers['proposals.decide']({ id: proposal, approve: true }, WINDOW);
    await expect(own).rejects.toMatchObject({ code: 'TWO_PERSON' });
    expect((await status()).recipient).toBeNull();
    const made: unknown[] = [];
    for await (const { event } of desk.workspace.log.exportRows({ kind: 'proposal.made' })) made.push(event);
    expect(made).toEqual([{ kind: 'proposal.made', proposal, change: 'recovery', key: recipient }]);
    const second = await signIn(desk.application, 'admin-02');
    await second('proposals.decide', { id: proposal, approve: true });
    expect(await status()).toMatchObject({ recipient, pending: null });
  });

  it('a key that was rejected or withdrawn leaves the one in use as it was', async () => {
    const first = await ceremony();
    const second = await signIn(desk.application, 'admin-02');
    const rejected = await propose();
    expect(await status()).toMatchObject({
      recipient: first.recipient,
      pending: { recipient: rejected.begun.recipient },
    });
    await second('proposals.decide', { id: rejected.proposal, approve: false });
    const withdrawn = await propose();
    await desk.application.handlers['proposals.decide']({ id: withdrawn.proposal, approve: false }, WINDOW);
    expect(await status()).toMatchObject({ recipient: first.recipient, pending: null });
    const late = second('proposals.decide', { id: rejected.proposal, approve: true });
    expect(await refusalOf(late)).toBe('PROPOSAL_CLOSED');
    expect((await desk.workspace.log.search({ kind: 'recovery.set' }, null, 10)).rows).toHaveLength(1);
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
    expect(await status()).toMatchObject({ recipient: null, pending: null });
  });

  it('the schedule makes the first at once, the next when it is due, and keeps as many as it says', async () => {
    const { handlers } = desk.application;
    const begun = await ceremony();
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
