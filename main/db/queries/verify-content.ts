import { commitmentOf } from '../../crypto/commitment.ts';
import type { ReadContext } from '../context.ts';
import { readAll, readOne, snapshot, type ReadableDb } from '../types.ts';
import { eventAt } from './log.ts';

/** What comparing the stored cases with the log found, up to one page. */
export interface ContentPage {
  readonly checked: number;
  readonly erased: number;
  readonly problems: readonly { readonly index: number; readonly problem: string }[];
  /** Where the next page starts; null after the last. */
  readonly next: number | null;
}

interface CaseRow {
  readonly id: number;
  readonly bundle_id: string;
  readonly state: number;
  readonly received_idx: number | null;
  readonly erased_at: number | null;
}

/** Which entry of the log must stand behind a state of the queue. */
const NEEDS: Readonly<Record<number, readonly string[]>> = {
  1: ['decision.committed'],
  2: ['decision.final'],
  3: ['case.dead'],
  4: ['case.quarantined'],
  5: ['case.erased', 'quarantine.deleted'],
};

/**
 * Compares stored cases with the log: every received case is there, its bundle is the one the entry committed to, and
 * its state is one the log tells of. An erased case has an entry that says so.
 * @param after index of the last `case.received` entry already checked, -1 at first
 */
export function verifyContent({ db }: ReadContext, { after, limit }: { after: number; limit: number }): ContentPage {
  return snapshot(db, () => {
    const received = readAll<{ idx: number; case_id: string }>(
      db,
      `SELECT idx, case_id FROM log WHERE kind = 'case.received' AND idx > ? ORDER BY idx LIMIT ?`,
      [after, limit],
    );
    let erased = 0;
    const problems: { index: number; problem: string }[] = [];
    for (const { idx, case_id: caseId } of received) {
      const row = readOne<CaseRow>(
        db,
        'SELECT id, bundle_id, state, received_idx, erased_at FROM cases WHERE case_id = ?',
        [caseId],
      );
      if (row?.erased_at != null) erased += 1;
      const problem = row === undefined ? 'the case is not in the queue any more' : problemOf(db, row, caseId, idx);
      if (problem !== null) problems.push({ index: idx, problem });
    }
    if (after < 0) problems.push(...strangers(db));
    const last = received.at(-1);
    return {
      checked: received.length,
      erased,
      problems,
      next: last !== undefined && received.length === limit ? last.idx : null,
    };
  });
}

/** Cases that no entry tells of. */
function strangers(db: ReadableDb): { index: number; problem: string }[] {
  const rows = readAll<{ case_id: string; received_idx: number | null }>(
    db,
    `SELECT case_id, received_idx FROM cases
     WHERE NOT EXISTS (SELECT 1 FROM log WHERE log.idx = cases.received_idx AND log.kind = 'case.received'
       AND log.case_id = cases.case_id) LIMIT 100`,
  );
  return rows.map(({ case_id: caseId, received_idx: index }) => ({
    index: index ?? 0,
    problem: `the case ${caseId} is in the queue, but no entry says that it came in`,
  }));
}

function problemOf(db: ReadableDb, row: CaseRow, caseId: string, index: number): string | null {
  const needed = NEEDS[row.state];
  if (needed !== undefined && !hasEntry(db, caseId, needed)) return 'the queue shows a state the log does not tell of';
  const event = eventAt(db, index);
  if (event.kind !== 'case.received' || event.bundle !== row.bundle_id) return 'the case belongs to another bundle';
  const stored = readOne<{ header: string; recipients: string; sealed: Buffer; salt: Buffer }>(
    db,
    'SELECT header, recipients, sealed, salt FROM payload WHERE id = ?',
    [row.id],
  );
  if (row.erased_at !== null) {
    if (stored !== undefined) return 'the case counts as erased, but its content is still there';
    return hasEntry(db, caseId, ['case.erased', 'quarantine.deleted'])
      ? null
      : 'the content was erased without an entry';
  }
  if (stored === undefined) return 'the content of the case is missing';
  return commitmentOf(stored, stored.salt) === event.commitment
    ? null
    : 'the stored bundle is not the one that came in';
}

function hasEntry(db: ReadableDb, caseId: string, kinds: readonly string[]): boolean {
  const marks = kinds.map(() => '?').join(', ');
  return (
    readOne(db, `SELECT 1 FROM log WHERE case_id = ? AND kind IN (${marks}) LIMIT 1`, [caseId, ...kinds]) !== undefined
  );
}
