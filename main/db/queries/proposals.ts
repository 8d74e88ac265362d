import type { KeyChange } from '../../../common/contract/keys.ts';
import type { LogDraft } from '../../../common/domain/log.ts';
import { ProblemError } from '../../../common/errors.ts';
import type { WriteContext } from '../context.ts';
import { immediate, readAll, readOne, write, type ReadableDb } from '../types.ts';
import { applyKeyChanges, loadKeys, type KeyChanges, type TeamKeyRow } from './keys.ts';
import { appendEntry } from './log.ts';

/** A change of keys that one admin asked for; a second one applies or rejects it. */
export interface ProposalRow {
  readonly id: string;
  readonly change: KeyChange;
  readonly state: 'open' | 'applied' | 'rejected' | 'withdrawn';
  readonly proposedBy: string;
  readonly proposedAt: string;
  readonly decidedBy: string | null;
  readonly decidedAt: string | null;
}

interface StoredProposal extends Omit<ProposalRow, 'change'> {
  readonly change: string;
}

const COLUMNS =
  'id, change, state, proposed_by AS proposedBy, proposed_at AS proposedAt, decided_by AS decidedBy, decided_at AS decidedAt';

/** Newest first. */
export function listProposals(db: ReadableDb): ProposalRow[] {
  return readAll<StoredProposal>(db, `SELECT ${COLUMNS} FROM proposals ORDER BY rowid DESC`).map(toRow);
}

export function findProposal(db: ReadableDb, { id }: { id: string }): ProposalRow | null {
  const row = readOne<StoredProposal>(db, `SELECT ${COLUMNS} FROM proposals WHERE id = ?`, [id]);
  return row ? toRow(row) : null;
}

function toRow(row: StoredProposal): ProposalRow {
  return { ...row, change: JSON.parse(row.change) as KeyChange };
}

export function addProposal(
  context: WriteContext,
  input: { readonly id: string; readonly change: KeyChange; readonly entry: LogDraft },
): { index: number } {
  const { db } = context;
  const { id, change, entry } = input;
  return immediate(db, () => {
    write(db, 'INSERT INTO proposals (id, change, proposed_by, proposed_at) VALUES (?, ?, ?, ?)', [
      id,
      JSON.stringify(change),
      entry.actor,
      entry.at,
    ]);
    return { index: appendEntry(context, entry) };
  });
}

export interface DecideProposalInput {
  readonly id: string;
  readonly outcome: 'applied' | 'rejected' | 'withdrawn';
  readonly entry: LogDraft;
  /** What an applied proposal does, with entries of its own. */
  readonly changes: KeyChanges | null;
  /** The team keys from which `changes` was worked out. */
  readonly basis: readonly Pick<TeamKeyRow, 'keyId' | 'state' | 'notAfter'>[];
  /** A key that must not be needed by any undecided or held case when this is applied. */
  readonly unneeded: string | null;
}

/**
 * Closes a proposal, with what it changes and all entries, in one transaction.
 * @throws ProblemError PROPOSAL_CLOSED, KEY_IN_USE, CASE_HELD; DB_BUSY when somebody changed keys in between
 */
export function decideProposal(context: WriteContext, input: DecideProposalInput): { index: number } {
  const { db } = context;
  const { id, outcome, entry, changes, basis, unneeded } = input;
  return immediate(db, () => {
    const closed = write(
      db,
      "UPDATE proposals SET state = ?, decided_by = ?, decided_at = ? WHERE id = ? AND state = 'open'",
      [outcome, entry.actor, entry.at, id],
    );
    if (closed === 0) throw new ProblemError('PROPOSAL_CLOSED');
    if (changes !== null) {
      requireSameBasis(db, basis);
      if (unneeded !== null) requireUnneeded(db, unneeded);
      applyKeyChanges(context, changes);
    }
    return { index: appendEntry(context, entry) };
  });
}

function requireSameBasis(db: ReadableDb, basis: DecideProposalInput['basis']): void {
  const stands = loadKeys(db).team;
  const same =
    stands.length === basis.length &&
    basis.every(({ keyId, state, notAfter }) =>
      stands.some((key) => key.keyId === keyId && key.state === state && key.notAfter === notAfter),
    );
  if (!same) throw new ProblemError('DB_BUSY', 'Somebody else changed keys in the meantime. Look again and repeat.');
}

/** What would be lost with a team key: bundles that no other key of the workspace opens. */
export interface KeyUsage {
  readonly keyId: string;
  /** Cases nobody has finally decided: open, within their undo time, dead or quarantined. */
  readonly undecided: number;
  readonly decided: number;
  /** Of these, cases under a legal hold. */
  readonly held: number;
}

const OPENED_BY_ONE = `WITH opening AS (
    SELECT payload.id AS id, min(team_keys.key_id) AS key_id
    FROM payload, json_each(CASE WHEN json_valid(payload.recipients) THEN payload.recipients ELSE '[]' END) AS recipient
      JOIN team_keys ON team_keys.key_id = json_extract(recipient.value, '$.keyId')
    WHERE team_keys.private IS NOT NULL
    GROUP BY payload.id HAVING count(*) = 1)
  SELECT opening.key_id AS keyId, sum(cases.state <> 2) AS undecided, sum(cases.state = 2) AS decided,
    sum(EXISTS (SELECT 1 FROM holds WHERE holds.case_id = cases.case_id)) AS held
  FROM opening JOIN cases ON cases.id = opening.id GROUP BY opening.key_id`;

/** Usage of every key that alone opens something; reads the recipients of every stored bundle once. */
export function keyUsage(db: ReadableDb): KeyUsage[] {
  return readAll(db, OPENED_BY_ONE);
}

/** @throws ProblemError KEY_IN_USE, CASE_HELD */
export function requireUnneeded(db: ReadableDb, keyId: string): void {
  const usage = keyUsage(db).find((row) => row.keyId === keyId);
  if (usage === undefined) return;
  if (usage.undecided > 0)
    throw new ProblemError(
      'KEY_IN_USE',
      `${usage.undecided} undecided ${usage.undecided === 1 ? 'case is' : 'cases are'} opened by this key alone. Decide them first.`,
    );
  if (usage.held > 0)
    throw new ProblemError(
      'CASE_HELD',
      `A legal hold keeps ${usage.held === 1 ? 'a case' : `${usage.held} cases`} that only this key opens.`,
    );
}
