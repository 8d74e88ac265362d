import type { RestrictedPolicy, Role } from '../../../common/domain/roles.ts';
import { ProblemError } from '../../../common/errors.ts';
import { entryBy } from '../core-context.ts';
import { requireStrong } from '../keys/passphrase.ts';
import type { Workspace } from '../workspace/open.ts';
import { giveSlot, takeSlot } from './passphrases.ts';
import { rowOf, SAMPLE_PASSPHRASE, type Person } from './people.ts';

/** Entries of the program itself carry this name; no person may have it. */
export const PROGRAM = 'quintet';

export interface NewPerson {
  /** Pseudonymous: the log names people by it for good. */
  readonly id: string;
  readonly role: Role;
  readonly grants: readonly RestrictedPolicy[];
  /** The first passphrase, which the person has to change. */
  readonly passphrase: string;
}

export interface PersonChange {
  readonly role?: Role | undefined;
  readonly grants?: readonly RestrictedPolicy[] | undefined;
  readonly disabled?: boolean | undefined;
}

/** Who acts, and when (Unix milliseconds). */
export interface Acting {
  readonly by: Person;
  readonly now: number;
}

/**
 * Adds a person who may sign in. Their slot in the vault is written first and taken away again when the entry cannot be.
 * @throws ProblemError USER_EXISTS, PASSPHRASE_WEAK
 */
export async function addPerson(
  workspace: Workspace,
  { id, role, grants, passphrase }: NewPerson,
  { by, now }: Acting,
): Promise<{ index: number }> {
  requireStrong(passphrase);
  if (id === PROGRAM) throw new ProblemError('USER_EXISTS', `${PROGRAM} is the name of the program in the log.`);
  if ((await workspace.people()).some((person) => person.id === id))
    throw new ProblemError('USER_EXISTS', `There already is a person ${id}.`);
  const entry = entryBy(by, now, { kind: 'user.added', user: id, role, grants: [...grants] });
  const user = rowOf({ id, role, grants, disabled: false, initialPassphrase: true, addedAt: entry.at });
  await giveSlot(workspace, id, passphrase);
  try {
    return await workspace.database.call('people.put', { user, entry, rule: 'add' });
  } catch (thrown) {
    // Somebody else has added the same person meanwhile: the slot is then theirs.
    if (!(thrown instanceof ProblemError && thrown.code === 'USER_EXISTS')) takeSlot(workspace, id);
    throw thrown;
  }
}

/**
 * Changes what somebody may do, or whether they may sign in. Somebody disabled loses their slot in the vault; enabled
 * again, they need a new first passphrase.
 * @throws ProblemError OWN_ACCOUNT, NO_SUCH_USER, LAST_ADMIN
 */
export async function changePerson(
  workspace: Workspace,
  id: string,
  { change, by, now }: Acting & { readonly change: PersonChange },
): Promise<{ index: number }> {
  const before = await otherPerson(workspace, id, by);
  const after: Person = {
    ...before,
    role: change.role ?? before.role,
    grants: change.grants ?? before.grants,
    disabled: change.disabled ?? before.disabled,
  };
  const { role, grants, disabled } = after;
  const entry = entryBy(by, now, { kind: 'user.changed', user: id, role, grants: [...grants], disabled });
  const done = await workspace.database.call('people.put', { user: rowOf(after), entry, rule: 'change' });
  if (disabled) takeSlot(workspace, id);
  else if (before.disabled && workspace.info.sample) await giveSlot(workspace, id, SAMPLE_PASSPHRASE);
  return done;
}

/**
 * Gives somebody a new first passphrase; the old one opens nothing any more.
 * @throws ProblemError OWN_ACCOUNT, NO_SUCH_USER, PASSPHRASE_WEAK; USAGE for somebody disabled and in a sample
 */
export async function resetPassphrase(
  workspace: Workspace,
  id: string,
  { passphrase, by, now }: Acting & { readonly passphrase: string },
): Promise<{ index: number }> {
  const person = await otherPerson(workspace, id, by);
  if (workspace.info.sample)
    throw new ProblemError('USAGE', 'The passphrase of a sample workspace is public and stays as it is.');
  if (person.disabled) throw new ProblemError('USAGE', `${id} may not sign in. Allow that first.`);
  requireStrong(passphrase);
  const done = await workspace.database.call('people.put', {
    user: rowOf({ ...person, initialPassphrase: true }),
    entry: entryBy(by, now, { kind: 'user.passphrase', user: id, by: 'admin' }),
    rule: 'change',
  });
  await giveSlot(workspace, id, passphrase);
  return done;
}

async function otherPerson(workspace: Workspace, id: string, by: Person): Promise<Person> {
  if (id === by.id) throw new ProblemError('OWN_ACCOUNT', 'Nobody changes their own account. Ask another admin.');
  const person = (await workspace.people()).find((candidate) => candidate.id === id);
  if (person === undefined) throw new ProblemError('NO_SUCH_USER', `There is no person ${id} in this workspace.`);
  return person;
}
