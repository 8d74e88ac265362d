import type { LogDraft } from '../../../common/domain/log.ts';
import type { PolicyCode } from '../../../common/domain/taxonomy.ts';
import { ProblemError } from '../../../common/errors.ts';
import type { WriteContext } from '../context.ts';
import { immediate, readAll, readOne, write, type ReadableDb, type SqlValue } from '../types.ts';
import { guardedNow, readNow } from './clock.ts';
import { erasableRow, eraseContent, notErasable } from './erase.ts';
import { appendEntry } from './log.ts';
import { STATE, type Timed } from './queue-types.ts';
import { deleteItem } from './quarantine.ts';
import { keepReason, reasonOf, type ReasonText } from './reasons.ts';

const DAY_MS = 24 * 60 * 60 * 1000;

/** Days content is kept, for every policy, and in quarantine. */
export interface RetentionDays {
  readonly byPolicy: Readonly<Record<PolicyCode, number>>;
  readonly quarantine: number;
}

/** A case that is due. `since` is when it was decided, or came in when it was not. */
export interface DueCase {
  readonly id: number;
  readonly since: number;
}

/**
 * A decided case is due when its days are over, counted from its decision; those of the policy it was reported under
 * and of the policy it was decided under, whichever are more.
 */
const DECIDED = `FROM cases LEFT JOIN log ON log.idx = cases.committed
  WHERE cases.state = 2 AND cases.erased_at IS NULL AND cases.policy = $policy AND decided_at <= $before
    AND decided_at <= $now - ${DAY_MS} * coalesce((SELECT days.value FROM json_each($days) AS days
      WHERE days.key = substr(log.policy, 1, instr(log.policy || '.', '.') - 1)), 0)`;

/** Never decided: counted from when it came in. What somebody works on is left alone, and so is an appeal. */
const NEVER_DECIDED = `FROM cases WHERE cases.state IN (0, 3) AND cases.policy = $policy AND enqueued_at <= $before
    AND barred IS NULL AND NOT (state = 0 AND token IS NOT NULL AND visible_at > $now)`;

const HELD = 'EXISTS (SELECT 1 FROM holds WHERE holds.case_id = cases.case_id)';

/** Cases in quarantine go by the rule of quarantine, from when they came there. */
const QUARANTINED = `FROM quarantine LEFT JOIN cases ON cases.case_id = quarantine.case_id WHERE quarantine.at <= ?`;

function eachPolicy<Result>(
  days: RetentionDays,
  now: number,
  work: (params: Record<string, SqlValue>) => Result,
): Result[] {
  const all = JSON.stringify(days.byPolicy);
  return Object.entries(days.byPolicy).map(([policy, kept]) =>
    work({ policy, now, before: now - kept * DAY_MS, days: all }),
  );
}

function quarantinedBefore({ quarantine }: RetentionDays, now: number): string {
  return new Date(now - quarantine * DAY_MS).toISOString();
}

/** What a run would erase now, at most `limit` of each. */
export function dueForErasure(
  db: ReadableDb,
  input: Timed & { readonly days: RetentionDays; readonly limit: number },
): { cases: DueCase[]; quarantined: number[] } {
  const now = readNow(db, input.now);
  const cases = eachPolicy(input.days, now, (params) => [
    ...readAll<DueCase>(
      db,
      `SELECT cases.id AS id, decided_at AS since ${DECIDED} AND NOT ${HELD} LIMIT ${input.limit}`,
      params,
    ),
    ...readAll<DueCase>(
      db,
      `SELECT cases.id AS id, coalesce(decided_at, enqueued_at) AS since ${NEVER_DECIDED} AND NOT ${HELD} LIMIT ${input.limit}`,
      without(params, 'days'),
    ),
  ]).flat();
  const quarantined = readAll<{ id: number }>(
    db,
    `SELECT quarantine.id AS id ${QUARANTINED} AND NOT ${HELD} ORDER BY quarantine.id LIMIT ${input.limit}`,
    [quarantinedBefore(input.days, now)],
  );
  return { cases: cases.slice(0, input.limit), quarantined: quarantined.map(({ id }) => id) };
}

export interface DueCounts {
  readonly cases: number;
  readonly quarantined: number;
  /** Due by the rules, kept by a hold. */
  readonly held: number;
}

interface Counted {
  readonly due: number;
  readonly held: number;
}

/** How much is due now, and how much of it a hold keeps. */
export function countDue(db: ReadableDb, input: Timed & { readonly days: RetentionDays }): DueCounts {
  const now = readNow(db, input.now);
  const counts = `SELECT count(*) - coalesce(sum(${HELD}), 0) AS due, coalesce(sum(${HELD}), 0) AS held`;
  const cases = eachPolicy(input.days, now, (params) => [
    readOne<Counted>(db, `${counts} ${DECIDED}`, params),
    readOne<Counted>(db, `${counts} ${NEVER_DECIDED}`, without(params, 'days')),
  ]).flat();
  const quarantined = readOne<Counted>(db, `${counts} ${QUARANTINED}`, [quarantinedBefore(input.days, now)]);
  const sum = (rows: readonly (Counted | undefined)[], what: keyof Counted): number =>
    rows.reduce((total, row) => total + (row?.[what] ?? 0), 0);
  return {
    cases: sum(cases, 'due'),
    quarantined: quarantined?.due ?? 0,
    held: sum([...cases, quarantined], 'held'),
  };
}

/** SQLite takes a named parameter that a statement lacks for a mistake. */
function without(params: Record<string, SqlValue>, name: string): Record<string, SqlValue> {
  return Object.fromEntries(Object.entries(params).filter(([key]) => key !== name));
}

export interface EraseBatch extends Timed {
  readonly cases: readonly DueCase[];
  readonly quarantined: readonly number[];
  /** Milliseconds after which the rest is left for the next batch, so that a decision never waits longer. */
  readonly budgetMs: number;
  readonly at: string;
}

/**
 * Erases due cases and deletes due items of quarantine, each with its entry, until the time is up. What is not as it was
 * when it was found due (held, taken up, decided, erased) is passed over.
 * @returns how many were erased, and how many of the list were looked at
 */
export function eraseDue(context: WriteContext, batch: EraseBatch): { erased: number; handled: number } {
  const { db } = context;
  const start = performance.now();
  return immediate(db, () => {
    const now = guardedNow(db, batch.now);
    let erased = 0;
    let handled = 0;
    const steps = [
      ...batch.cases.map((due) => () => eraseDueCase(context, due, batch.at, now)),
      ...batch.quarantined.map((id) => () => deleteDueItem(context, id, batch.at, now)),
    ];
    for (const step of steps) {
      if (handled > 0 && performance.now() - start > batch.budgetMs) break;
      if (step()) erased += 1;
      handled += 1;
    }
    return { erased, handled };
  });
}

function erasedByRetention(at: string, caseId: string, policy: PolicyCode): LogDraft {
  return {
    at,
    actor: 'quintet',
    event: { kind: 'case.erased', case: caseId, policy, cause: 'retention', reason: null },
  };
}

function eraseDueCase(context: WriteContext, { id, since }: DueCase, at: string, now: number): boolean {
  const { db } = context;
  const row = erasableRow(db, { id }, now);
  const asFound = row?.since === since && [STATE.open, STATE.decided, STATE.dead].some((state) => state === row.state);
  if (!row || !asFound || notErasable(row) !== null) return false;
  eraseContent(db, row, now);
  appendEntry(context, erasedByRetention(at, row.caseId, row.policy));
  return true;
}

function deleteDueItem(context: WriteContext, id: number, at: string, now: number): boolean {
  const { db } = context;
  const item = readOne<{ code: string; caseId: string | null }>(
    db,
    'SELECT code, case_id AS caseId FROM quarantine WHERE id = ?',
    [id],
  );
  if (!item) return false;
  const row = item.caseId === null ? undefined : erasableRow(db, { caseId: item.caseId }, now);
  if (row && notErasable(row) !== null) return false;
  const entry: LogDraft = {
    at,
    actor: 'quintet',
    event: { kind: 'quarantine.deleted', item: id, code: item.code, reason: null },
  };
  const erasure = row ? erasedByRetention(at, row.caseId, row.policy) : null;
  deleteItem(context, { id, entry, reason: null, erasure, now }, now);
  return true;
}

/** How many cases have been erased since the workspace was made. */
export function countErased(db: ReadableDb): number {
  return readOne<{ n: number }>(db, 'SELECT count(*) AS n FROM cases WHERE erased_at IS NOT NULL')?.n ?? 0;
}

export interface HoldInput {
  readonly caseId: string;
  readonly entry: LogDraft;
  readonly reason: ReasonText;
}

/**
 * Puts a case on legal hold; on one already held the newer reason is shown.
 * @throws ProblemError NO_SUCH_CASE, CASE_ERASED
 */
export function setHold(context: WriteContext, { caseId, entry, reason }: HoldInput): { index: number } {
  const { db } = context;
  return immediate(db, () => {
    const row = erasableRow(db, { caseId }, 0);
    if (!row) throw new ProblemError('NO_SUCH_CASE');
    if (row.erased === 1) throw new ProblemError('CASE_ERASED');
    const index = appendEntry(context, entry);
    write(
      db,
      `INSERT INTO holds (case_id, idx, actor, at) VALUES (?, ?, ?, ?)
       ON CONFLICT (case_id) DO UPDATE SET idx = excluded.idx, actor = excluded.actor, at = excluded.at`,
      [caseId, index, entry.actor, entry.at],
    );
    keepReason(db, index, row.id, reason);
    return { index };
  });
}

/** Lifts a hold. @throws ProblemError NO_SUCH_CASE, NO_SUCH_ITEM when there is none */
export function liftHold(context: WriteContext, { caseId, entry, reason }: HoldInput): { index: number } {
  const { db } = context;
  return immediate(db, () => {
    const row = erasableRow(db, { caseId }, 0);
    if (!row) throw new ProblemError('NO_SUCH_CASE');
    if (write(db, 'DELETE FROM holds WHERE case_id = ?', [caseId]) === 0)
      throw new ProblemError('NO_SUCH_ITEM', 'There is no hold on this case.');
    const index = appendEntry(context, entry);
    keepReason(db, index, row.id, reason);
    return { index };
  });
}

export interface HoldRow {
  readonly caseId: string;
  readonly policy: PolicyCode;
  readonly reason: string;
  readonly by: string;
  readonly at: string;
}

/** Every hold, newest first. */
export function listHolds(db: ReadableDb): HoldRow[] {
  return readAll<Omit<HoldRow, 'reason'> & { idx: number }>(
    db,
    `SELECT case_id AS caseId, policy, holds.idx AS idx, actor AS by, at FROM holds JOIN cases USING (case_id)
     ORDER BY holds.idx DESC`,
  ).map(({ idx, ...hold }) => ({ ...hold, reason: reasonOf(db, { index: idx })?.text ?? '' }));
}
