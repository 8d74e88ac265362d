import { FINDINGS } from '../../../common/domain/decision.ts';
import {
  columnsOf,
  LOG_KINDS,
  type LogColumns,
  type LogDraft,
  type LogEvent,
  type Standing,
} from '../../../common/domain/log.ts';
import { ProblemError } from '../../../common/errors.ts';
import { encodeEntry, readEntry } from '../../tlog/entry.ts';
import { hashLeaf, inclusionProof, nodesCompletedBy, rootOf, type ReadNode } from '../../tlog/merkle.ts';
import type { WriteContext } from '../context.ts';
import { readAll, readOne, write, type ReadableDb, type SqlValue } from '../types.ts';

/** A row of the log as it is stored. */
export interface StoredRow {
  readonly idx: number;
  readonly at: string;
  readonly kind: LogColumns['kind'];
  readonly actor: string;
  readonly case_id: string | null;
  readonly policy: string | null;
  readonly finding: string | null;
  readonly action: string | null;
  readonly label: string | null;
  readonly band: string | null;
  readonly hands_on_ms: number | null;
}

export interface LogFilters {
  readonly since?: string | undefined;
  readonly until?: string | undefined;
  readonly policy?: string | undefined;
  readonly actor?: string | undefined;
  readonly kind?: string | undefined;
  readonly finding?: string | undefined;
  readonly action?: string | undefined;
  readonly caseId?: string | undefined;
}

/** How far somebody's reading of the log goes, whatever they ask for. */
export interface LogReach {
  /** Only this person's entries; null for everybody's. */
  readonly actor: string | null;
  /** Whether entries about a case are in reach. */
  readonly cases: boolean;
  /** First-level policies whose entries stay hidden. */
  readonly hiddenPolicies: readonly string[];
}

/** One row of a search: the columns and the index, without the entry. */
export type IndexedColumns = LogColumns & { readonly index: number };

const COLUMNS = 'idx, at, kind, actor, case_id, policy, finding, action, label, band, hands_on_ms';
const TIME = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\.\d{3}Z$/u;

/** Number of entries. */
export function logSize(db: ReadableDb): number {
  return readOne<{ size: number }>(db, 'SELECT coalesce(max(idx) + 1, 0) AS size FROM log')?.size ?? 0;
}

/** Reads stored tree nodes; a missing one means that the log is damaged. */
export function nodeReader(db: ReadableDb): ReadNode {
  return (level, index) => {
    const row = readOne<{ hash: Buffer }>(db, 'SELECT hash FROM node WHERE last = ? AND level = ?', [
      lastLeaf(level, index),
      level,
    ]);
    if (!row) throw new ProblemError('LOG_DAMAGED', `The log's tree lacks the node ${level}/${index}.`);
    return row.hash;
  };
}

/** Last leaf that a complete subtree covers. */
export function lastLeaf(level: number, index: number): number {
  return (index + 1) * 2 ** level - 1;
}

/** Root of the first `size` entries, from the stored nodes. */
export function storedRoot(db: ReadableDb, size: number): Buffer {
  return rootOf(size, nodeReader(db));
}

/**
 * Appends one signed entry and the tree nodes it completes. Belongs inside a transaction: size and frontier are read
 * from the database, so that several processes can take turns.
 * @param index the log's size, when the caller has just read it in the same transaction
 * @returns the entry's index
 */
export function appendEntry(context: WriteContext, draft: LogDraft, index: number = logSize(context.db)): number {
  const damage = context.damaged();
  if (damage !== null) throw new ProblemError('LOG_DAMAGED', damage);
  if (!TIME.test(draft.at)) throw new ProblemError('BAD_INPUT', 'The time of a log entry is not RFC 3339 UTC with ms.');
  const { db } = context;
  const entry = encodeEntry(draft, index, context.signer);
  const columns = columnsOf(draft);
  write(db, `INSERT INTO log (${COLUMNS}, entry) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`, [
    index,
    columns.at,
    columns.kind,
    columns.actor,
    columns.caseId,
    columns.policy,
    columns.finding,
    columns.action,
    columns.label,
    columns.band,
    columns.handsOnMs,
    entry,
  ]);
  for (const node of nodesCompletedBy(index, hashLeaf(entry), nodeReader(db)))
    write(db, 'INSERT INTO node (last, level, idx, hash) VALUES (?, ?, ?, ?)', [
      index,
      node.level,
      node.index,
      node.hash,
    ]);
  context.appended();
  return index;
}

/** The signed bytes of one entry, or null. */
export function entryBytes(db: ReadableDb, index: number): Buffer | null {
  return readOne<{ entry: Buffer }>(db, 'SELECT entry FROM log WHERE idx = ?', [index])?.entry ?? null;
}

/** An entry with its audit path in the tree of the first `size` entries. */
export function proveEntry(
  db: ReadableDb,
  { index, size }: { index: number; size: number },
): { entry: Uint8Array; path: Uint8Array[] } {
  const entry = index < size ? entryBytes(db, index) : null;
  if (!entry) throw new ProblemError('BAD_INPUT', `The log has ${size} entries, so there is none with index ${index}.`);
  return { entry, path: inclusionProof(index, size, nodeReader(db)) };
}

/** The event of an entry already in the log; it was written by this program, so it can be read. */
export function eventAt(db: ReadableDb, index: number): LogEvent {
  const bytes = entryBytes(db, index);
  const decoded = bytes ? readEntry(bytes) : null;
  if (!decoded) throw new ProblemError('LOG_DAMAGED', `The log entry ${index} cannot be read.`);
  return decoded.draft.event;
}

/** A row of a search with what a list needs beside the columns. */
export interface SearchRow extends IndexedColumns {
  /** What became of a committed decision; null for every other kind. */
  readonly standing: Standing | null;
  /** The message that was revealed; null for every other kind. */
  readonly slot: number | null;
}

export interface SearchPage {
  readonly rows: SearchRow[];
  readonly total: number;
  /** How many of `total` are committed decisions that were taken back. */
  readonly takenBack: number;
  readonly nextBefore: number | null;
}

/** The first later entry of the case that settles a committed decision says what became of it. */
const SETTLED_BY = `CASE WHEN kind = 'decision.committed' THEN coalesce(
    (SELECT later.kind FROM log AS later INDEXED BY log_case
     WHERE later.case_id = log.case_id AND later.idx > log.idx
       AND later.kind IN ('decision.undone', 'decision.final') ORDER BY later.idx LIMIT 1),
    '') END`;

interface FoundRow extends StoredRow {
  readonly settled_by: 'decision.undone' | 'decision.final' | '' | null;
  readonly reveal: Buffer | null;
}

/**
 * Counts the matching decisions that were taken back. It starts from the entries that take one back, which are few,
 * and finds the decision each of them means; CROSS JOIN keeps SQLite to that order.
 */
function countTakenBack(db: ReadableDb, where: string, params: readonly SqlValue[]): number {
  const row = readOne<{ n: number }>(
    db,
    `WITH undone(committed) AS MATERIALIZED (
       SELECT (SELECT max(idx) FROM log AS earlier INDEXED BY log_case
               WHERE earlier.case_id = undo.case_id AND earlier.idx < undo.idx AND earlier.kind = 'decision.committed')
       FROM log AS undo WHERE undo.kind = 'decision.undone')
     SELECT count(*) AS n FROM undone CROSS JOIN log ON log.idx = undone.committed WHERE ${where}`,
    params,
  );
  return row?.n ?? 0;
}

function toSearchRow(row: FoundRow): SearchRow {
  const standings = { 'decision.undone': 'taken_back', 'decision.final': 'final', '': 'waiting' } as const;
  const event = row.reveal === null ? undefined : readEntry(row.reveal)?.draft.event;
  return {
    ...toColumns(row),
    standing: row.settled_by === null ? null : standings[row.settled_by],
    slot: event?.kind === 'message.revealed' ? event.slot : null,
  };
}

/** Newest first. `before` is the index to continue from (exclusive). */
export function searchLog(
  db: ReadableDb,
  input: { filters: LogFilters; reach: LogReach; before: number | null; limit: number },
): SearchPage {
  const { where, params } = conditions(input.filters, input.reach);
  const total = readOne<{ n: number }>(db, `SELECT count(*) AS n FROM log WHERE ${where}`, params)?.n ?? 0;
  const rows = readAll<FoundRow>(
    db,
    `SELECT ${COLUMNS}, ${SETTLED_BY} AS settled_by, CASE WHEN kind = 'message.revealed' THEN entry END AS reveal FROM log
     WHERE idx IN (SELECT idx FROM log WHERE ${where} AND idx < ? ORDER BY idx DESC LIMIT ?) ORDER BY idx DESC`,
    [...params, input.before ?? Number.MAX_SAFE_INTEGER, input.limit + 1],
  );
  const shown = rows.slice(0, input.limit).map(toSearchRow);
  const last = shown.at(-1);
  const takenBack = countTakenBack(db, where, params);
  return { rows: shown, total, takenBack, nextBefore: rows.length > input.limit && last ? last.index : null };
}

export interface LogPageRow {
  readonly columns: IndexedColumns;
  readonly event: LogEvent;
}

/** Oldest first, from `after` (exclusive) up to and including `upTo`: the pages of an export. */
export function pageOfLog(
  db: ReadableDb,
  input: { filters: LogFilters; reach: LogReach; after: number; upTo: number; limit: number },
): LogPageRow[] {
  const { where, params } = conditions(input.filters, input.reach);
  return readAll<StoredRow & { entry: Buffer }>(
    db,
    `SELECT ${COLUMNS}, entry FROM log WHERE ${where} AND idx > ? AND idx <= ? ORDER BY idx LIMIT ?`,
    [...params, input.after, input.upTo, input.limit],
  ).map(withEvent);
}

/** Every entry of one case, oldest first. */
export function entriesOfCase(db: ReadableDb, caseId: string): LogPageRow[] {
  return readAll<StoredRow & { entry: Buffer }>(
    db,
    `SELECT ${COLUMNS}, entry FROM log WHERE case_id = ? ORDER BY idx`,
    [caseId],
  ).map(withEvent);
}

function withEvent(row: StoredRow & { entry: Buffer }): LogPageRow {
  const decoded = readEntry(row.entry);
  if (!decoded) throw new ProblemError('LOG_DAMAGED', `The log entry ${row.idx} cannot be read.`);
  return { columns: toColumns(row), event: decoded.draft.event };
}

/** The stored columns under the names of the domain. */
export function toColumns(row: StoredRow): IndexedColumns {
  return {
    index: row.idx,
    at: row.at,
    kind: row.kind,
    actor: row.actor,
    caseId: row.case_id,
    policy: row.policy,
    finding: row.finding,
    action: row.action,
    label: row.label,
    band: row.band,
    handsOnMs: row.hands_on_ms,
  };
}

const EQUALS = {
  policy: 'policy',
  actor: 'actor',
  kind: 'kind',
  finding: 'finding',
  action: 'action',
  caseId: 'case_id',
} as const;

/** Lets a search for an action use the index that starts with the finding; every entry with an action has one. */
const ANY_FINDING = `finding IN (${FINDINGS.map((finding) => `'${finding}'`).join(', ')})`;

/** The same for the index that starts with the kind, where a search is by person or time alone. */
const ANY_KIND = `kind IN (${LOG_KINDS.map((kind) => `'${kind}'`).join(', ')})`;

/** A case named by the short form of its id, as screens show it: `caseCode` of `common/domain/case-view.ts`. */
const CASE_CODE = /^[0-9A-F]{4}-[0-9A-F]{4}$/u;

/**
 * SQL of the filters; times are half-open, `[since, until)`. A policy without a dot names a whole first-level policy
 * and finds its sub-policies too: `/` follows `.` in ASCII, and codes hold no other character below it.
 */
function conditions(filters: LogFilters, reach: LogReach): { where: string; params: SqlValue[] } {
  const clauses: string[] = [];
  const params: SqlValue[] = [];
  const add = (clause: string, ...values: SqlValue[]): void => {
    clauses.push(clause);
    params.push(...values);
  };
  for (const [name, column] of Object.entries(EQUALS)) {
    const value = filters[name as keyof typeof EQUALS];
    if (value === undefined) continue;
    if (name === 'policy' && !value.includes('.')) add('policy >= ? AND policy < ?', value, `${value}/`);
    else if (name === 'caseId' && CASE_CODE.test(value)) {
      // Read from the index of cases alone: its entries are few bytes each, and there is no case id that reads like this.
      add('case_id IS NOT NULL AND substr(case_id, -8) = ?', value.replace('-', '').toLowerCase());
    } else add(`${column} = ?`, value);
  }
  if (filters.since !== undefined) add('at >= ?', filters.since);
  if (filters.until !== undefined) add('at < ?', filters.until);
  if (reach.actor !== null) add('actor = ?', reach.actor);
  if (!reach.cases) add('case_id IS NULL');
  for (const hidden of reach.hiddenPolicies)
    add(
      '(policy IS NULL OR NOT (policy >= ? AND policy < ?)) AND (case_id IS NULL OR case_id NOT IN (SELECT case_id FROM cases WHERE policy = ?))',
      hidden,
      `${hidden}/`,
      hidden,
    );
  const { kind, policy, finding, action, caseId } = filters;
  const indexed = [kind, policy, finding, action, caseId].some((value) => value !== undefined);
  if (action !== undefined && finding === undefined) add(ANY_FINDING);
  if (!indexed && clauses.length > 0) add(ANY_KIND);
  return { where: clauses.length === 0 ? '1' : clauses.join(' AND '), params };
}
