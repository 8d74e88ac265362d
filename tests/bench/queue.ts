import { randomBytes, randomUUID } from 'node:crypto';
import { columnsOf, type LogDraft } from '../../common/domain/log.ts';
import { openWorkspace } from '../../main/core/workspace/open.ts';
import { claim, enqueue } from '../../main/db/queries/claim.ts';
import { complete } from '../../main/db/queries/finish.ts';
import { benchStorage, compare, median, type BenchStorage, type Compared } from './storage.ts';

const ROUNDS = 40;
const PER_ROUND = 50;
const QUEUED = ROUNDS * PER_ROUND;
const LEASE_MS = 300_000;

/**
 * `queue.claimComplete`: claim and complete with the decision's signed entry, per second, in the thread that runs
 * SQLite. Baseline: a bare loop of prepared statements that makes the same durable changes on the same tables with the
 * same indexes, pragmas and number of rows: the claim's UPDATE, then the completion's UPDATE and the decision's log row
 * in one transaction. What is left is the fence, the tree and the signature. `.updatesOnly` compares with a loop that
 * writes no log row, and so completes nothing. `queue.hop`: what the way through the worker adds, in ms.
 */
export async function run(): Promise<Record<string, Compared & { unit: string }>> {
  const storage = await benchStorage();
  try {
    return {
      'queue.claimComplete': { ...claimComplete(storage, true), unit: 'pairs/s' },
      'queue.claimComplete.updatesOnly': { ...claimComplete(storage, false), unit: 'pairs/s' },
      'queue.hop': { ...(await hop(storage)), unit: 'ms' },
    };
  } finally {
    await storage.close();
  }
}

function claimComplete({ context, bare }: BenchStorage, withRow: boolean): Compared {
  const insert = bare.prepare(
    `INSERT INTO cases (case_id, bundle_id, policy, priority, visible_at, enqueued_at, received_at) VALUES (?, ?, 'HATE', ?, 0, 0, 0)`,
  );
  bare.transaction(() => {
    for (let item = 0; item < QUEUED; item += 1) insert.run(randomUUID(), randomUUID(), item % 10);
  })();
  for (let item = 0; item < QUEUED; item += 1) {
    const id = randomUUID();
    const sealed = Buffer.alloc(3_000, 1);
    const entry: LogDraft = {
      at: new Date().toISOString(),
      actor: 'quintet',
      event: {
        kind: 'case.received',
        case: id,
        bundle: id,
        policy: 'HATE',
        verdict: 'not_verifiable',
        messages: 5,
        bytes: 3_000,
        via: 'import',
        commitment: '0'.repeat(64),
      },
    };
    enqueue(context, {
      caseId: id,
      bundleId: id,
      header: '{}',
      recipients: '[]',
      sealed,
      salt: Buffer.alloc(32),
      policy: 'HATE',
      priority: item % 10,
      notBefore: null,
      receivedAt: null,
      now: Date.now(),
      entry,
    });
  }
  const ours = (): void => {
    const claimed = claim(context, {
      stage: 'intake',
      policies: null,
      leaseMs: LEASE_MS,
      role: 'moderator',
      excludeSeenBy: 'mod-01',
      claimant: 'mod-01',
      now: Date.now(),
    });
    if (!claimed) throw new Error('the queue ran empty');
    const { caseId, token } = claimed;
    complete(context, {
      caseId,
      token,
      now: Date.now(),
      graceMs: 10_000,
      record: '{"reason":""}',
      entry: decision(caseId),
    });
  };
  const take = bare.prepare(
    `UPDATE cases SET visible_at = ?, attempts = attempts + 1, token = ?
     WHERE id = (SELECT id FROM cases WHERE state = 0 AND stage = 0 AND visible_at <= ? ORDER BY priority DESC, id LIMIT 1) RETURNING id`,
  );
  const finish = bare.prepare(
    'UPDATE cases SET state = 1, settles_at = ?, record = ? WHERE id = ? AND token = ? AND visible_at > ?',
  );
  const row = bare.prepare(
    `INSERT INTO log (idx, at, kind, actor, case_id, policy, finding, action, label, band, hands_on_ms, entry)
     VALUES ((SELECT coalesce(max(idx) + 1, 0) FROM log), ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
  );
  const bytes = Buffer.alloc(560, 7);
  const both = bare.transaction((id: number, token: string) => {
    finish.run(Date.now() + 10_000, '{"reason":""}', id, token, Date.now());
    const columns = columnsOf(decision(randomUUID()));
    const { at, kind, actor, caseId, policy, finding, action, label, band, handsOnMs } = columns;
    row.run(at, kind, actor, caseId, policy, finding, action, label, band, handsOnMs, bytes);
  });
  const theirs = (): void => {
    const token = randomBytes(16).toString('hex');
    const { id } = take.get(Date.now() + LEASE_MS, token, Date.now()) as { id: number };
    if (withRow) both.immediate(id, token);
    else finish.run(Date.now() + 10_000, '{"reason":""}', id, token, Date.now());
  };
  return compare(ROUNDS, PER_ROUND, ours, theirs);
}

/** One small read through the worker and back; the baseline is an answer without a worker. */
async function hop({ folder }: BenchStorage): Promise<Compared> {
  const workspace = await openWorkspace(folder, { asHost: false });
  const times: number[] = [];
  const bare: number[] = [];
  const round = 500;
  for (let time = 0; time < round; time += 1) {
    const start = performance.now();
    await workspace.database.call('draft.load', { caseId: 'none', actor: 'none' });
    times.push(performance.now() - start);
    const again = performance.now();
    await Promise.resolve(null);
    bare.push(performance.now() - again);
  }
  await workspace.close();
  const [value, baseline] = [median(times), median(bare)];
  return { value, baseline, ratio: value / baseline, n: round, spread: [Math.min(...times), Math.max(...times)] };
}

function decision(caseId: string): LogDraft {
  const at = new Date().toISOString();
  return {
    at,
    actor: 'mod-01',
    event: {
      kind: 'decision.committed',
      case: caseId,
      finding: 'violation',
      policy: 'HATE.slur',
      action: 'warn',
      reason: null,
      guideline: '1.0',
      label: 'hate',
      band: 'likely',
      handsOnMs: 41_000,
      finalAt: at,
    },
  };
}
