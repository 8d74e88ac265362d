import type { LogDraft } from '../../../common/domain/log.ts';
import type { PolicyCode } from '../../../common/domain/taxonomy.ts';
import { ProblemError } from '../../../common/errors.ts';
import type { WriteContext } from '../context.ts';
import { immediate, readAll, readOne, write, writeReturning, type WritableDb } from '../types.ts';
import { releaseToSameHolder } from './claim.ts';
import { guardedNow } from './clock.ts';
import { addToCounter } from './counters.ts';
import { sealText } from './erasable.ts';
import { appendEntry, eventAt, logSize } from './log.ts';
import { LOST, ROLE, STAGE, type ClaimedRow, type CompleteInput, type LostLease } from './queue-types.ts';
import type { LeaseInput, ReleaseInput, Timed } from './queue-types.ts';

const HELD = 'case_id = $caseId AND token = $token AND state = 0 AND visible_at > $now';
const SETTLE_BATCH = 200;

/** Ends a case with its decision; both are durable together. Within the grace time it can still be undone. */
export function complete(context: WriteContext, input: CompleteInput): { index: number; finalAt: number } | LostLease {
  const { db } = context;
  if (input.entry.event.kind !== 'decision.committed')
    throw new ProblemError('BAD_INPUT', 'A case is completed with a decision, nothing else.');
  return immediate(db, () => {
    const now = guardedNow(db, input.now);
    const index = logSize(db);
    const finalAt = now + input.graceMs;
    const id = heldCase(db, input, now);
    if (id === null) return LOST;
    write(db, 'UPDATE cases SET state = 1, settles_at = ?, committed = ?, record = ? WHERE id = ?', [
      finalAt,
      index,
      sealText(db, id, 'record', input.record),
      id,
    ]);
    appendEntry(context, input.entry, index);
    if (input.graceMs <= 0) makeFinal(context, { id, case_id: input.caseId, committed: index }, now);
    return { index, finalAt };
  });
}

/** Takes a completion back while its grace time runs; the committing lease's token proves whose it is. */
export function undo(
  context: WriteContext,
  input: LeaseInput & { entry: LogDraft; leaseMs: number },
): ClaimedRow | LostLease {
  const { db } = context;
  return immediate(db, () => {
    const now = guardedNow(db, input.now);
    const row = readOne<{ id: number }>(
      db,
      'SELECT id FROM cases WHERE case_id = ? AND token = ? AND state = 1 AND settles_at > ?',
      [input.caseId, input.token, now],
    );
    const claimed = row ? releaseToSameHolder(db, row.id, now, input.leaseMs) : null;
    if (!claimed) return LOST;
    appendEntry(context, input.entry);
    return claimed;
  });
}

/** Makes every completion final whose grace time has ended, or every one there is. */
export function settle(
  context: WriteContext,
  input: Timed & { readonly all: boolean },
): { settled: number; nextDueAt: number | null } {
  const { db } = context;
  return immediate(db, () => {
    const now = guardedNow(db, input.now);
    const due = readAll<SettlingRow>(
      db,
      'SELECT id, case_id, committed FROM cases WHERE state = 1 AND settles_at <= ? ORDER BY settles_at, id LIMIT ?',
      [input.all ? Number.MAX_SAFE_INTEGER : now, SETTLE_BATCH],
    );
    for (const row of due) makeFinal(context, row, now);
    const next = readOne<{ at: number | null }>(db, 'SELECT min(settles_at) AS at FROM cases WHERE state = 1');
    return { settled: due.length, nextDueAt: next?.at ?? null };
  });
}

/** Gives a case back. The attempt is given back too: its holder was alive. A new stage starts with fresh attempts. */
export function release(context: WriteContext, input: ReleaseInput): { index: number } | LostLease {
  const { db } = context;
  return immediate(db, () => {
    const now = guardedNow(db, input.now);
    const id = heldCase(db, input, now);
    if (id === null) return LOST;
    write(
      db,
      `UPDATE cases SET token = NULL, visible_at = $visibleAt,
         attempts = CASE WHEN $stage IS NULL OR $stage = stage THEN attempts - 1 ELSE 0 END,
         stage = coalesce($stage, stage), policy = coalesce($policy, policy),
         priority = coalesce($priority, priority), min_role = coalesce($minRole, min_role),
         note = coalesce($note, note)
       WHERE id = $id`,
      {
        id,
        visibleAt: input.delayMs === undefined || input.delayMs <= 0 ? 0 : now + input.delayMs,
        stage: input.stage === undefined ? null : STAGE[input.stage],
        policy: input.policy ?? null,
        priority: input.priority ?? null,
        minRole: input.minRole === undefined ? null : ROLE[input.minRole],
        note: input.note === undefined ? null : sealText(db, id, 'note', input.note),
      },
    );
    if (input.seenBy !== undefined)
      write(db, 'INSERT INTO seen (actor, id) VALUES (?, ?) ON CONFLICT DO NOTHING', [input.seenBy, id]);
    return { index: appendEntry(context, input.entry) };
  });
}

export interface DeadLetterInput extends LeaseInput {
  readonly entry: LogDraft;
  readonly target:
    { readonly to: 'dead' } | { readonly to: 'quarantine'; readonly code: string; readonly field: string | null };
}

/** Takes a held case out of the queue: to the dead letters, or to quarantine where its content stays with it. */
export function deadLetter(context: WriteContext, input: DeadLetterInput): { index: number } | LostLease {
  const { db } = context;
  const { target } = input;
  return immediate(db, () => {
    const now = guardedNow(db, input.now);
    const row = writeReturning<{ id: number; bundle_id: string }>(
      db,
      `UPDATE cases SET state = $state, token = NULL WHERE ${HELD} RETURNING id, bundle_id`,
      { ...held(input, now), state: target.to === 'dead' ? 3 : 4 },
    );
    if (!row) return LOST;
    if (target.to === 'quarantine')
      write(
        db,
        `INSERT INTO quarantine (at, code, field, bytes, bundle_id, via, case_id)
         SELECT ?, ?, ?, length(CAST(header AS BLOB)) + length(sealed), ?, 'queue', ? FROM payload WHERE id = ?`,
        [input.entry.at, target.code, target.field, row.bundle_id, input.caseId, row.id],
      );
    return { index: appendEntry(context, input.entry) };
  });
}

/** Puts a dead case back with fresh attempts; false when there is no such dead case. */
export function requeue(context: WriteContext, input: { caseId: string; entry: LogDraft }): boolean {
  const { db } = context;
  return immediate(db, () => {
    const changed = write(
      db,
      'UPDATE cases SET state = 0, attempts = 0, visible_at = 0, token = NULL WHERE case_id = ? AND state = 3',
      [input.caseId],
    );
    if (changed === 0) return false;
    appendEntry(context, input.entry);
    return true;
  });
}

/**
 * Frees every lease, because the process that held them is gone. A case in review gets its attempt back: the end of a
 * program says nothing about the case. At intake it stays counted, because there a case may be what ends the program.
 */
export function recover(context: WriteContext, input: Timed & { at: string; actor: string }): number {
  const { db } = context;
  return immediate(db, () => {
    const now = guardedNow(db, input.now);
    const rows = readAll<{ id: number; case_id: string; policy: PolicyCode }>(
      db,
      'SELECT id, case_id, policy FROM cases WHERE state = 0 AND token IS NOT NULL AND visible_at > ? ORDER BY id',
      [now],
    );
    for (const row of rows) {
      write(
        db,
        'UPDATE cases SET token = NULL, visible_at = 0, attempts = CASE stage WHEN 1 THEN attempts - 1 ELSE attempts END WHERE id = ?',
        [row.id],
      );
      appendEntry(context, {
        at: input.at,
        actor: input.actor,
        event: { kind: 'case.released', case: row.case_id, policy: row.policy, cause: 'host_restarted', until: null },
      });
    }
    return rows.length;
  });
}

interface SettlingRow {
  readonly id: number;
  readonly case_id: string;
  readonly committed: number;
}

/** The final entry repeats the committed one, so that a search for final decisions needs no join. */
function makeFinal(context: WriteContext, row: SettlingRow, now: number): void {
  const { db } = context;
  const event = eventAt(db, row.committed);
  if (event.kind !== 'decision.committed')
    throw new ProblemError('LOG_DAMAGED', `The log entry ${row.committed} should be a decision.`);
  finish(db, row, now);
  appendEntry(context, {
    at: new Date(now).toISOString(),
    actor: 'quintet',
    event: {
      kind: 'decision.final',
      case: row.case_id,
      finding: event.finding,
      policy: event.policy,
      action: event.action,
      committed: row.committed,
    },
  });
}

function finish(db: WritableDb, row: SettlingRow, now: number): void {
  write(db, 'UPDATE cases SET state = 2, token = NULL, barred = NULL, decided_at = ? WHERE id = ?', [now, row.id]);
  write(db, 'DELETE FROM drafts WHERE case_id = ?', [row.case_id]);
  write(db, 'DELETE FROM seen WHERE id = ?', [row.id]);
  addToCounter(db, 'decided', 1);
}

/** Row of the case this lease holds; null when it does not hold (any more). */
function heldCase(db: WritableDb, input: LeaseInput, now: number): number | null {
  return readOne<{ id: number }>(db, `SELECT id FROM cases WHERE ${HELD}`, held(input, now))?.id ?? null;
}

function held(input: LeaseInput, now: number): { caseId: string; token: string; now: number } {
  return { caseId: input.caseId, token: input.token, now };
}
