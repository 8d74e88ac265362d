import { randomUUID } from 'node:crypto';
import { expect, it } from 'vitest';
import { openWorkspace } from '../../main/core/workspace/open.ts';
import { committed, received, requeued, stored } from './support/queue-contract-entries.ts';
import { freshWorkspace } from './support/temporary.ts';

const LEASE_MS = 60_000;
const ROUNDS = 40;

it('gives every lease, also one after an undo, a token that no other one helps to guess', async () => {
  const { folder, remove } = await freshWorkspace();
  const workspace = await openWorkspace(folder, { asHost: true });
  const { queue } = workspace;
  const tokens: string[] = [];
  try {
    const id = randomUUID();
    await queue.enqueue(stored(id), { policy: 'HATE', priority: 5 }, received(id, id));
    for (let round = 0; round < ROUNDS; round += 1) {
      const claimed = await queue.claim({ stage: 'intake', policies: null, leaseMs: LEASE_MS, role: 'moderator' });
      if (!claimed) throw new Error('there should have been a case');
      await queue.complete(claimed, committed(id), { graceMs: LEASE_MS, record: '{}' });
      const undone = await queue.undo(claimed, requeued(id), LEASE_MS);
      if ('lost' in undone) throw new Error('the undo should have worked');
      await queue.release(undone, requeued(id));
      tokens.push(claimed.token, undone.token);
    }
  } finally {
    await workspace.close();
    await remove();
  }
  for (const token of tokens) expect(token).toMatch(/^[0-9a-f]{32}$/u);
  // Halves of 64 bits: by chance two of the 160 are alike less than once in 10^15 runs.
  const halves = tokens.flatMap((token) => [token.slice(0, 16), token.slice(16)]);
  expect(new Set(halves).size).toBe(2 * 2 * ROUNDS);
  // A digit that is the same in all 80 tokens is not random: by chance that is one in 16^79.
  for (let place = 0; place < 32; place += 1)
    expect(new Set(tokens.map((token) => token[place])).size, `digit ${place}`).toBeGreaterThan(1);
});
