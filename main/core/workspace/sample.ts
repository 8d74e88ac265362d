import { acceptBundle } from '../intake/accept.ts';
import type { Workspace } from './open.ts';

/**
 * Takes sample bundles in the way real ones come in: verified, then queued or kept in quarantine.
 * @returns how many were queued
 */
export async function fillWithSample(
  { queue, quarantine, trust }: Pick<Workspace, 'queue' | 'quarantine' | 'trust'>,
  bundles: AsyncIterable<Uint8Array>,
  now: () => number = Date.now,
): Promise<number> {
  let queued = 0;
  for await (const raw of bundles) {
    const { outcome } = await acceptBundle(raw, { queue, quarantine, trust, via: 'sample', actor: 'quintet', now });
    if (outcome === 'queued') queued += 1;
  }
  return queued;
}
