import { execFileSync, spawn, spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { existsSync, readdirSync, watch } from 'node:fs';
import { cp, mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { newRecoveryKey, type RecoveryKey } from '../../main/core/backup/age-file.ts';
import { createBackup } from '../../main/core/backup/create-backup.ts';
import { verifyBackup } from '../../main/core/backup/open-backup.ts';
import { restoreBackup } from '../../main/core/backup/restore.ts';
import { layoutOf } from '../../main/core/workspace/layout.ts';
import { backUp, fingerprints, within } from './support/backups.ts';
import { openRaw } from './support/raw-database.ts';
import { tamper, verify } from './support/sabotage.ts';
import { freshWorkspace } from './support/temporary.ts';

const CHILD = fileURLToPath(new URL('./support/backup-child.ts', import.meta.url));
const MEGABYTE = 1_048_576;
const canMount = spawnSync('sh', ['-c', 'd=$(mktemp -d) && mount -t tmpfs tmpfs "$d" && umount "$d"']).status === 0;
if (!canMount) console.log('full-disk tests of backups are skipped: mounting a small file system is not permitted');

describe('a backup when something breaks', () => {
  let folder: string;
  let beside: string;
  let key: RecoveryKey;
  let remove: () => Promise<void>;
  let mounted: string[] = [];

  beforeAll(async () => {
    ({ folder, remove } = await freshWorkspace());
    beside = join(folder, '..');
    key = await newRecoveryKey();
    const db = await openRaw(folder);
    const insert = db.prepare("INSERT INTO quarantine (at, code, bytes, via, raw) VALUES ('', 'SIZE', 1, 'import', ?)");
    for (let row = 0; row < 6; row += 1) insert.run(randomBytes(MEGABYTE));
    db.close();
  });

  afterEach(() => {
    for (const path of mounted) spawnSync('umount', ['-l', path]);
    mounted = [];
  });

  afterAll(() => remove());

  async function smallDisk(size: string): Promise<string> {
    const disk = join(beside, `disk-${randomBytes(4).toString('hex')}`);
    await mkdir(disk);
    execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${size}`, 'tmpfs', disk]);
    mounted.push(disk);
    return disk;
  }

  it('leaves no half file under its name when it is killed, and the next one clears up', async () => {
    const target = join(beside, 'out');
    await mkdir(target);
    const to = join(target, 'killed.age');
    const watcher = watch(target);
    const child = spawn(process.execPath, [CHILD, folder, to, key.recipient], { stdio: 'inherit' });
    const [, name] = (await once(watcher, 'change')) as [string, string];
    child.kill('SIGKILL');
    await once(child, 'exit');
    watcher.close();
    expect(name).toMatch(/\.unfinished$/u);
    expect(existsSync(to)).toBe(false);
    expect(readdirSync(target)).toEqual([name]);
    expect(await verify(folder)).toMatchObject({ ok: true });
    await backUp(folder, to, key.recipient);
    expect(readdirSync(target)).toEqual(['killed.age']);
    expect(readdirSync(layoutOf(folder).backupFolder)).toEqual([]);
    expect(await verifyBackup(to, key.secret)).toMatchObject({ ok: true });
  });

  it.skipIf(!canMount)('full disk where it is to go: says so, and nothing is there', async () => {
    const disk = await smallDisk('2m');
    const before = await within(folder, ({ log }) => log.checkpoint());
    await expect(backUp(folder, join(disk, 'b.age'), key.recipient)).rejects.toMatchObject({ code: 'DB_FULL' });
    expect(readdirSync(disk)).toEqual([]);
    expect(readdirSync(layoutOf(folder).backupFolder)).toEqual([]);
    const after = await within(folder, ({ log }) => log.checkpoint());
    expect(after.size).toBe(before.size);
  });

  it.skipIf(!canMount)('full disk where the workspace is: says so, and the workspace is whole', async () => {
    const disk = await smallDisk('10m');
    const inside = join(disk, 'workspace');
    await cp(folder, inside, { recursive: true });
    await expect(backUp(inside, join(beside, 'inside.age'), key.recipient)).rejects.toMatchObject({ code: 'DB_FULL' });
    expect(readdirSync(layoutOf(inside).backupFolder)).toEqual([]);
    expect(existsSync(join(beside, 'inside.age'))).toBe(false);
    expect(await verify(inside)).toMatchObject({ ok: true });
  });

  it.skipIf(!canMount)('full disk where it is restored: says so, and nothing is there', async () => {
    const file = join(beside, 'large.age');
    await backUp(folder, file, key.recipient);
    const disk = await smallDisk('3m');
    const options = { file, secret: key.secret, witnesses: [], slot: null, override: null, actor: 'quintet', now: 0 };
    await expect(restoreBackup({ ...options, to: join(disk, 'new') })).rejects.toMatchObject({ code: 'DB_FULL' });
    expect(readdirSync(disk)).toEqual([]);
    await rm(file);
  });

  it('is not there when the log cannot say that it was made', async () => {
    const copy = join(beside, 'copy');
    await cp(folder, copy, { recursive: true });
    await tamper(copy, (db) => {
      db.exec("CREATE TRIGGER refuse BEFORE INSERT ON log BEGIN SELECT RAISE(ABORT, 'no'); END");
    });
    const before = await fingerprints(join(copy, 'keys'));
    await expect(backUp(copy, join(beside, 'unlogged.age'), key.recipient)).rejects.toMatchObject({
      code: 'DB_FAILED',
    });
    expect(existsSync(join(beside, 'unlogged.age'))).toBe(false);
    expect(readdirSync(beside).filter((name) => name.endsWith('.unfinished'))).toEqual([]);
    expect(await fingerprints(join(copy, 'keys'))).toEqual(before);
  });

  it('that is broken off leaves nothing behind', async () => {
    const to = join(beside, 'aborted.age');
    const ending = new AbortController();
    const watcher = watch(beside);
    watcher.once('change', () => {
      ending.abort();
    });
    const options = { to, recipient: key.recipient, actor: 'quintet', now: Date.now(), signal: ending.signal };
    await expect(within(folder, (workspace) => createBackup(workspace, options))).rejects.toThrow();
    watcher.close();
    expect(readdirSync(beside).filter((name) => name.includes('aborted'))).toEqual([]);
    expect(readdirSync(layoutOf(folder).backupFolder)).toEqual([]);
  });
});
