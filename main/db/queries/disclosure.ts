import type { DisclosureField } from '../../../common/domain/disclosure.ts';
import type { LogDraft } from '../../../common/domain/log.ts';
import type { PolicyCode } from '../../../common/domain/taxonomy.ts';
import { ProblemError } from '../../../common/errors.ts';
import type { WriteContext } from '../context.ts';
import { immediate, readAll, readOne, write, type ReadableDb } from '../types.ts';
import { appendEntry } from './log.ts';

/** What was asked for; `salt` (hex) opens the commitment in the log entry. */
export interface DisclosureTerms {
  readonly authority: string;
  readonly reference: string;
  readonly legalBasis: string;
  readonly fields: readonly DisclosureField[];
  /** age recipient of the authority. */
  readonly recipient: string;
  readonly salt: string;
}

export interface DisclosureExport {
  /** Name within the folder of disclosures. */
  readonly name: string;
  readonly sha256: string;
  readonly bytes: number;
  readonly at: string;
  readonly by: string;
}

export interface DisclosureDecision {
  readonly actor: string;
  readonly at: string;
  readonly approve: boolean;
}

export interface DisclosureRow {
  readonly id: string;
  readonly caseId: string;
  /** Policy the case stands under; null when there is no such case any more. */
  readonly policy: PolicyCode | null;
  readonly terms: DisclosureTerms;
  readonly state: 'open' | 'approved' | 'rejected' | 'exported';
  readonly proposedBy: string;
  readonly proposedAt: string;
  readonly decisions: readonly DisclosureDecision[];
  /** The latest file; null before the first. */
  readonly export: DisclosureExport | null;
}

interface StoredDisclosure extends Omit<DisclosureRow, 'terms' | 'decisions' | 'export'> {
  readonly terms: string;
  readonly export: string | null;
}

/** Approvals a disclosure needs, each by another admin. */
export const DISCLOSURE_APPROVALS = 2;

const SELECT = `SELECT disclosures.id AS id, disclosures.case_id AS caseId, cases.policy AS policy, terms,
    disclosures.state AS state, proposed_by AS proposedBy, proposed_at AS proposedAt, export
  FROM disclosures LEFT JOIN cases ON cases.case_id = disclosures.case_id`;

/** Newest first. */
export function listDisclosures(db: ReadableDb): DisclosureRow[] {
  return readAll<StoredDisclosure>(db, `${SELECT} ORDER BY disclosures.rowid DESC`).map((row) => complete(db, row));
}

export function findDisclosure(db: ReadableDb, { id }: { id: string }): DisclosureRow | null {
  const row = readOne<StoredDisclosure>(db, `${SELECT} WHERE disclosures.id = ?`, [id]);
  return row ? complete(db, row) : null;
}

function complete(db: ReadableDb, row: StoredDisclosure): DisclosureRow {
  const decisions = readAll<{ actor: string; at: string; approve: 0 | 1 }>(
    db,
    'SELECT actor, at, approve FROM disclosure_decisions WHERE disclosure = ? ORDER BY at, actor',
    [row.id],
  );
  return {
    ...row,
    terms: JSON.parse(row.terms) as DisclosureTerms,
    decisions: decisions.map(({ actor, at, approve }) => ({ actor, at, approve: approve === 1 })),
    export: row.export === null ? null : (JSON.parse(row.export) as DisclosureExport),
  };
}

export function addDisclosure(
  context: WriteContext,
  input: { readonly id: string; readonly caseId: string; readonly terms: DisclosureTerms; readonly entry: LogDraft },
): { index: number } {
  const { db } = context;
  const { id, caseId, terms, entry } = input;
  return immediate(db, () => {
    write(db, 'INSERT INTO disclosures (id, case_id, terms, proposed_by, proposed_at) VALUES (?, ?, ?, ?, ?)', [
      id,
      caseId,
      JSON.stringify(terms),
      entry.actor,
      entry.at,
    ]);
    return { index: appendEntry(context, entry) };
  });
}

/**
 * Notes one admin's approval or rejection: two approvals approve, one rejection closes.
 * @throws ProblemError NO_SUCH_PROPOSAL, PROPOSAL_CLOSED, TWO_PERSON
 */
export function decideDisclosure(
  context: WriteContext,
  input: { readonly id: string; readonly approve: boolean; readonly entry: LogDraft },
): { index: number } {
  const { db } = context;
  const { id, approve, entry } = input;
  return immediate(db, () => {
    const found = findDisclosure(db, { id });
    if (found === null) throw new ProblemError('NO_SUCH_PROPOSAL');
    if (found.state !== 'open') throw new ProblemError('PROPOSAL_CLOSED');
    if (found.proposedBy === entry.actor) throw new ProblemError('TWO_PERSON');
    if (found.decisions.some(({ actor }) => actor === entry.actor))
      throw new ProblemError('TWO_PERSON', 'You have already approved this. A second admin has to decide as well.');
    write(db, 'INSERT INTO disclosure_decisions (disclosure, actor, at, approve) VALUES (?, ?, ?, ?)', [
      id,
      entry.actor,
      entry.at,
      approve ? 1 : 0,
    ]);
    const approvals = found.decisions.filter((decision) => decision.approve).length + (approve ? 1 : 0);
    const state = approve ? (approvals >= DISCLOSURE_APPROVALS ? 'approved' : 'open') : 'rejected';
    write(db, 'UPDATE disclosures SET state = ? WHERE id = ?', [state, id]);
    return { index: appendEntry(context, entry) };
  });
}

/** Notes that the file of an approved disclosure was made. @throws ProblemError NO_SUCH_PROPOSAL, PROPOSAL_CLOSED */
export function disclosureExported(
  context: WriteContext,
  input: { readonly id: string; readonly file: DisclosureExport; readonly entry: LogDraft },
): { index: number } {
  const { db } = context;
  const { id, file, entry } = input;
  return immediate(db, () => {
    const found = findDisclosure(db, { id });
    if (found === null) throw new ProblemError('NO_SUCH_PROPOSAL');
    if (found.state !== 'approved' && found.state !== 'exported') throw new ProblemError('PROPOSAL_CLOSED');
    write(db, "UPDATE disclosures SET state = 'exported', export = ? WHERE id = ?", [JSON.stringify(file), id]);
    return { index: appendEntry(context, entry) };
  });
}
