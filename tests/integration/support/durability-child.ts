import { randomUUID } from 'node:crypto';
import { writeSync } from 'node:fs';
import { openWorkspace } from '../../../main/core/workspace/open.ts';
import { committed, stored, undone } from './queue-contract-entries.ts';

/**
 * Works on a workspace as a host does until it is killed. Every acknowledged step is told on stdout at once, by a
 * synchronous write: what the parent has read, this process was told is durable.
 */
const [, , folder = '', graceMs = '0'] = process.argv;

const tell = (...words: (string | number)[]): void => {
  writeSync(1, `${words.join(' ')}\n`);
};

const workspace = await openWorkspace(folder, { asHost: true });
const { queue, log } = workspace;
await queue.recover({ at: new Date().toISOString(), actor: 'quintet' });
await queue.settle();
tell('ready', 0);
for (let step = 0; ; step += 1) {
  const marker = randomUUID();
  const { index } = await log.append({
    at: new Date().toISOString(),
    actor: 'mod-01',
    event: { kind: 'case.requeued', case: marker },
  });
  tell('appended', index, marker);
  const caseId = randomUUID();
  await queue.enqueue(
    stored(caseId, { sealed: Buffer.alloc(2_000, 7) }),
    { policy: 'HATE', priority: step % 10 },
    { at: new Date().toISOString(), actor: 'quintet', event: { kind: 'case.requeued', case: caseId } },
  );
  tell('queued', caseId);
  const claimed = await queue.claim({ stage: 'intake', policies: null, leaseMs: 600_000, role: 'moderator' });
  if (!claimed) continue;
  tell('claimed', claimed.caseId);
  const done = await queue.complete(claimed, committed(claimed.caseId), { graceMs: Number(graceMs), record: '{}' });
  if ('lost' in done) tell('lost', claimed.caseId);
  else tell('decided', claimed.caseId, done.index);
  if (step % 5 === 4 && Number(graceMs) > 0) {
    const again = await queue.undo(claimed, undone(claimed.caseId), 600_000);
    if (!('lost' in again)) tell('undone', claimed.caseId);
  }
}
