import { execFileSync, spawnSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { newRecoveryKey, type RecoveryKey } from '../../main/core/backup/age-file.ts';
import type { CreatedBackup } from '../../main/core/backup/create-backup.ts';
import { verifyBackup } from '../../main/core/backup/open-backup.ts';
import { restoreBackup } from '../../main/core/backup/restore.ts';
import { createWorkspace } from '../../main/core/workspace/create.ts';
import { layoutOf } from '../../main/core/workspace/layout.ts';
import { addReports, backUp, contentsOf, within, withFittingManifest, writeForged } from './support/backups.ts';
import { quintet } from './support/command-line.ts';
import { databaseKeyOf, openWithKey } from './support/raw-database.ts';
import { freshWorkspace } from './support/temporary.ts';

const hasAge = spawnSync('age', ['--version']).status === 0;
if (!hasAge) console.log("the test with Debian's age is skipped: age is not installed (apt-get install age)");

describe('a backup', () => {
  let folder: string;
  let beside: string;
  let scratch: string;
  let file: string;
  let key: RecoveryKey;
  let made: CreatedBackup;
  let remove: () => Promise<void>;

  beforeAll(async () => {
    ({ folder, remove } = await freshWorkspace());
    beside = join(folder, '..');
    // Its own folder for temporary files: other test files make some at the same time.
    scratch = await mkdtemp(join(tmpdir(), 'quintet-test-'));
    vi.stubEnv('TMPDIR', scratch);
    file = join(beside, 'backup.age');
    key = await newRecoveryKey();
    await addReports(folder, 5);
    made = await backUp(folder, file, key.recipient);
  });

  afterAll(async () => {
    vi.unstubAllEnvs();
    await rm(scratch, { recursive: true, force: true });
    await remove();
  });

  function verified(path: string, secret = key.secret): ReturnType<typeof verifyBackup> {
    return verifyBackup(path, secret);
  }

  /** Nothing of an attempt stays: neither where it was to go nor in the folder for temporary files. */
  async function refuses(path: string, code: string, secret = key.secret): Promise<void> {
    const to = join(beside, 'restored');
    const before = readdirSync(beside).sort();
    const options = { file: path, secret, to, witnesses: [], slot: null, override: null, actor: 'quintet', now: 0 };
    await expect(restoreBackup(options)).rejects.toMatchObject({ code });
    await expect(verified(path, secret)).rejects.toMatchObject({ code });
    expect(readdirSync(beside).sort()).toEqual(before);
    expect(readdirSync(tmpdir()).filter((name) => name.startsWith('quintet-backup-'))).toEqual([]);
  }

  async function forged(name: string, change: (files: Map<string, Buffer>) => Map<string, Buffer>): Promise<string> {
    const path = join(beside, name);
    await writeForged(path, key.secret, change(await contentsOf(file, key.secret)));
    return path;
  }

  it('holds the whole log at the moment of its checkpoint, and the log of the workspace says so', async () => {
    const report = await verified(file);
    expect(report).toMatchObject({ ok: true, sha256: made.sha256, entries: made.entries, cases: 5, problems: [] });
    expect(report.checkpoint).toEqual({
      origin: made.checkpoint.origin,
      size: made.checkpoint.size,
      root: made.checkpoint.root,
    });
    const { rows } = await within(folder, ({ log }) => log.search({ kind: 'backup.created' }, null, 10));
    expect(rows.map(({ index, actor }) => ({ index, actor }))).toEqual([{ index: made.entries, actor: 'admin-01' }]);
  });

  it('is readable by its owner alone, and nothing of the work is left beside it', async () => {
    expect((await stat(file)).mode & 0o777).toBe(0o600);
    expect((await readdir(beside)).sort()).toEqual(['backup.age', 'workspace']);
    expect(await readdir(layoutOf(folder).backupFolder)).toEqual([]);
  });

  it('does not overwrite a file', async () => {
    const before = await readFile(file);
    await expect(backUp(folder, file, key.recipient)).rejects.toMatchObject({ code: 'USAGE' });
    expect((await readFile(file)).equals(before)).toBe(true);
  });

  it('needs a recovery key', async () => {
    const run = await quintet(['--workspace', folder, 'backup', 'create', '--to', join(beside, 'none.age')]);
    expect(run).toMatchObject({ code: 2 });
    expect(run.stderr).toContain('[RECOVERY_MISSING]');
    const weak = await quintet(['--workspace', folder, 'backup', 'create', '--to', 'x', '--recipient', 'age1pq1abc']);
    expect(weak.stderr).toContain('[USAGE]');
  });

  it.skipIf(!hasAge)("is opened by Debian's age and tar with nothing but the secret", async () => {
    const [identity, plain, out] = ['id.txt', 'plain.tar', 'out'].map((name) => join(beside, name)) as [
      string,
      string,
      string,
    ];
    try {
      await writeFile(identity, `${key.secret}\n`, { mode: 0o600 });
      execFileSync('age', ['-d', '-i', identity, '-o', plain, file]);
      const names = execFileSync('tar', ['tf', plain], { encoding: 'utf8' }).trim().split('\n');
      expect(names).toEqual([
        'manifest.json',
        'workspace.json',
        'keys/vault.json',
        'keys/log.pub',
        'checkpoint',
        'master.key',
        'quintet.db',
      ]);
      await mkdir(out);
      execFileSync('tar', ['xf', plain, '-C', out]);
      const copied = await readFile(join(out, 'quintet.db'));
      expect(copied.subarray(0, 15).toString('latin1')).not.toBe('SQLite format 3');
      const db = openWithKey(join(out, 'quintet.db'), await databaseKeyOf(folder));
      expect(db.prepare('SELECT count(*) FROM cases').pluck().get()).toBe(5);
      db.close();
    } finally {
      for (const path of [identity, plain, out]) await rm(path, { recursive: true, force: true });
    }
  });

  it('is refused by another recovery key', async () => {
    await refuses(file, 'IDENTITY_WRONG', (await newRecoveryKey()).secret);
  });

  it('is refused when it is cut off, wherever that is', async () => {
    const bytes = await readFile(file);
    const cut = join(beside, 'cut.age');
    for (const length of [0, 1, 100, 300, 65_536, Math.floor(bytes.length / 2), bytes.length - 1]) {
      await writeFile(cut, bytes.subarray(0, length));
      await refuses(cut, 'BACKUP_DAMAGED');
    }
  });

  it('is refused when one bit is another one', async () => {
    const bytes = await readFile(file);
    const flipped = join(beside, 'flipped.age');
    for (let step = 0; step < 12; step += 1) {
      const at = Math.floor(((bytes.length - 1) * step) / 11);
      const copy = Buffer.from(bytes);
      copy[at]! ^= 1 << (step % 8);
      await writeFile(flipped, copy);
      await expect(verified(flipped), `byte ${at}`).rejects.toMatchObject({
        code: expect.stringMatching(/^(?:BACKUP_DAMAGED|IDENTITY_WRONG)$/u) as string,
      });
    }
    await refuses(flipped, 'BACKUP_DAMAGED');
  });

  it('is refused when it is not a backup at all', async () => {
    const other = join(beside, 'other.age');
    await writeFile(other, 'not an age file\n');
    await refuses(other, 'BACKUP_DAMAGED');
    await writeForged(other, key.secret, new Map([['notes.txt', Buffer.from('hello')]]));
    await refuses(other, 'BACKUP_DAMAGED');
    await writeForged(other, key.secret, new Map());
    await refuses(other, 'BACKUP_DAMAGED');
    await expect(verified(join(beside, 'nothing.age'))).rejects.toMatchObject({ code: 'FILE_MISSING' });
  });

  it('is refused when a file inside was swapped, whether or not the manifest was made to fit', async () => {
    const strange = join(beside, 'strange');
    await createWorkspace(strange, { sample: true, passphrase: null });
    await addReports(strange, 1);
    const strangeFile = join(beside, 'strange.age');
    await backUp(strange, strangeFile, key.recipient);
    const theirs = await contentsOf(strangeFile, key.secret);
    for (const name of [
      'quintet.db',
      'keys/vault.json',
      'keys/log.pub',
      'checkpoint',
      'master.key',
      'workspace.json',
    ]) {
      const swapped = (files: Map<string, Buffer>): Map<string, Buffer> =>
        new Map([...files, [name, theirs.get(name)!]]);
      await refuses(await forged('swapped.age', swapped), 'BACKUP_DAMAGED');
      await refuses(await forged('swapped.age', (files) => withFittingManifest(swapped(files))), 'BACKUP_DAMAGED');
    }
  });

  it('is refused when files are missing, doubled, out of order or additional', async () => {
    const without = (files: Map<string, Buffer>): Map<string, Buffer> => {
      files.delete('checkpoint');
      return files;
    };
    await refuses(await forged('shape.age', without), 'BACKUP_DAMAGED');
    await refuses(await forged('shape.age', (files) => new Map([...files].reverse())), 'BACKUP_DAMAGED');
    const more = (files: Map<string, Buffer>): Map<string, Buffer> => files.set('../escape', Buffer.from('x'));
    await refuses(await forged('shape.age', more), 'BACKUP_DAMAGED');
    await expect(stat(join(beside, 'escape'))).rejects.toMatchObject({ code: 'ENOENT' });
  });

  it('is found not whole when its log was changed by somebody with all its keys but the signing one', async () => {
    const path = await forged('changed.age', (files) => {
      const manifest = JSON.parse(files.get('manifest.json')!.toString()) as { entries: number };
      manifest.entries += 1;
      return files.set('manifest.json', Buffer.from(JSON.stringify(manifest)));
    });
    const report = await verified(path);
    expect(report.ok).toBe(false);
    expect(report.problems[0]).toContain('the manifest says');
    const identity = join(beside, 'id.txt');
    await writeFile(identity, `# a comment\n${key.secret}\n`);
    const run = await quintet(['--json', 'backup', 'verify', path, '--identity', identity]);
    expect(run.code).toBe(1);
    expect(JSON.parse(run.stdout)).toMatchObject({ ok: false, entries: made.entries });
    const good = await quintet(['--json', 'backup', 'verify', file, '--identity', identity]);
    expect(good.code).toBe(0);
    expect(JSON.parse(good.stdout)).toMatchObject({ ok: true, sha256: made.sha256, entries: made.entries });
  });
});
