import { ProblemError, type ProblemCode } from '../../common/errors.ts';

const CODES: readonly (readonly [prefix: string, code: ProblemCode])[] = [
  ['SQLITE_FULL', 'DB_FULL'],
  // The shared-memory file beside the database could not be made as large as it must be: there is no room.
  ['SQLITE_IOERR_SHMSIZE', 'DB_FULL'],
  ['SQLITE_READONLY', 'DB_READONLY'],
  ['SQLITE_CANTOPEN', 'DB_READONLY'],
  ['SQLITE_PERM', 'DB_READONLY'],
  ['SQLITE_CORRUPT', 'DB_CORRUPT'],
  ['SQLITE_NOTADB', 'DB_CORRUPT'],
  ['SQLITE_BUSY', 'DB_BUSY'],
  ['SQLITE_', 'DB_FAILED'],
];

const SYSTEM_CODES: Readonly<Record<string, ProblemCode>> = {
  ENOSPC: 'DB_FULL',
  EDQUOT: 'DB_FULL',
  EROFS: 'DB_READONLY',
  EACCES: 'DB_READONLY',
  EPERM: 'DB_READONLY',
};

/** Sorts what SQLite or the file system threw into the closed list of codes; other problems pass unchanged. */
export function classify(thrown: unknown): unknown {
  if (thrown instanceof ProblemError || !(thrown instanceof Error) || !('code' in thrown)) return thrown;
  const code = String(thrown.code);
  const known = CODES.find(([prefix]) => code.startsWith(prefix))?.[1] ?? SYSTEM_CODES[code];
  return known ? new ProblemError(known, undefined, { cause: thrown }) : thrown;
}
