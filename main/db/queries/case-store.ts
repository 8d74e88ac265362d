import type { PolicyCode } from '../../../common/domain/taxonomy.ts';
import type { WriteContext } from '../context.ts';
import { immediate, readAll, readOne, write, type ReadableDb } from '../types.ts';
import { openText, sealText } from './erasable.ts';
import type { Timed } from './queue-types.ts';

export interface DraftKey {
  readonly caseId: string;
  readonly actor: string;
}

/** Keeps what a person has filled in, unless the case is finished; `draft` is JSON. */
export function saveDraft({ db }: WriteContext, input: DraftKey & Timed & { draft: string }): void {
  immediate(db, () => {
    const row = readOne<{ id: number }>(db, 'SELECT id FROM cases WHERE case_id = ? AND state IN (0, 1)', [
      input.caseId,
    ]);
    if (!row) return;
    write(
      db,
      `INSERT INTO drafts (case_id, actor, draft, at) VALUES (?, ?, ?, ?)
       ON CONFLICT (case_id, actor) DO UPDATE SET draft = excluded.draft, at = excluded.at`,
      [input.caseId, input.actor, sealText(db, row.id, 'draft', input.draft), input.now],
    );
  });
}

export function loadDraft(db: ReadableDb, input: DraftKey): string | null {
  const row = readOne<{ id: number; draft: string }>(
    db,
    'SELECT id, draft FROM drafts JOIN cases USING (case_id) WHERE case_id = ? AND actor = ?',
    [input.caseId, input.actor],
  );
  return row ? openText(db, row.id, 'draft', row.draft) : null;
}

export function deleteDraft({ db }: WriteContext, input: DraftKey): void {
  write(db, 'DELETE FROM drafts WHERE case_id = ? AND actor = ?', [input.caseId, input.actor]);
}

/** A decision of one person since a time that still stands. */
export interface StandingDecision {
  readonly policy: PolicyCode;
  readonly handsOnMs: number;
}

/**
 * Decisions a person has committed since a time and not taken back. `policy` is the policy the case was queued under.
 * An undone decision is recognised by its case no longer naming it as the committed one.
 */
export function standingDecisions(db: ReadableDb, input: { actor: string; since: string }): StandingDecision[] {
  return readAll(
    db,
    `SELECT cases.policy AS policy, coalesce(log.hands_on_ms, 0) AS handsOnMs
     FROM log JOIN cases ON cases.case_id = log.case_id AND cases.committed = log.idx
     WHERE log.kind = 'decision.committed' AND log.actor = ? AND log.at >= ?`,
    [input.actor, input.since],
  );
}

/** How many open cases this person has skipped. */
export function skippedBy(db: ReadableDb, { actor }: { actor: string }): number {
  const row = readOne<{ n: number }>(
    db,
    'SELECT count(*) AS n FROM seen JOIN cases ON cases.id = seen.id WHERE seen.actor = ? AND cases.state = 0',
    [actor],
  );
  return row?.n ?? 0;
}

/** The decision kept beside the log, JSON as it was committed; null while there is none. */
export function decisionRecord(db: ReadableDb, { caseId }: { caseId: string }): string | null {
  const row = readOne<{ id: number; record: string | null }>(db, 'SELECT id, record FROM cases WHERE case_id = ?', [
    caseId,
  ]);
  return row ? openText(db, row.id, 'record', row.record) : null;
}
