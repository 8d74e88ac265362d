import type Database from 'better-sqlite3';

/**
 * A connection that may read. Queries take this type, so that a write through a reading connection is a type error;
 * statements run only through {@link readOne}, {@link readAll} and {@link write}.
 */
export interface ReadableDb {
  readonly __readable_db: never;
}

/** A connection that may write. There is one per process, in the writing worker. */
export interface WritableDb extends ReadableDb {
  readonly __writable_db: never;
}

export type SqlValue = string | number | bigint | Uint8Array | null;
export type SqlParams = readonly SqlValue[] | Readonly<Record<string, SqlValue>>;

export type Connection = Database.Database;

const statements = new WeakMap<object, Map<string, Database.Statement>>();

/** The driver's connection behind a branded one. For `main/db` only. */
export function connectionOf(db: ReadableDb): Connection {
  return db as unknown as Connection;
}

function prepared(db: ReadableDb, sql: string): Database.Statement {
  let known = statements.get(db);
  if (!known) {
    known = new Map();
    statements.set(db, known);
  }
  let statement = known.get(sql);
  if (!statement) {
    statement = connectionOf(db).prepare(sql);
    known.set(sql, statement);
  }
  return statement;
}

/* eslint-disable @typescript-eslint/no-unnecessary-type-parameters --
   `Row` types what SQLite answers; the driver cannot, and a cast at every call would hide more. */

/** First row, or undefined. `Row` is what the statement's columns are; the schema's CHECKs and NOT NULLs stand behind it. */
export function readOne<Row>(db: ReadableDb, sql: string, ...params: SqlParams[]): Row | undefined {
  return prepared(db, sql).get(...params) as Row | undefined;
}

/** Rows as plain arrays of columns: much faster over a million rows. */
export function readArrays<Row extends readonly unknown[]>(db: ReadableDb, sql: string, ...params: SqlParams[]): Row[] {
  const statement = prepared(db, sql);
  return statement.raw(true).all(...params) as Row[];
}

export function readAll<Row>(db: ReadableDb, sql: string, ...params: SqlParams[]): Row[] {
  return prepared(db, sql).all(...params) as Row[];
}

/** Runs a statement that changes rows; answers how many. */
export function write(db: WritableDb, sql: string, ...params: SqlParams[]): number {
  return prepared(db, sql).run(...params).changes;
}

/** Runs a changing statement with a RETURNING clause; the first row, or undefined when nothing matched. */
export function writeReturning<Row>(db: WritableDb, sql: string, ...params: SqlParams[]): Row | undefined {
  return prepared(db, sql).all(...params)[0] as Row | undefined;
}

/* eslint-enable @typescript-eslint/no-unnecessary-type-parameters */

/**
 * Runs `work` in one transaction that holds the write lock from its first statement on, so that what it reads stays
 * true until it commits, whichever other processes write.
 */
export function immediate<Result>(db: WritableDb, work: () => Result): Result {
  prepared(db, 'BEGIN IMMEDIATE').run();
  try {
    const result = work();
    prepared(db, 'COMMIT').run();
    return result;
  } catch (thrown) {
    if (connectionOf(db).inTransaction) prepared(db, 'ROLLBACK').run();
    throw thrown;
  }
}

/** Runs `work` on one unchanging view of the database. */
export function snapshot<Result>(db: ReadableDb, work: () => Result): Result {
  prepared(db, 'BEGIN').run();
  try {
    return work();
  } finally {
    if (connectionOf(db).inTransaction) prepared(db, 'COMMIT').run();
  }
}
