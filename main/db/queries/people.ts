import type { LogDraft } from '../../../common/domain/log.ts';
import type { Role } from '../../../common/domain/roles.ts';
import { ProblemError } from '../../../common/errors.ts';
import type { WriteContext } from '../context.ts';
import { immediate, readAll, readOne, write, type ReadableDb } from '../types.ts';
import { appendEntry } from './log.ts';

/** A person as stored; `grants` is a JSON array of restricted policies. */
export interface UserRow {
  readonly id: string;
  readonly role: Role;
  readonly grants: string;
  readonly disabled: 0 | 1;
  /** 1 while the passphrase is the first one, which others know. */
  readonly initial: 0 | 1;
  readonly addedAt: string;
  readonly signedInAt: string | null;
}

const COLUMNS = 'id, role, grants, disabled, initial, added_at AS addedAt, signed_in_at AS signedInAt';

/** Everybody, in the order in which they were added. */
export function listUsers(db: ReadableDb): UserRow[] {
  return readAll(db, `SELECT ${COLUMNS} FROM users ORDER BY rowid`);
}

export function findUser(db: ReadableDb, { id }: { id: string }): UserRow | null {
  return readOne<UserRow>(db, `SELECT ${COLUMNS} FROM users WHERE id = ?`, [id]) ?? null;
}

/** Admins who may sign in that a workspace never goes below: keys and disclosures need two people. */
const LEAST_ADMINS = 2;

/**
 * Adds or changes a person, with the entry that says so.
 * @param input.rule `add` refuses an id that is taken; `change` refuses to leave fewer than two admins
 * @throws ProblemError USER_EXISTS, NO_SUCH_USER, LAST_ADMIN
 */
export function putUser(
  context: WriteContext,
  input: { readonly user: Omit<UserRow, 'signedInAt'>; readonly entry: LogDraft; readonly rule?: 'add' | 'change' },
): { index: number } {
  const { db } = context;
  const { user, rule } = input;
  return immediate(db, () => {
    const known = findUser(db, user) !== null;
    if (rule === 'add' && known) throw new ProblemError('USER_EXISTS', `There already is a person ${user.id}.`);
    if (rule === 'change' && !known) throw new ProblemError('NO_SUCH_USER');
    write(
      db,
      `INSERT INTO users (id, role, grants, disabled, initial, added_at) VALUES (?, ?, ?, ?, ?, ?)
       ON CONFLICT (id) DO UPDATE SET role = excluded.role, grants = excluded.grants, disabled = excluded.disabled,
         initial = excluded.initial`,
      [user.id, user.role, user.grants, user.disabled, user.initial, user.addedAt],
    );
    if (rule === 'change' && enabledAdmins(db) < LEAST_ADMINS) throw new ProblemError('LAST_ADMIN');
    return { index: appendEntry(context, input.entry) };
  });
}

function enabledAdmins(db: ReadableDb): number {
  return readOne<{ n: number }>(db, "SELECT count(*) AS n FROM users WHERE role = 'admin' AND disabled = 0")?.n ?? 0;
}

/** Notes that somebody signed in, with the entry that says so. */
export function signedIn(
  context: WriteContext,
  input: { readonly id: string; readonly entry: LogDraft },
): { index: number } {
  const { db } = context;
  return immediate(db, () => {
    write(db, 'UPDATE users SET signed_in_at = ? WHERE id = ?', [input.entry.at, input.id]);
    return { index: appendEntry(context, input.entry) };
  });
}
