import { rmSync } from 'node:fs';
import { cp, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createWorkspace } from '../../../main/core/workspace/create.ts';

let template: Promise<string> | null = null;

/**
 * A fresh workspace in a folder of its own; `remove` takes the folder away again. It is made once per test file and
 * copied: a closed workspace is only files.
 */
export async function freshWorkspace(): Promise<{ folder: string; remove: () => Promise<void> }> {
  const parent = await mkdtemp(join(tmpdir(), 'quintet-storage-'));
  const folder = join(parent, 'workspace');
  await copyOfWorkspace(folder);
  return { folder, remove: () => rm(parent, { recursive: true, force: true }) };
}

/** Puts a fresh sample workspace into a folder that is not there yet. Every copy has the same id and the same keys. */
export async function copyOfWorkspace(folder: string): Promise<void> {
  template ??= makeTemplate();
  await cp(await template, folder, { recursive: true });
}

async function makeTemplate(): Promise<string> {
  const parent = await mkdtemp(join(tmpdir(), 'quintet-template-'));
  process.once('exit', () => {
    rmSync(parent, { recursive: true, force: true });
  });
  const folder = join(parent, 'workspace');
  await createWorkspace(folder, { sample: true, passphrase: null });
  return folder;
}
