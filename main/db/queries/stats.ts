import type { PolicyCode } from '../../../common/domain/taxonomy.ts';
import { readAll, readOne, snapshot, type ReadableDb } from '../types.ts';
import { readNow } from './clock.ts';
import { readCounter } from './counters.ts';
import type { Timed } from './queue-types.ts';

export interface StatsRow {
  readonly ready: number;
  readonly unscored: number;
  readonly leased: number;
  readonly delayed: number;
  readonly escalated: number;
  readonly dead: number;
  readonly quarantined: number;
  readonly settling: number;
  readonly decided: number;
  readonly duplicates: number;
  readonly oldestReadySeconds: number | null;
  readonly byPolicy: Partial<Record<PolicyCode, { ready: number; oldestReceivedAt: number }>>;
}

/**
 * Counts the queue on one view of the database. Open cases fall into disjoint groups: leased, escalated (kept for a
 * lead), delayed, ready; one that has run out of attempts counts as dead even before the next claim buries it.
 */
export function queueStats(db: ReadableDb, input: Timed): StatsRow {
  return snapshot(db, () => {
    const now = readNow(db, input.now);
    const groups = readAll<{
      what: string;
      stage: number;
      policy: PolicyCode;
      n: number;
      oldest: number;
      received: number;
    }>(
      db,
      `SELECT CASE
           WHEN token IS NOT NULL AND visible_at > $now THEN 'leased'
           WHEN attempts >= 5 THEN 'dead'
           WHEN min_role > 0 THEN 'escalated'
           WHEN visible_at > $now THEN 'delayed'
           ELSE 'ready' END AS what,
         stage, policy, count(*) AS n, min(enqueued_at) AS oldest, min(received_at) AS received
       FROM cases WHERE state = 0 GROUP BY what, stage, policy`,
      { now },
    );
    const sum = (what: string, stage?: number): number =>
      groups
        .filter((group) => group.what === what && (stage === undefined || group.stage === stage))
        .reduce((total, group) => total + group.n, 0);
    const byPolicy: Partial<Record<PolicyCode, { ready: number; oldestReceivedAt: number }>> = {};
    let oldest: number | null = null;
    for (const group of groups) {
      if (group.what !== 'ready') continue;
      const known = byPolicy[group.policy];
      byPolicy[group.policy] = {
        ready: (known?.ready ?? 0) + group.n,
        oldestReceivedAt: Math.min(known?.oldestReceivedAt ?? group.received, group.received),
      };
      oldest = Math.min(oldest ?? group.oldest, group.oldest);
    }
    return {
      ready: sum('ready'),
      unscored: sum('ready', 0),
      leased: sum('leased'),
      delayed: sum('delayed'),
      escalated: sum('escalated'),
      dead: sum('dead') + count(db, 'SELECT count(*) AS n FROM cases WHERE state = 3'),
      quarantined: count(db, 'SELECT count(*) AS n FROM quarantine'),
      settling: count(db, 'SELECT count(*) AS n FROM cases WHERE state = 1'),
      decided: readCounter(db, 'decided'),
      duplicates: readCounter(db, 'duplicates'),
      oldestReadySeconds: oldest === null ? null : Math.max(0, Math.floor((now - oldest) / 1000)),
      byPolicy,
    };
  });
}

/** Dead cases, oldest first. */
export function deadCases(
  db: ReadableDb,
): { caseId: string; policy: PolicyCode; stage: 'intake' | 'review'; attempts: number }[] {
  return readAll(
    db,
    `SELECT case_id AS caseId, policy, CASE stage WHEN 0 THEN 'intake' ELSE 'review' END AS stage, attempts
     FROM cases WHERE state = 3 ORDER BY id`,
  );
}

/** Whether a delay or a lease ended in `(since, now]`, so that a case may have become ready by time alone. */
export function becameReady(db: ReadableDb, input: Timed & { since: number }): boolean {
  const row = readOne(db, 'SELECT 1 FROM cases WHERE state = 0 AND visible_at > ? AND visible_at <= ? LIMIT 1', [
    input.since,
    input.now,
  ]);
  return row !== undefined;
}

function count(db: ReadableDb, sql: string): number {
  return readOne<{ n: number }>(db, sql)?.n ?? 0;
}
