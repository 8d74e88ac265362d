import type { HostLockFiles } from './host-lock.ts';
import { startWorker } from './worker-handle.ts';

/** The host lock as the core holds it. */
export interface HeldHostLock {
  release(): Promise<void>;
}

/**
 * Makes this process the host of a workspace, also while it is locked and its database closed.
 * @throws ProblemError WORKSPACE_OPEN when another process holds the lock
 */
export async function holdHostLock(hostLock: HostLockFiles): Promise<HeldHostLock> {
  const worker = await startWorker({ role: 'lock', hostLock });
  return { release: () => worker.close() };
}
