import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sampleBundles } from '../fixtures/sample.ts';
import { createWorkspace } from '../main/core/workspace/create.ts';
import { openWorkspace } from '../main/core/workspace/open.ts';
import { fillWithSample } from '../main/core/workspace/sample.ts';

export interface DemoWorkspace {
  readonly folder: string;
  readonly queued: number;
  remove(): Promise<void>;
}

/** A sample workspace in a temporary folder of its own. */
export async function createDemoWorkspace(): Promise<DemoWorkspace> {
  const parent = await mkdtemp(join(tmpdir(), 'quintet-demo-'));
  const remove = (): Promise<void> => rm(parent, { recursive: true, force: true });
  const folder = join(parent, 'workspace');
  try {
    await createWorkspace(folder, { sample: true, passphrase: null });
    const workspace = await openWorkspace(folder, { asHost: false });
    try {
      return { folder, queued: await fillWithSample(workspace, sampleBundles(Date.now())), remove };
    } finally {
      await workspace.close();
    }
  } catch (thrown) {
    await remove();
    throw thrown;
  }
}
