import { closeSync, openSync, readSync, rmSync } from 'node:fs';
import { ProblemError } from '../../../common/errors.ts';
import { rootOf } from '../../tlog/merkle.ts';
import { connectionOf, readAll, readOne, type ReadableDb } from '../types.ts';
import { lastLeaf, logSize, storedRoot } from './log.ts';

/** What a copied database holds. */
export interface CopiedDatabase {
  readonly entries: number;
  readonly cases: number;
  /** Root over the first `size` entries of the copy, hex. */
  readonly root: string;
}

/**
 * Writes a whole copy of the database, one unchanging view of it, without its free pages and encrypted with the same
 * key, and reads back what it holds. Runs on a reading connection: a window that decides meanwhile is not held up.
 * @param input.size entries the caller has a checkpoint over; the copy must hold them
 */
export function copyDatabase(db: ReadableDb, input: { readonly file: string; readonly size: number }): CopiedDatabase {
  const connection = connectionOf(db);
  try {
    connection.prepare('VACUUM INTO ?').run(input.file);
    requireEncrypted(input.file);
    connection.prepare('ATTACH DATABASE ? AS copy').run(input.file);
    try {
      return describeCopy(db, input.size);
    } finally {
      connection.prepare('DETACH DATABASE copy').run();
    }
  } catch (thrown) {
    rmSync(input.file, { force: true });
    throw thrown;
  }
}

function describeCopy(db: ReadableDb, size: number): CopiedDatabase {
  const { entries, cases } = connectionOf(db)
    .prepare<[], { entries: number; cases: number }>(
      'SELECT (SELECT coalesce(max(idx) + 1, 0) FROM copy.log) AS entries, (SELECT count(*) FROM copy.cases) AS cases',
    )
    .get() ?? { entries: 0, cases: 0 };
  if (entries < size)
    throw new ProblemError(
      'LOG_DAMAGED',
      `The copy has ${entries} entries, but ${size} were signed before it was made.`,
    );
  const node = connectionOf(db)
    .prepare<[number, number], Buffer>('SELECT hash FROM copy.node WHERE last = ? AND level = ?')
    .pluck();
  const root = rootOf(size, (level, index) => {
    const hash = node.get(lastLeaf(level, index), level);
    if (!hash) throw new ProblemError('LOG_DAMAGED', `The log's tree lacks the node ${level}/${index}.`);
    return hash;
  });
  return { entries, cases, root: root.toString('hex') };
}

/** A copy in the clear would be a leak: its first bytes would be those of every SQLite file. */
function requireEncrypted(file: string): void {
  const head = Buffer.alloc(16);
  const handle = openSync(file, 'r');
  try {
    readSync(handle, head);
  } finally {
    closeSync(handle);
  }
  if (head.toString('latin1') === 'SQLite format 3\0')
    throw new ProblemError('DB_FAILED', 'The copy of the database came out unencrypted and was deleted.');
}

/** Root of the first `size` entries, hex; null when the log is shorter. */
export function rootAt(db: ReadableDb, { size }: { size: number }): string | null {
  return size > logSize(db) ? null : storedRoot(db, size).toString('hex');
}

/** Number of cases, erased ones included. */
export function countCases(db: ReadableDb): { cases: number } {
  return { cases: readOne<{ n: number }>(db, 'SELECT count(*) AS n FROM cases')?.n ?? 0 };
}

/** Ids of cases whose content is stored, spread evenly over all of them, oldest first. */
export function casesWithContent(db: ReadableDb, { limit }: { limit: number }): string[] {
  const total = readOne<{ n: number }>(db, 'SELECT count(*) AS n FROM payload')?.n ?? 0;
  const step = Math.max(1, Math.floor(total / limit));
  return readAll<{ caseId: string }>(
    db,
    `SELECT case_id AS caseId FROM (
       SELECT cases.case_id, row_number() OVER (ORDER BY cases.id) - 1 AS place FROM cases JOIN payload USING (id))
     WHERE place % ? = 0 ORDER BY place LIMIT ?`,
    [step, limit],
  ).map(({ caseId }) => caseId);
}
