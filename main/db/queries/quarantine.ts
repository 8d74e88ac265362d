import type { LogDraft, LogEvent } from '../../../common/domain/log.ts';
import type { PolicyCode } from '../../../common/domain/taxonomy.ts';
import { ProblemError } from '../../../common/errors.ts';
import type { WriteContext } from '../context.ts';
import { immediate, readAll, readOne, write, writeReturning, type ReadableDb, type WritableDb } from '../types.ts';
import { addCase } from './claim.ts';
import { guardedNow } from './clock.ts';
import { destroyKey, makeKey, openErasable, sealErasable, type KeyOwner } from './erasable.ts';
import { erasableRow, eraseContent, notErasable } from './erase.ts';
import { appendEntry } from './log.ts';
import { STAGE, STATE, type EnqueueInput, type Timed } from './queue-types.ts';
import { keepReason, type ReasonText } from './reasons.ts';

export interface QuarantineInput {
  /** The bytes as received, sealed by the caller. */
  readonly raw: Uint8Array;
  readonly code: string;
  readonly field: string | null;
  readonly bundleId: string | null;
  readonly via: string;
  readonly entry: LogDraft;
}

/** One quarantined bundle as a list may show it: never its content. */
export interface QuarantineRow {
  readonly id: number;
  readonly at: string;
  readonly code: string;
  readonly field: string | null;
  readonly bytes: number;
  readonly bundleId: string | null;
  readonly via: string;
}

export interface QuarantineList {
  readonly total: number;
  readonly codes: { code: string; count: number }[];
  readonly rows: QuarantineRow[];
}

/** One item with what is stored of it. */
export interface QuarantineItem extends QuarantineRow {
  /** The case it became before it was refused, and its policy; null when it was refused on its way in. */
  readonly caseId: string | null;
  readonly policy: PolicyCode | null;
  /** As the caller of {@link addToQuarantine} sealed it; null for a case, whose content stands with the case. */
  readonly raw: Uint8Array | null;
}

const COLUMNS = 'id, at, code, field, bytes, bundle_id AS bundleId, via';
const RAW = 'raw';

function keyOf(id: number): KeyOwner {
  return { table: 'quarantine_keys', id };
}

/** Keeps a refused bundle with its code; row and log entry are durable together. */
export function addToQuarantine(context: WriteContext, input: QuarantineInput): { index: number } {
  const { db } = context;
  const { event } = input.entry;
  if (event.kind !== 'case.quarantined')
    throw new ProblemError('BAD_INPUT', 'A bundle goes to quarantine with an entry that says so.');
  return immediate(db, () => {
    const row = writeReturning<{ id: number }>(
      db,
      'INSERT INTO quarantine (at, code, field, bytes, bundle_id, via) VALUES (?, ?, ?, ?, ?, ?) RETURNING id',
      [input.entry.at, input.code, input.field, event.bytes, input.bundleId, input.via],
    );
    if (!row) throw new ProblemError('DB_FAILED');
    makeKey(db, keyOf(row.id));
    write(db, 'UPDATE quarantine SET raw = ? WHERE id = ?', [sealErasable(db, keyOf(row.id), RAW, input.raw), row.id]);
    return { index: appendEntry(context, input.entry) };
  });
}

/** Newest first. */
export function listQuarantine(db: ReadableDb, { limit }: { limit: number }): QuarantineList {
  return {
    total: readOne<{ n: number }>(db, 'SELECT count(*) AS n FROM quarantine')?.n ?? 0,
    codes: readAll(db, 'SELECT code, count(*) AS count FROM quarantine GROUP BY code ORDER BY count DESC, code'),
    rows: readAll(db, `SELECT ${COLUMNS} FROM quarantine ORDER BY id DESC LIMIT ?`, [limit]),
  };
}

export function quarantineItem(db: ReadableDb, { id }: { id: number }): QuarantineItem | null {
  const row = readOne<Omit<QuarantineItem, 'raw'> & { raw: Buffer | null }>(
    db,
    `SELECT ${COLUMNS}, quarantine.case_id AS caseId,
       (SELECT policy FROM cases WHERE cases.case_id = quarantine.case_id) AS policy, raw
     FROM quarantine WHERE id = ?`,
    [id],
  );
  if (!row) return null;
  return { ...row, raw: row.raw === null ? null : openErasable(db, keyOf(row.id), RAW, row.raw) };
}

type Released = Extract<LogEvent, { kind: 'quarantine.released' }>;

export interface ReleaseInput extends Timed {
  readonly id: number;
  /** `bundle` goes into the queue as a new one does; `case` returns to it; null stays where it is: refused again. */
  readonly to: { readonly bundle: Omit<EnqueueInput, 'now'> } | { readonly caseId: string } | null;
  /** Its outcome is filled in here. */
  readonly entry: LogDraft & { readonly event: Released };
  readonly reason: ReasonText;
}

/**
 * Lets an item go where it was on its way to, or records that it may not. The case, the item's end and both entries are
 * one transaction.
 * @throws ProblemError NO_SUCH_ITEM
 */
export function releaseFromQuarantine(context: WriteContext, input: ReleaseInput): { outcome: Released['outcome'] } {
  const { db } = context;
  return immediate(db, () => {
    requireItem(db, input.id);
    const outcome = sendOn(context, input);
    if (outcome !== 'refused') removeItem(db, input.id);
    const index = appendEntry(context, { ...input.entry, event: { ...input.entry.event, outcome } });
    keepReason(db, index, null, input.reason);
    return { outcome };
  });
}

function sendOn(context: WriteContext, { to, now }: ReleaseInput): Released['outcome'] {
  if (to === null) return 'refused';
  if ('bundle' in to) return addCase(context, { ...to.bundle, now });
  const { db } = context;
  const changed = write(
    db,
    `UPDATE cases SET state = ${STATE.open}, stage = ${STAGE.intake}, attempts = 0, token = NULL, visible_at = 0
     WHERE case_id = ? AND state = ${STATE.quarantined}`,
    [to.caseId],
  );
  if (changed === 0) throw new ProblemError('NO_SUCH_ITEM', `The case ${to.caseId} is not in quarantine any more.`);
  return 'queued';
}

export interface DeleteInput extends Timed {
  readonly id: number;
  readonly entry: LogDraft;
  readonly reason: ReasonText | null;
  /** Entry about the case's erasure, when the item is a case. */
  readonly erasure: LogDraft | null;
}

/**
 * Deletes an item for good: its key first, then its bytes. A case goes with it.
 * @throws ProblemError NO_SUCH_ITEM, CASE_HELD
 */
export function deleteFromQuarantine(context: WriteContext, input: DeleteInput): { index: number } {
  const { db } = context;
  return immediate(db, () => deleteItem(context, input, guardedNow(db, input.now)));
}

/** The same inside a transaction that is already open; `now` is the queue's time. */
export function deleteItem(context: WriteContext, input: DeleteInput, now: number): { index: number } {
  const { db } = context;
  const { caseId } = requireItem(db, input.id);
  const row = caseId === null ? undefined : erasableRow(db, { caseId }, now);
  if (row) {
    const problem = notErasable(row);
    if (problem) throw problem;
    eraseContent(db, row, now);
  }
  removeItem(db, input.id);
  const index = appendEntry(context, input.entry);
  if (input.reason !== null) keepReason(db, index, null, input.reason);
  if (input.erasure !== null) appendEntry(context, input.erasure);
  return { index };
}

function requireItem(db: ReadableDb, id: number): { caseId: string | null } {
  const row = readOne<{ caseId: string | null }>(db, 'SELECT case_id AS caseId FROM quarantine WHERE id = ?', [id]);
  if (!row) throw new ProblemError('NO_SUCH_ITEM', `There is no item ${id} in quarantine any more.`);
  return row;
}

function removeItem(db: WritableDb, id: number): void {
  destroyKey(db, keyOf(id));
  write(db, 'DELETE FROM quarantine WHERE id = ?', [id]);
}
