import { randomBytes } from 'node:crypto';
import type { PolicyCode } from '../../../common/domain/taxonomy.ts';
import { ProblemError } from '../../../common/errors.ts';
import { commitmentOf } from '../../crypto/commitment.ts';
import type { WriteContext } from '../context.ts';
import { immediate, readAll, readOne, write, writeReturning, type ReadableDb, type WritableDb } from '../types.ts';
import { guardedNow } from './clock.ts';
import { addToCounter } from './counters.ts';
import { makeKey, openText } from './erasable.ts';
import { appendEntry, eventAt } from './log.ts';
import { LOST, MAX_ATTEMPTS, ROLE, STAGE, type ClaimedRow, type ClaimInput } from './queue-types.ts';
import type { EnqueueInput, LeaseInput, LostLease } from './queue-types.ts';

interface CaseRow {
  readonly id: number;
  readonly case_id: string;
  readonly bundle_id: string;
  readonly policy: PolicyCode;
  readonly priority: number;
  readonly visible_at: number;
  readonly attempts: number;
  readonly token: string;
  readonly enqueued_at: number;
  readonly note: string | null;
  readonly received_idx: number | null;
}

interface PayloadRow {
  readonly header: string;
  readonly recipients: string;
  readonly sealed: Buffer;
  readonly salt: Buffer;
}

const CASE_COLUMNS =
  'id, case_id, bundle_id, policy, priority, visible_at, attempts, token, enqueued_at, note, received_idx';

/** Adds a case with its `case.received` entry, or counts a duplicate of a bundle that is already known. */
export function enqueue(context: WriteContext, input: EnqueueInput): 'queued' | 'duplicate' {
  return immediate(context.db, () => addCase(context, input));
}

/** The same inside a transaction that is already open. */
export function addCase(context: WriteContext, input: EnqueueInput): 'queued' | 'duplicate' {
  const { db } = context;
  if (readOne(db, 'SELECT 1 FROM cases WHERE bundle_id = ?', [input.bundleId])) {
    addToCounter(db, 'duplicates', 1);
    return 'duplicate';
  }
  const now = guardedNow(db, input.now);
  const row = writeReturning<{ id: number }>(
    db,
    `INSERT INTO cases (case_id, bundle_id, policy, priority, visible_at, enqueued_at, received_at, received_idx)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?) RETURNING id`,
    [
      input.caseId,
      input.bundleId,
      input.policy,
      input.priority,
      input.notBefore ?? 0,
      now,
      input.receivedAt ?? now,
      appendEntry(context, input.entry),
    ],
  );
  if (!row) throw new ProblemError('DB_FAILED');
  write(db, 'INSERT INTO payload (id, header, recipients, sealed, salt) VALUES (?, ?, ?, ?, ?)', [
    row.id,
    input.header,
    input.recipients,
    input.sealed,
    input.salt,
  ]);
  makeKey(db, { table: 'case_keys', id: row.id });
  return 'queued';
}

/** Leases the first case this person may have; worn-out ones become dead letters on the way. */
export function claim(context: WriteContext, input: ClaimInput): ClaimedRow | null {
  const { db } = context;
  return immediate(db, () => {
    const now = guardedNow(db, input.now);
    buryWornOut(context, now);
    const id = nextCase(db, input, now);
    return id === null ? null : lease(db, id, now, input.leaseMs);
  });
}

/** Prolongs a lease from now on. */
export function extend(
  context: WriteContext,
  input: LeaseInput & { leaseMs: number },
): { expiresAt: number; serverNow: number } | LostLease {
  const { db } = context;
  return immediate(db, () => {
    const now = guardedNow(db, input.now);
    const changed = write(
      db,
      'UPDATE cases SET visible_at = ? WHERE case_id = ? AND token = ? AND state = 0 AND visible_at > ?',
      [now + input.leaseMs, input.caseId, input.token, now],
    );
    return changed === 1 ? { expiresAt: now + input.leaseMs, serverNow: now } : LOST;
  });
}

/** Fresh fencing token: 16 random bytes, hex. */
export function freshToken(): string {
  return randomBytes(16).toString('hex');
}

/** What is stored of a bundle; a row without content is answered as one whose commitment does not hold. */
export function payloadOf(
  db: ReadableDb,
  row: Pick<CaseRow, 'id' | 'case_id' | 'bundle_id' | 'received_idx'>,
): Omit<PayloadRow, 'salt'> & { commitmentHolds: boolean } {
  const stored = readOne<PayloadRow>(db, 'SELECT header, recipients, sealed, salt FROM payload WHERE id = ?', [row.id]);
  if (!stored) return { header: '', recipients: '', sealed: Buffer.alloc(0), commitmentHolds: false };
  const received = row.received_idx === null ? null : eventAt(db, row.received_idx);
  const commitmentHolds =
    received?.kind === 'case.received' &&
    received.case === row.case_id &&
    received.bundle === row.bundle_id &&
    received.commitment === commitmentOf(stored, stored.salt);
  return { header: stored.header, recipients: stored.recipients, sealed: stored.sealed, commitmentHolds };
}

function claimedRow(db: ReadableDb, row: CaseRow, now: number): ClaimedRow {
  return {
    caseId: row.case_id,
    token: row.token,
    bundleId: row.bundle_id,
    policy: row.policy,
    priority: row.priority,
    attempt: row.attempts,
    maxAttempts: MAX_ATTEMPTS,
    expiresAt: row.visible_at,
    serverNow: now,
    enqueuedAt: row.enqueued_at,
    ...payloadOf(db, row),
    note: openText(db, row.id, 'note', row.note),
  };
}

/** Leases again a case that its holder had completed, with a fresh token; the attempt is the same one. */
export function releaseToSameHolder(db: WritableDb, id: number, now: number, leaseMs: number): ClaimedRow | null {
  const row = writeReturning<CaseRow>(
    db,
    `UPDATE cases SET state = 0, visible_at = ?, token = ?, settles_at = NULL, committed = NULL, record = NULL
     WHERE id = ? AND state = 1 RETURNING ${CASE_COLUMNS}`,
    [now + leaseMs, freshToken(), id],
  );
  return row ? claimedRow(db, row, now) : null;
}

function lease(db: WritableDb, id: number, now: number, leaseMs: number): ClaimedRow | null {
  const row = writeReturning<CaseRow>(
    db,
    `UPDATE cases SET visible_at = ?, attempts = attempts + 1, token = ?
     WHERE id = ? AND state = 0 AND visible_at <= ? RETURNING ${CASE_COLUMNS}`,
    [now + leaseMs, freshToken(), id, now],
  );
  return row ? claimedRow(db, row, now) : null;
}

/** Open cases out of attempts whose last lease has ended: nobody could finish them. */
function buryWornOut(context: WriteContext, now: number): void {
  const { db } = context;
  const rows = readAll<{ id: number; case_id: string; policy: PolicyCode; attempts: number }>(
    db,
    'SELECT id, case_id, policy, attempts FROM cases WHERE state = 0 AND attempts >= 5 AND visible_at <= ? LIMIT 100',
    [now],
  );
  for (const row of rows) {
    write(db, 'UPDATE cases SET state = 3, token = NULL WHERE id = ?', [row.id]);
    appendEntry(context, {
      at: new Date(now).toISOString(),
      actor: 'quintet',
      event: { kind: 'case.dead', case: row.case_id, policy: row.policy, attempts: row.attempts },
    });
  }
}

/** An appeal (`barred`) is not given to whoever decided the case before. */
const READY =
  'state = 0 AND stage = $stage AND visible_at <= $now AND attempts < 5 AND min_role <= $role AND (barred IS NULL OR barred IS NOT $claimant)';
const UNSEEN = 'NOT EXISTS (SELECT 1 FROM seen WHERE seen.actor = $actor AND seen.id = cases.id)';

/**
 * The next case in order of priority, then age. With a list of policies each is looked up by itself in the index that
 * starts with the policy: one query over all of them would sort the whole backlog.
 */
function nextCase(db: ReadableDb, input: ClaimInput, now: number): number | null {
  const unseen = input.excludeSeenBy === null ? '' : ` AND ${UNSEEN}`;
  const params: Record<string, string | number | null> = {
    stage: STAGE[input.stage],
    now,
    role: ROLE[input.role],
    claimant: input.claimant,
  };
  if (input.excludeSeenBy !== null) params['actor'] = input.excludeSeenBy;
  if (input.policies === null) {
    const sql = `SELECT id FROM cases INDEXED BY cases_next WHERE ${READY}${unseen} ORDER BY priority DESC, id LIMIT 1`;
    return readOne<{ id: number }>(db, sql, params)?.id ?? null;
  }
  const sql = `SELECT id, priority FROM cases INDEXED BY cases_next_of_policy
    WHERE ${READY} AND policy = $policy${unseen} ORDER BY priority DESC, id LIMIT 1`;
  let best: { id: number; priority: number } | null = null;
  for (const policy of new Set(input.policies)) {
    const row = readOne<{ id: number; priority: number }>(db, sql, { ...params, policy });
    if (!row) continue;
    if (!best || row.priority > best.priority || (row.priority === best.priority && row.id < best.id)) best = row;
  }
  return best?.id ?? null;
}
