import { execFileSync, spawnSync } from 'node:child_process';
import { randomBytes, randomUUID } from 'node:crypto';
import { cp, mkdir, open, rm, stat, writeFile } from 'node:fs/promises';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ProblemError } from '../../common/errors.ts';
import { layoutOf } from '../../main/core/workspace/layout.ts';
import { openWorkspace, type Workspace } from '../../main/core/workspace/open.ts';
import { received, stored } from './support/queue-contract-entries.ts';
import { openRaw } from './support/raw-database.ts';
import { verify } from './support/sabotage.ts';
import { freshWorkspace } from './support/temporary.ts';

const canMount = mountIsPermitted();
if (!canMount) console.log('disk-full and read-only tests are skipped: mounting a small file system is not permitted');

describe('a broken environment', () => {
  let folder: string;
  let remove: () => Promise<void>;
  let mounted: string[] = [];

  beforeEach(async () => {
    ({ folder, remove } = await freshWorkspace());
  });

  afterEach(async () => {
    for (const path of mounted) spawnSync('umount', ['-l', path]);
    mounted = [];
    await remove();
  });

  async function onSmallDisk(size: string): Promise<string> {
    const disk = `${folder}-disk`;
    await mkdir(disk);
    execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${size}`, 'tmpfs', disk]);
    mounted.push(disk);
    const inside = `${disk}/workspace`;
    await cp(folder, inside, { recursive: true });
    return inside;
  }

  function enqueue({ queue }: Workspace, bytes: number): Promise<string> {
    const id = randomUUID();
    return queue.enqueue(stored(id, { sealed: randomBytes(bytes) }), { policy: 'HATE', priority: 1 }, received(id, id));
  }

  it.skipIf(!canMount)('full disk: says so, loses nothing, goes on when there is room again', async () => {
    const inside = await onSmallDisk('2m');
    const workspace = await openWorkspace(inside, { asHost: true });
    const { size: first } = await workspace.log.checkpoint();
    let queued = 0;
    const filled = await untilRefused(async () => {
      await enqueue(workspace, 20_000);
      queued += 1;
    });
    expect(filled).toMatchObject({ code: 'DB_FULL' });
    expect(queued).toBeGreaterThan(5);
    expect(await workspace.queue.stats()).toMatchObject({ ready: queued });
    execFileSync('mount', ['-o', 'remount,size=32m', mounted[0]!]);
    await enqueue(workspace, 20_000);
    await workspace.close();
    expect(await verify(inside)).toMatchObject({ ok: true, size: first + queued + 1 });
  });

  it.skipIf(!canMount)('read-only disk: says so, for writing and for reading', async () => {
    const inside = await onSmallDisk('8m');
    execFileSync('mount', ['-o', 'remount,ro', mounted[0]!]);
    await expect(openWorkspace(inside, { asHost: true })).rejects.toMatchObject({ code: 'DB_READONLY' });
    await expect(openWorkspace(inside, { asHost: false })).rejects.toMatchObject({ code: 'DB_READONLY' });
    await expect(verify(inside)).rejects.toMatchObject({ code: 'DB_READONLY' });
  });

  it('a database file that is gone is missed, not made anew', async () => {
    await rm(layoutOf(folder).databaseFile);
    await expect(openWorkspace(folder, { asHost: false })).rejects.toMatchObject({ code: 'DB_CORRUPT' });
    await expect(stat(layoutOf(folder).databaseFile)).rejects.toMatchObject({ code: 'ENOENT' });
  });

  it('a database of a newer version is left alone', async () => {
    const db = await openRaw(folder);
    db.pragma('user_version = 99');
    db.close();
    await expect(openWorkspace(folder, { asHost: false })).rejects.toMatchObject({ code: 'DB_NEWER' });
  });

  it('a database file of noise is called damaged', async () => {
    await writeFile(layoutOf(folder).databaseFile, randomBytes(50_000));
    await expect(openWorkspace(folder, { asHost: false })).rejects.toMatchObject({ code: 'DB_CORRUPT' });
  });

  it('noise in the middle of the file ends in a code or a finding, never in silence', async () => {
    const filled = await openWorkspace(folder, { asHost: false });
    for (let count = 0; count < 60; count += 1) await enqueue(filled, 500);
    await filled.close();
    const { databaseFile } = layoutOf(folder);
    const { size } = await stat(databaseFile);
    const table = await tablePages(folder);
    const file = await open(databaseFile, 'r+');
    await file.write(randomBytes(2_000), 0, 2_000, table * 4_096 - 3_000);
    await file.close();
    expect(size).toBeGreaterThan(table * 4_096 - 1);
    const outcome = await verify(folder).catch((thrown: unknown) => thrown);
    if (outcome instanceof ProblemError) expect(outcome.code).toBe('DB_CORRUPT');
    else expect(outcome).toMatchObject({ ok: false });
  });

  it('a workspace description that was edited by hand names the field', async () => {
    await writeFile(layoutOf(folder).infoFile, '{"format":2}');
    await expect(openWorkspace(folder, { asHost: false })).rejects.toMatchObject({
      code: 'DATA_INVALID',
      message: expect.stringContaining('workspace.json') as string,
    });
    await writeFile(layoutOf(folder).infoFile, '{"format":1}');
    await expect(openWorkspace(folder, { asHost: false })).rejects.toMatchObject({ code: 'WORKSPACE_OLD' });
  });

  it('a second host gets a sentence, a second client gets in', async () => {
    const host = await openWorkspace(folder, { asHost: true });
    const client = await openWorkspace(folder, { asHost: false });
    await enqueue(client, 10);
    await expect(openWorkspace(folder, { asHost: true })).rejects.toMatchObject({
      code: 'WORKSPACE_OPEN',
      message: expect.stringContaining(`process ${process.pid}`) as string,
    });
    expect(await host.queue.stats()).toMatchObject({ ready: 1 });
    await client.close();
    await host.close();
    const next = await openWorkspace(folder, { asHost: true });
    await next.close();
  });

  it('calls after the end are refused, not left hanging', async () => {
    const workspace = await openWorkspace(folder, { asHost: false });
    await workspace.close();
    await expect(workspace.queue.stats()).rejects.toMatchObject({ code: 'DB_FAILED' });
    await expect(enqueue(workspace, 10)).rejects.toMatchObject({ code: 'DB_FAILED' });
  });
});

async function untilRefused(work: () => Promise<void>): Promise<unknown> {
  for (let round = 0; round < 500; round += 1) {
    try {
      await work();
    } catch (thrown) {
      return thrown;
    }
  }
  return null;
}

/** The last page of the log table, one-based. */
async function tablePages(folder: string): Promise<number> {
  const db = await openRaw(folder);
  const page = db.prepare("SELECT max(pageno) FROM dbstat WHERE name = 'log' AND pagetype = 'leaf'").pluck().get();
  db.close();
  return Number(page);
}

function mountIsPermitted(): boolean {
  if (process.platform !== 'linux' || process.getuid?.() !== 0) return false;
  return spawnSync('unshare', ['-m', 'true']).status === 0;
}
