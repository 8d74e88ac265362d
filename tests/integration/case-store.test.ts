import { randomUUID } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { EMPTY_DRAFT } from '../../common/domain/decision.ts';
import type { LogDraft } from '../../common/domain/log.ts';
import type { PolicyCode } from '../../common/domain/taxonomy.ts';
import { openWorkspace, type Workspace } from '../../main/core/workspace/open.ts';
import { AT, received, released, stored, undone } from './support/queue-contract-entries.ts';
import { freshWorkspace } from './support/temporary.ts';

const LEASE_MS = 60_000;
const BEFORE = '2026-01-01T00:00:00.000Z';
const AFTER = '2026-01-03T00:00:00.000Z';

describe('case store', () => {
  let workspace: Workspace;
  let remove: () => Promise<void>;

  beforeEach(async () => {
    const fresh = await freshWorkspace();
    remove = fresh.remove;
    workspace = await openWorkspace(fresh.folder, { asHost: true });
  });

  afterEach(async () => {
    await workspace.close();
    await remove();
  });

  async function take(policy: PolicyCode): Promise<{ caseId: string; token: string }> {
    const id = randomUUID();
    await workspace.queue.enqueue(stored(id), { policy, priority: 5 }, received(id, id));
    const claimed = await workspace.queue.claim({
      stage: 'intake',
      policies: [policy],
      leaseMs: LEASE_MS,
      role: 'moderator',
    });
    if (!claimed) throw new Error('there should have been a case');
    return claimed;
  }

  function decided(caseId: string, actor: string, handsOnMs: number): LogDraft {
    return {
      at: AT,
      actor,
      event: {
        kind: 'decision.committed',
        case: caseId,
        finding: 'no_violation',
        policy: 'NO_VIOLATION',
        action: 'none',
        reason: null,
        guideline: null,
        label: null,
        band: null,
        handsOnMs,
        finalAt: AT,
      },
    };
  }

  it('keeps a draft per person until the decision is final', async () => {
    const { cases, queue } = workspace;
    const lease = await take('HATE');
    const draft = { ...EMPTY_DRAFT, finding: 'violation' as const, reason: 'it says "so" — ünïcode' };
    expect(await cases.loadDraft(lease.caseId, 'mod-01')).toEqual(EMPTY_DRAFT);
    await cases.saveDraft(lease.caseId, 'mod-01', EMPTY_DRAFT);
    await cases.saveDraft(lease.caseId, 'mod-01', draft);
    expect(await cases.loadDraft(lease.caseId, 'mod-01')).toEqual(draft);
    expect(await cases.loadDraft(lease.caseId, 'mod-02')).toEqual(EMPTY_DRAFT);
    await queue.complete(lease, decided(lease.caseId, 'mod-01', 1), { graceMs: 0, record: '{"reason":"x"}' });
    expect(await cases.loadDraft(lease.caseId, 'mod-01')).toEqual(EMPTY_DRAFT);
    expect(await cases.decisionRecord(lease.caseId)).toBe('{"reason":"x"}');
    const other = await take('HATE');
    await cases.saveDraft(other.caseId, 'mod-01', draft);
    await cases.deleteDraft(other.caseId, 'mod-01');
    expect(await cases.loadDraft(other.caseId, 'mod-01')).toEqual(EMPTY_DRAFT);
  });

  it('counts what a person has decided in a shift: not the undone, not of others, not from before', async () => {
    const { cases, queue } = workspace;
    const times: [PolicyCode, string, number][] = [
      ['HATE', 'mod-01', 60_000],
      ['CHILD', 'mod-01', 120_000],
      ['SPAM', 'mod-01', 30_000],
      ['HATE', 'mod-02', 600_000],
    ];
    for (const [policy, actor, ms] of times) {
      const lease = await take(policy);
      await queue.complete(lease, decided(lease.caseId, actor, ms), { graceMs: 0, record: '{}' });
    }
    const mistaken = await take('HATE');
    await queue.complete(mistaken, decided(mistaken.caseId, 'mod-01', 999_000), { graceMs: 10_000, record: '{}' });
    await queue.undo(mistaken, undone(mistaken.caseId), LEASE_MS);
    expect(await cases.shift('mod-01', BEFORE)).toEqual({ decided: 3, medianHandsOnMs: 60_000 });
    expect(await cases.exposureMinutes('mod-01', BEFORE)).toBe(3);
    expect(await cases.shift('mod-01', AFTER)).toEqual({ decided: 0, medianHandsOnMs: null });
    expect(await cases.exposureMinutes('mod-03', BEFORE)).toBe(0);
  });

  it('counts lanes and what a person has skipped', async () => {
    const { cases, queue, quarantine } = workspace;
    const skipped = await take('HATE');
    await queue.release(skipped, released(skipped.caseId, 'skipped'), { seenBy: 'mod-01' });
    const escalated = await take('THREAT');
    await queue.release(escalated, released(escalated.caseId, 'not_shown'), { minRole: 'lead' });
    const deferred = await take('SPAM');
    await queue.release(deferred, released(deferred.caseId, 'deferred'), { delayMs: LEASE_MS });
    const raw = Uint8Array.from([0, 255, 10]);
    const entry: LogDraft = {
      at: AT,
      actor: 'quintet',
      event: { kind: 'case.quarantined', case: null, bundle: null, code: 'SCHEMA_JSON', bytes: 3 },
    };
    await quarantine.add({ raw, code: 'SCHEMA_JSON', field: null, bundleId: null, via: 'import', entry });
    expect(await cases.lanes()).toEqual({ escalated: 1, deferred: 1, quarantined: 1, dead: 0 });
    expect(await cases.skippedBy('mod-01')).toBe(1);
    expect(await cases.skippedBy('mod-02')).toBe(0);
    expect(await quarantine.list(10)).toEqual({
      total: 1,
      codes: [{ code: 'SCHEMA_JSON', count: 1 }],
      rows: [{ id: 1, at: AT, code: 'SCHEMA_JSON', field: null, bytes: 3, bundleId: null, via: 'import' }],
    });
  });
});
