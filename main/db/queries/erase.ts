import type { LogDraft } from '../../../common/domain/log.ts';
import type { PolicyCode } from '../../../common/domain/taxonomy.ts';
import { ProblemError } from '../../../common/errors.ts';
import type { WriteContext } from '../context.ts';
import { connectionOf, immediate, readOne, write, type ReadableDb, type WritableDb } from '../types.ts';
import { guardedNow } from './clock.ts';
import { destroyKey } from './erasable.ts';
import { appendEntry } from './log.ts';
import { STATE, type Timed } from './queue-types.ts';
import { keepReason, type ReasonText } from './reasons.ts';

/** What has to be known of a case before it is erased. */
export interface ErasableRow {
  readonly id: number;
  readonly caseId: string;
  readonly policy: PolicyCode;
  readonly state: number;
  readonly erased: 0 | 1;
  readonly held: 0 | 1;
  /** Somebody, or the screening, has it right now. */
  readonly leased: 0 | 1;
  /** When it was decided, or came in when it was not; Unix milliseconds. */
  readonly since: number;
}

/** @param now Unix milliseconds on the queue's clock */
export function erasableRow(
  db: ReadableDb,
  by: { readonly caseId: string } | { readonly id: number },
  now: number,
): ErasableRow | undefined {
  return readOne<ErasableRow>(
    db,
    `SELECT id, case_id AS caseId, policy, state, erased_at IS NOT NULL AS erased,
       EXISTS (SELECT 1 FROM holds WHERE holds.case_id = cases.case_id) AS held,
       (state = 0 AND token IS NOT NULL AND visible_at > $now) AS leased,
       coalesce(decided_at, enqueued_at) AS since
     FROM cases WHERE ${'id' in by ? 'id' : 'case_id'} = $value`,
    { now, value: 'id' in by ? by.id : by.caseId },
  );
}

/** Why a case may not be erased now; null when it may. */
export function notErasable(row: ErasableRow): ProblemError | null {
  if (row.erased === 1) return new ProblemError('CASE_ERASED', 'The content of this case was erased before.');
  if (row.held === 1) return new ProblemError('CASE_HELD');
  if (row.state === STATE.settling)
    return new ProblemError('CASE_OPEN', 'The decision can still be taken back. Erase the case when it is final.');
  if (row.leased === 1)
    return new ProblemError('CASE_OPEN', 'Somebody is working on this case. Erase it when they have given it back.');
  return null;
}

/**
 * Erases what a case holds: the keys of its content and of every text about it, then content and texts themselves.
 * What stays is what statistics and the log need: ids, policy, times, the index of its decision. A case that was never
 * decided leaves the queue. Belongs inside a transaction that also writes the entry.
 */
export function eraseContent(db: WritableDb, row: Pick<ErasableRow, 'id' | 'caseId'>, now: number): void {
  destroyKey(db, { table: 'case_keys', id: row.id });
  write(db, 'DELETE FROM payload WHERE id = ?', [row.id]);
  write(db, 'DELETE FROM drafts WHERE case_id = ?', [row.caseId]);
  write(db, 'DELETE FROM seen WHERE id = ?', [row.id]);
  write(db, 'DELETE FROM reasons WHERE id = ?', [row.id]);
  write(db, 'DELETE FROM quarantine WHERE case_id = ?', [row.caseId]);
  write(
    db,
    `UPDATE cases SET note = NULL, record = NULL, token = NULL, barred = NULL, erased_at = ?,
       state = CASE state WHEN ${STATE.decided} THEN state ELSE ${STATE.erased} END WHERE id = ?`,
    [now, row.id],
  );
}

/**
 * Erases one case because somebody asked for it. A case somebody works on is refused rather than taken away: their page
 * would go blank and their draft with it.
 * @throws ProblemError NO_SUCH_CASE, CASE_ERASED, CASE_HELD, CASE_OPEN
 */
export function eraseCase(
  context: WriteContext,
  input: Timed & { readonly caseId: string; readonly entry: LogDraft; readonly reason: ReasonText },
): { index: number } {
  const { db } = context;
  return immediate(db, () => {
    const now = guardedNow(db, input.now);
    const row = erasableRow(db, input, now);
    if (!row) throw new ProblemError('NO_SUCH_CASE');
    const problem = notErasable(row);
    if (problem) throw problem;
    eraseContent(db, row, now);
    const index = appendEntry(context, input.entry);
    keepReason(db, index, null, input.reason);
    return { index };
  });
}

/**
 * Copies the write-ahead log into the database and empties it, so that what was overwritten there is in no file any
 * more. Waits for nobody: while another connection reads or writes it stays as it is, and the caller tries again.
 */
export function tryEmptyWal({ db }: WriteContext): { emptied: boolean } {
  const connection = connectionOf(db);
  const timeout = Number(connection.pragma('busy_timeout', { simple: true }));
  connection.pragma('busy_timeout = 0');
  try {
    const [result] = connection.pragma('wal_checkpoint(TRUNCATE)') as { busy: number }[];
    return { emptied: result?.busy === 0 };
  } finally {
    connection.pragma(`busy_timeout = ${timeout}`);
  }
}
