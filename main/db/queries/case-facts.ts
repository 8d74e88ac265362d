import type { PolicyCode } from '../../../common/domain/taxonomy.ts';
import type { ReadContext } from '../context.ts';
import { readOne, type ReadableDb } from '../types.ts';
import { payloadOf } from './claim.ts';
import { openText } from './erasable.ts';
import { STATE } from './queue-types.ts';

/** Where a case stands, without its content. */
export interface CaseFacts {
  readonly id: number;
  readonly caseId: string;
  readonly bundleId: string;
  readonly state: keyof typeof STATE;
  readonly policy: PolicyCode;
  /** Whether the content was erased. */
  readonly erased: boolean;
  /** Log index of the decision that stands or waits to be final; null before one. */
  readonly committed: number | null;
  /** Unix milliseconds. */
  readonly enqueuedAt: number;
  /** What the queue keeps beside the case; JSON. */
  readonly note: string | null;
  /** The decision with its reason; JSON. */
  readonly record: string | null;
}

interface FactsRow extends Omit<CaseFacts, 'state' | 'erased'> {
  readonly stateNumber: number;
  readonly erasedAt: number | null;
}

const STATES = Object.keys(STATE) as (keyof typeof STATE)[];

export function caseFacts(db: ReadableDb, { caseId }: { caseId: string }): CaseFacts | null {
  const row = readOne<FactsRow>(
    db,
    `SELECT id, case_id AS caseId, bundle_id AS bundleId, state AS stateNumber, policy, erased_at AS erasedAt, committed,
       enqueued_at AS enqueuedAt, note, record
     FROM cases WHERE case_id = ?`,
    [caseId],
  );
  if (!row) return null;
  const { stateNumber, erasedAt, ...facts } = row;
  const state = STATES.find((name) => STATE[name] === stateNumber) ?? 'quarantined';
  return {
    ...facts,
    state,
    erased: erasedAt !== null || state === 'erased',
    note: openText(db, facts.id, 'note', facts.note),
    record: openText(db, facts.id, 'record', facts.record),
  };
}

/** What is stored of one case, for reading it outside a review. */
export interface StoredCase {
  readonly bundleId: string;
  readonly header: string;
  readonly recipients: string;
  readonly sealed: Uint8Array;
  readonly commitmentHolds: boolean;
  /** Unix milliseconds. */
  readonly enqueuedAt: number;
}

export function storedCase({ db }: ReadContext, { caseId }: { caseId: string }): StoredCase | null {
  const row = readOne<{
    id: number;
    case_id: string;
    bundle_id: string;
    received_idx: number | null;
    enqueued_at: number;
  }>(db, 'SELECT id, case_id, bundle_id, received_idx, enqueued_at FROM cases WHERE case_id = ?', [caseId]);
  if (!row) return null;
  return { bundleId: row.bundle_id, enqueuedAt: row.enqueued_at, ...payloadOf(db, row) };
}
