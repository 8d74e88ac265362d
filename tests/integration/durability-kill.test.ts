import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openWorkspace } from '../../main/core/workspace/open.ts';
import { freshWorkspace } from './support/temporary.ts';

const KILLS = 20;
const CHILD = fileURLToPath(new URL('./support/durability-child.ts', import.meta.url));

/** What all children together were told is durable. */
interface Acknowledged {
  readonly appended: Map<number, string>;
  readonly queued: Set<string>;
  readonly decided: Map<string, number>;
  readonly undone: Set<string>;
}

describe('kill -9', () => {
  let folder: string;
  let remove: () => Promise<void>;
  const told: Acknowledged = { appended: new Map(), queued: new Set(), decided: new Map(), undone: new Set() };

  beforeAll(async () => {
    ({ folder, remove } = await freshWorkspace());
    for (let kill = 0; kill < KILLS; kill += 1) await runAndKill(folder, kill, told);
  }, 170_000);

  afterAll(() => remove());

  it('loses nothing that was acknowledged and decides nothing twice', async () => {
    // A host that was killed must not lock the next one out.
    const workspace = await openWorkspace(folder, { asHost: true });
    try {
      await workspace.queue.recover({ at: new Date().toISOString(), actor: 'quintet' });
      const report = await workspace.log.verify();
      expect(report).toMatchObject({ ok: true, firstBadIndex: null });
      const standing = new Map<string, number[]>();
      const final = new Map<string, number>();
      const markers = new Map<number, string | null>();
      for await (const { columns, event } of workspace.log.exportRows({})) {
        markers.set(columns.index, columns.caseId);
        const caseId = columns.caseId ?? '';
        if (event.kind === 'decision.committed') standing.set(caseId, [...(standing.get(caseId) ?? []), columns.index]);
        if (event.kind === 'decision.undone') standing.get(caseId)?.pop();
        if (event.kind === 'decision.final') final.set(caseId, (final.get(caseId) ?? 0) + 1);
      }
      for (const [index, marker] of told.appended) expect(markers.get(index)).toBe(marker);
      for (const [caseId, index] of told.decided)
        if (!told.undone.has(caseId)) expect(standing.get(caseId), caseId).toContain(index);
      for (const decisions of standing.values()) expect(decisions.length).toBeLessThanOrEqual(1);
      for (const times of final.values()) expect(times).toBe(1);

      const stats = await workspace.queue.stats();
      expect(stats.leased).toBe(0);
      const standingCount = [...standing.values()].filter((decisions) => decisions.length === 1).length;
      expect(stats.decided + stats.settling).toBe(standingCount);
      const { ready, dead, decided, settling } = stats;
      expect(ready + dead + decided + settling).toBeGreaterThanOrEqual(told.queued.size);
      expect(told.appended.size).toBeGreaterThan(KILLS);
      expect(told.decided.size).toBeGreaterThan(KILLS);
    } finally {
      await workspace.close();
    }
  });
});

/** Lets a child work for a random number of acknowledgements, then kills it in the middle of whatever it does next. */
async function runAndKill(folder: string, kill: number, told: Acknowledged): Promise<void> {
  const graceMs = kill % 2 === 0 ? '0' : '5000';
  const child = spawn(process.execPath, [CHILD, folder, graceMs], { stdio: ['ignore', 'pipe', 'inherit'] });
  const gone = once(child, 'exit');
  let countdown = 1 + Math.floor(Math.random() * 120);
  for await (const line of createInterface({ input: child.stdout })) {
    // The last line may have been cut by the kill; only whole ones count.
    const [what, first = '', second = ''] = line.split(' ');
    if (what === 'appended' && second.length === 36) told.appended.set(Number(first), second);
    if (what === 'queued' && first.length === 36) told.queued.add(first);
    if (what === 'decided' && second !== '') told.decided.set(first, Number(second));
    if (what === 'undone' && first.length === 36) told.undone.add(first);
    if (what === 'lost') throw new Error(`a lease was lost without reason: ${first}`);
    countdown -= 1;
    if (countdown === 0) child.kill('SIGKILL');
  }
  const [code, signal] = (await gone) as [number | null, string | null];
  if (signal !== 'SIGKILL') throw new Error(`the child ended by itself with ${String(code)}`);
}
