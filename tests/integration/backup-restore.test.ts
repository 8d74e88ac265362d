import { createHash } from 'node:crypto';
import { cpSync, existsSync, readdirSync, readFileSync } from 'node:fs';
import { cp, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { newRecoveryKey, type RecoveryKey } from '../../main/core/backup/age-file.ts';
import type { CreatedBackup } from '../../main/core/backup/create-backup.ts';
import { drillBackup } from '../../main/core/backup/drill.ts';
import { restoreBackup, type RestoreOptions, type RestoreOutcome } from '../../main/core/backup/restore.ts';
import { openVault, readVault } from '../../main/core/keys/vault.ts';
import { createWorkspace } from '../../main/core/workspace/create.ts';
import { readInfo } from '../../main/core/workspace/info.ts';
import { layoutOf } from '../../main/core/workspace/layout.ts';
import { openWorkspace } from '../../main/core/workspace/open.ts';
import { addReports, backUp, contentsOf, fingerprints, within, writeForged } from './support/backups.ts';
import { quintet } from './support/command-line.ts';
import { tamper, verify } from './support/sabotage.ts';
import { freshWorkspace } from './support/temporary.ts';

const EMPTY = createHash('sha256').digest('hex');
const PASSPHRASE = 'a passphrase made after the fire';

describe('restoring', () => {
  let origin: string;
  let beside: string;
  let scratch: string;
  let folder: string;
  let file: string;
  let key: RecoveryKey;
  let made: CreatedBackup;
  let remove: () => Promise<void>;
  let round = 0;

  /** `origin` is the workspace as it was at the backup; each test works on a copy of it. */
  beforeAll(async () => {
    ({ folder: origin, remove } = await freshWorkspace());
    beside = join(origin, '..');
    // Its own folder for temporary files: other test files make some at the same time.
    scratch = await mkdtemp(join(tmpdir(), 'quintet-test-'));
    vi.stubEnv('TMPDIR', scratch);
    file = join(beside, 'yesterday.age');
    key = await newRecoveryKey();
    await addReports(origin, 3);
    made = await backUp(origin, file, key.recipient);
  });

  beforeEach(async () => {
    round += 1;
    await mkdir(join(beside, `round-${round}`));
    folder = join(beside, `round-${round}`, 'workspace');
    await cp(origin, folder, { recursive: true });
  });

  afterAll(async () => {
    vi.unstubAllEnvs();
    await rm(scratch, { recursive: true, force: true });
    await remove();
  });

  function restore(to: string, options: Partial<RestoreOptions> = {}): Promise<RestoreOutcome> {
    const usual = { file, secret: key.secret, witnesses: [], slot: null, override: null, actor: 'quintet' };
    return restoreBackup({ ...usual, to, now: Date.now(), ...options });
  }

  function lastEntry(where: string): Promise<unknown> {
    return within(where, async ({ log }) => {
      const rows = [];
      for await (const { event } of log.exportRows({ kind: 'backup.restored' })) rows.push(event);
      return rows.at(-1);
    });
  }

  function restoredNames(): string[] {
    return readdirSync(join(beside, `round-${round}`)).sort();
  }

  it('into a new folder: everything is there, the log is whole and goes on', async () => {
    const to = join(beside, `round-${round}`, 'new', 'place');
    const outcome = await restore(to);
    expect(outcome).toMatchObject({ folder: to, entries: made.entries, discarded: 0, keptAside: null });
    expect(await verify(to)).toMatchObject({ ok: true, size: made.entries + 1 });
    expect(await lastEntry(to)).toEqual({
      kind: 'backup.restored',
      sha256: made.sha256,
      entries: made.entries,
      discarded: 0,
      override: false,
      reason: null,
    });
    await addReports(to, 1);
    expect(await within(to, ({ queue }) => queue.stats())).toMatchObject({ unscored: 4 });
  });

  it("refuses yesterday's backup over a newer workspace, and says both sizes", async () => {
    await addReports(folder, 2);
    const { size } = await within(folder, ({ log }) => log.checkpoint());
    const before = kept(await fingerprints(folder));
    const refusal = await restore(folder).catch((thrown: unknown) => thrown);
    expect(refusal).toMatchObject({ code: 'BACKUP_OLDER' });
    expect((refusal as Error).message).toContain(`holds ${made.entries} log entries`);
    expect((refusal as Error).message).toContain(`stands for ${size}`);
    expect(kept(await fingerprints(folder))).toEqual(before);
    expect(restoredNames()).toEqual(['workspace']);
  });

  it('does it with an override, keeps the former folder and writes down what was given up', async () => {
    await addReports(folder, 2);
    const { size } = await within(folder, ({ log }) => log.checkpoint());
    const outcome = await restore(folder, { override: { reason: 'the canary-disk broke in canary-town' } });
    expect(outcome).toMatchObject({ discarded: size - made.entries });
    expect(await verify(folder)).toMatchObject({ ok: true, size: made.entries + 1 });
    expect(await lastEntry(folder)).toMatchObject({ discarded: size - made.entries, override: true });
    expect(JSON.stringify(await lastEntry(folder))).not.toContain('canary');
    const stored = await within(folder, ({ keys }) => Promise.resolve(keys.setting('backup.lastRestore')));
    expect(stored).toMatchObject({ reason: 'the canary-disk broke in canary-town', discarded: size - made.entries });
    expect(outcome.keptAside).toContain('workspace-before-restore-');
    expect(await verify(outcome.keptAside ?? '')).toMatchObject({ ok: true, size });
  });

  it('the checkpoint alone is enough to refuse: the database beside it may be set back or gone', async () => {
    await addReports(folder, 2);
    const layout = layoutOf(folder);
    for (const suffix of ['', '-wal', '-shm']) await rm(`${layout.databaseFile}${suffix}`, { force: true });
    await rm(layout.verifiedFile, { force: true });
    await expect(restore(folder)).rejects.toMatchObject({ code: 'BACKUP_OLDER' });
  });

  it('so is the database: a checkpoint that was set back or removed hides nothing', async () => {
    const layout = layoutOf(folder);
    const old = readFileSync(layout.checkpointFile);
    await addReports(folder, 2);
    await writeFile(layout.checkpointFile, old);
    await expect(restore(folder)).rejects.toMatchObject({ code: 'BACKUP_OLDER' });
    await rm(layout.checkpointFile);
    await expect(restore(folder)).rejects.toMatchObject({ code: 'BACKUP_OLDER' });
  });

  it('and where nothing says how far the log went, that is said', async () => {
    const layout = layoutOf(folder);
    for (const path of [layout.databaseFile, layout.checkpointFile, layout.verifiedFile])
      await rm(path, { force: true });
    await expect(restore(folder)).rejects.toMatchObject({
      code: 'BACKUP_OLDER',
      message: expect.stringContaining('Nothing in the present folder says') as string,
    });
  });

  it('a checkpoint kept elsewhere counts too', async () => {
    await addReports(folder, 1);
    const { note, size } = await within(folder, ({ log }) => log.checkpoint());
    const witness = join(beside, `round-${round}`, 'kept.txt');
    await writeFile(witness, note);
    const to = join(beside, `round-${round}`, 'new');
    await expect(restore(to, { witnesses: [witness] })).rejects.toMatchObject({ code: 'BACKUP_OLDER' });
    expect(existsSync(to)).toBe(false);
    await writeFile(witness, made.checkpoint.note);
    expect(await restore(to, { witnesses: [witness] })).toMatchObject({ discarded: 0 });
    await writeFile(witness, note.replace(`\n${size}\n`, `\n${size - 3}\n`));
    await expect(restore(`${to}-2`, { witnesses: [witness] })).rejects.toMatchObject({ code: 'BACKUP_OTHER' });
  });

  it('over a workspace that was set back: the backup is newer and is taken', async () => {
    const older = join(beside, `round-${round}`, 'older');
    await cp(folder, older, { recursive: true });
    await addReports(folder, 2);
    const newer = join(beside, `round-${round}`, 'newer.age');
    const { entries } = await backUp(folder, newer, key.recipient);
    const outcome = await restore(older, { file: newer });
    expect(outcome).toMatchObject({ entries, discarded: 0 });
    expect(await verify(older)).toMatchObject({ ok: true, size: entries + 1 });
    expect(await lastEntry(older)).toMatchObject({ override: false, discarded: 0 });
  });

  it('another history of the same log is refused, whatever is overridden', async () => {
    const fork = join(beside, `round-${round}`, 'fork');
    await cp(folder, fork, { recursive: true });
    await addReports(folder, 1);
    await addReports(fork, 3);
    const forked = join(beside, `round-${round}`, 'fork.age');
    await backUp(fork, forked, key.recipient);
    for (const override of [null, { reason: 'wanted' }])
      await expect(restore(folder, { file: forked, override })).rejects.toMatchObject({ code: 'BACKUP_OTHER' });
    await addReports(folder, 6);
    await expect(restore(folder, { file: forked, override: { reason: 'wanted' } })).rejects.toMatchObject({
      code: 'BACKUP_OTHER',
    });
    expect(await verify(folder)).toMatchObject({ ok: true });
  });

  it('over another workspace, or into a folder with something else, is refused', async () => {
    const other = join(beside, `round-${round}`, 'other');
    await createWorkspace(other, { sample: true, passphrase: null });
    const override = { reason: 'wanted' };
    await expect(restore(other, { override })).rejects.toMatchObject({ code: 'BACKUP_OTHER' });
    const full = join(beside, `round-${round}`, 'full');
    await mkdir(full);
    await writeFile(join(full, 'letter.txt'), 'dear diary');
    await expect(restore(full, { override })).rejects.toMatchObject({ code: 'USAGE' });
    expect(readFileSync(join(full, 'letter.txt'), 'utf8')).toBe('dear diary');
  });

  it('over a workspace that a host has open is refused', async () => {
    const host = await openWorkspace(folder, { asHost: true });
    await expect(restore(folder, { override: { reason: 'wanted' } })).rejects.toMatchObject({ code: 'WORKSPACE_OPEN' });
    await host.close();
  });

  it('gives one person a new first passphrase when all are lost', async () => {
    const to = join(beside, `round-${round}`, 'new');
    await restore(to, { slot: { user: 'admin-02', passphrase: PASSPHRASE } });
    const layout = layoutOf(to);
    const vault = await openVault(readVault(layout.vaultFile, readInfo(layout).id), 'admin-02', PASSPHRASE);
    const workspace = await openWorkspace(to, { asHost: false, vault });
    const person = (await workspace.people()).find(({ id }) => id === 'admin-02');
    expect(person).toMatchObject({ role: 'admin', initialPassphrase: true });
    await workspace.close();
    const slot = { user: 'nobody', passphrase: PASSPHRASE };
    await expect(restore(`${to}-2`, { slot })).rejects.toMatchObject({ code: 'USAGE' });
    await expect(restore(`${to}-2`, { slot: { user: 'admin-02', passphrase: 'short' } })).rejects.toMatchObject({
      code: 'PASSPHRASE_WEAK',
    });
    expect(existsSync(`${to}-2`)).toBe(false);
  });

  it('from the command line: refused with 1, done with a reason', async () => {
    await addReports(folder, 1);
    const identity = join(beside, `round-${round}`, 'id.txt');
    await writeFile(identity, `# recovery\n${key.secret}\n`);
    const plain = ['--json', 'backup', 'restore', file, '--identity', identity, '--to', folder];
    const refused = await quintet(plain);
    expect(refused.code).toBe(1);
    expect(refused.stderr).toContain('[BACKUP_OLDER]');
    expect((await quintet([...plain, '--override-newer'])).code).toBe(2);
    const done = await quintet([...plain, '--override-newer', '--reason', 'the disk broke']);
    expect(done.code).toBe(0);
    expect(JSON.parse(done.stdout)).toMatchObject({ ok: true, sha256: made.sha256, entries: made.entries });
  });

  describe('a drill', () => {
    it('proves a backup and leaves the live workspace as it was', async () => {
      await addReports(folder, 1);
      const live = await openWorkspace(folder, { asHost: false });
      await live.log.checkpoint();
      const before = kept(await fingerprints(folder));
      const report = await drillBackup(live, file, key.secret);
      expect(report).toMatchObject({ ok: true, entries: made.entries, cases: 3, opened: 3, continuesLive: true });
      expect(report).toMatchObject({ sha256: made.sha256, problems: [] });
      expect(kept(await fingerprints(folder))).toEqual(before);
      expect(readdirSync(tmpdir()).filter((name) => name.startsWith('quintet-backup-'))).toEqual([]);
      await live.close();
    });

    it('tells a backup of another workspace, another history, and content that does not open', async () => {
      const other = join(beside, `round-${round}`, 'other');
      await createWorkspace(other, { sample: true, passphrase: null });
      const strange = await within(other, (live) => drillBackup(live, file, key.secret));
      expect(strange).toMatchObject({ ok: false, continuesLive: false });
      const fork = join(beside, `round-${round}`, 'fork');
      cpSync(origin, fork, { recursive: true });
      const forked = join(beside, `round-${round}`, 'fork.age');
      await addReports(fork, 1);
      await backUp(fork, forked, key.recipient);
      await addReports(folder, 2);
      const apart = await within(folder, (live) => drillBackup(live, forked, key.secret));
      expect(apart).toMatchObject({ ok: false, continuesLive: false, opened: 4 });
      await tamper(folder, (db) => {
        db.exec("UPDATE payload SET header = replace(header, '1', '2') WHERE id = 1");
      });
      const bad = join(beside, `round-${round}`, 'bad.age');
      await backUp(folder, bad, key.recipient);
      const shut = await within(folder, (live) => drillBackup(live, bad, key.secret));
      expect(shut).toMatchObject({ ok: false, continuesLive: true, opened: 4 });
      expect(shut.problems).toEqual([expect.stringContaining('NOT_AS_LOGGED') as string]);
    });

    it('takes a damaged backup as an outcome, a wrong secret as a mistake', async () => {
      const cut = join(beside, `round-${round}`, 'cut.age');
      const files = await contentsOf(file, key.secret);
      files.delete('quintet.db');
      await writeForged(cut, key.secret, files);
      const { secret } = await newRecoveryKey();
      await within(folder, async (live) => {
        expect(await drillBackup(live, cut, key.secret)).toMatchObject({ ok: false, opened: 0, continuesLive: false });
        await expect(drillBackup(live, file, secret)).rejects.toMatchObject({ code: 'IDENTITY_WRONG' });
      });
    });
  });
});

/** Without what readers leave: memory they share, an empty write-ahead log, the file that carries the host lock. */
function kept(files: Record<string, string>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(files).filter(([name, sha256]) => !/-shm$|^host\.lock$/u.test(name) && sha256 !== EMPTY),
  );
}
