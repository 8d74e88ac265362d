import { ProblemError } from '../../../common/errors.ts';
import type { Workspace } from '../workspace/open.ts';
import type { Person } from './people.ts';

const DAY = 24 * 60 * 60 * 1000;

/**
 * Days after which an account counts as its holder's own again. Somebody who adds a person or resets a passphrase knows
 * it and could act as both; until then everybody has the entry in the log before them, and the person the locked door.
 */
export const OWN_AGAIN_DAYS = 7;

/**
 * Refuses an approval that could be one person's alone: by somebody who took part before, with a first passphrase, or
 * with an account that one of the two has given the other lately. A sample workspace, whose passphrase is public, only
 * has the first rule.
 * @param before ids of those who proposed or approved before
 * @param now Unix milliseconds
 * @throws ProblemError TWO_PERSON, PASSPHRASE_INITIAL
 */
export async function requireAnotherPerson(
  workspace: Workspace,
  approver: Person,
  before: readonly string[],
  now: number,
): Promise<void> {
  if (before.includes(approver.id)) throw new ProblemError('TWO_PERSON');
  if (workspace.info.sample) return;
  if (approver.initialPassphrase) throw new ProblemError('PASSPHRASE_INITIAL');
  const people = await workspace.people();
  for (const id of before) {
    const person = people.find((candidate) => candidate.id === id);
    if (person === undefined || person.disabled)
      throw new ProblemError(
        'TWO_PERSON',
        `${id} may not sign in any more, so what they asked for has to be asked anew.`,
      );
    if (person.initialPassphrase)
      throw new ProblemError('PASSPHRASE_INITIAL', `${id} still has a first passphrase, which others know.`);
    if ((await gaveAccount(workspace, id, approver.id, now)) || (await gaveAccount(workspace, approver.id, id, now)))
      throw new ProblemError(
        'TWO_PERSON',
        `One of ${id} and ${approver.id} has set the other's passphrase within the last ${OWN_AGAIN_DAYS} days. Ask somebody else, or wait.`,
      );
  }
}

/** Whether one person has added the other, or reset their passphrase, within the last days. */
async function gaveAccount({ log }: Workspace, giver: string, user: string, now: number): Promise<boolean> {
  const since = new Date(now - OWN_AGAIN_DAYS * DAY).toISOString();
  for (const kind of ['user.added', 'user.passphrase'])
    for await (const { event } of log.exportRows({ kind, actor: giver, since }))
      if ((event.kind === 'user.added' || event.kind === 'user.passphrase') && event.user === user) return true;
  return false;
}
