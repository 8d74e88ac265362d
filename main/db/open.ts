import { existsSync } from 'node:fs';
import Database from 'better-sqlite3';
import { ProblemError } from '../../common/errors.ts';
import { migrate, SCHEMA_VERSION } from './migrations/index.ts';
import { classify } from './problems.ts';
import type { Connection, ReadableDb, WritableDb } from './types.ts';

/** Marks the file as a Quintet database (`PRAGMA application_id`): the bytes of "Qnt5". */
export const APPLICATION_ID = 0x516e7435;

const BUSY_TIMEOUT_MS = 5_000;

/** Pages after which the write-ahead log is copied into the file: 16 MB, so that fewer commits have to wait for it. */
export const WAL_PAGES = 4_000;

/**
 * Settings of every connection. A reopened WAL file comes back with `synchronous=NORMAL`, and with
 * `recursive_triggers=OFF` an INSERT OR REPLACE deletes rows without firing the triggers that guard the log: both are
 * set each time and read back, because a setting that silently did not take is the failure to fear.
 */
const SETTINGS: readonly (readonly [name: string, value: string, expected: string | number])[] = [
  ['synchronous', 'FULL', 2],
  ['fullfsync', 'ON', 1],
  ['recursive_triggers', 'ON', 1],
  ['foreign_keys', 'ON', 1],
  ['secure_delete', 'ON', 1],
];

/**
 * Opens the database for writing, migrates its schema, and asserts its settings.
 * @param create make the file when it is not there; otherwise a missing file is a loss and is said to be one
 */
export function openWritable(file: string, key: DatabaseKey, create: boolean): WritableDb {
  return guarded(() => {
    if (!create) requireFile(file);
    const connection = new Database(file, { timeout: BUSY_TIMEOUT_MS });
    return closing(connection, () => {
      unlock(connection, key);
      requireOwnFile(connection, create);
      connection.pragma('journal_mode = WAL');
      applySettings(connection);
      connection.pragma(`wal_autocheckpoint = ${WAL_PAGES}`);
      migrate(connection, APPLICATION_ID);
      return connection as unknown as WritableDb;
    });
  });
}

/**
 * Opens an existing database for reading only. SQLite shares memory with the writer through a file beside the
 * database, so the folder itself must be writable even then.
 */
export function openReadable(file: string, key: DatabaseKey): ReadableDb {
  return guarded(() => {
    requireFile(file);
    const connection = new Database(file, { readonly: true, fileMustExist: true, timeout: BUSY_TIMEOUT_MS });
    return closing(connection, () => {
      unlock(connection, key);
      requireOwnFile(connection, false);
      applySettings(connection);
      if (userVersion(connection) !== SCHEMA_VERSION)
        throw new ProblemError('DB_FAILED', 'The workspace was written by an older version. Open it for writing once.');
      return connection as unknown as ReadableDb;
    });
  });
}

/** Raw 32-byte key of the file, or null for one in the clear: the baseline of measurements, never a workspace. */
export type DatabaseKey = Uint8Array | null;

/**
 * Has the whole file encrypted page by page, in the format of SQLCipher 4: AES-256 with an HMAC per page, the raw key
 * without a derivation of its own. Temporary data stays in memory, because temporary files would not be encrypted.
 */
function unlock(connection: Connection, key: DatabaseKey): void {
  connection.pragma('temp_store = MEMORY');
  if (key === null) return;
  connection.pragma("cipher = 'sqlcipher'");
  connection.pragma('legacy = 4');
  connection.pragma(`key = "x'${Buffer.from(key).toString('hex')}'"`);
  try {
    connection.pragma('schema_version', { simple: true });
  } catch (thrown) {
    if (thrown instanceof Error && 'code' in thrown && thrown.code === 'SQLITE_NOTADB')
      throw new ProblemError(
        'DB_CORRUPT',
        'The file quintet.db does not open with the keys of this folder: it is damaged or belongs to another workspace.',
      );
    throw thrown;
  }
}

/** Reads every setting back from a connection; a difference names the setting. */
export function assertSettings(connection: Connection): void {
  const mode = connection.pragma('journal_mode', { simple: true });
  if (mode !== 'wal') throw new ProblemError('DB_FAILED', `The workspace database is in journal mode ${String(mode)}.`);
  for (const [name, , expected] of SETTINGS) {
    const actual = connection.pragma(name, { simple: true });
    if (actual !== expected)
      throw new ProblemError('DB_FAILED', `The workspace database did not accept its setting ${name}.`);
  }
}

function applySettings(connection: Connection): void {
  for (const [name, value] of SETTINGS) connection.pragma(`${name} = ${value}`);
  assertSettings(connection);
}

function requireFile(file: string): void {
  if (!existsSync(file))
    throw new ProblemError('DB_CORRUPT', `The workspace database ${file} is missing. Restore a backup.`);
}

/** @param mayBeEmpty whether the file is being made; an empty one later on is a loss and must not be filled afresh */
function requireOwnFile(connection: Connection, mayBeEmpty: boolean): void {
  const id = connection.pragma('application_id', { simple: true });
  const version = userVersion(connection);
  if (version > SCHEMA_VERSION) throw new ProblemError('DB_NEWER');
  const fresh =
    id === 0 && version === 0 && connection.prepare('SELECT count(*) FROM sqlite_master').pluck().get() === 0;
  if (fresh && !mayBeEmpty) throw new ProblemError('DB_CORRUPT', 'The file quintet.db is empty. Restore a backup.');
  if (id !== APPLICATION_ID && !fresh)
    throw new ProblemError('DB_CORRUPT', 'The file quintet.db is not a Quintet database.');
}

function userVersion(connection: Connection): number {
  return Number(connection.pragma('user_version', { simple: true }));
}

function guarded<Result>(open: () => Result): Result {
  try {
    return open();
  } catch (thrown) {
    throw classify(thrown);
  }
}

function closing<Result>(connection: Connection, work: () => Result): Result {
  try {
    return work();
  } catch (thrown) {
    connection.close();
    throw thrown;
  }
}
