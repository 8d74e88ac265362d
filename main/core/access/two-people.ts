import { ProblemError } from '../../../common/errors.ts';
import type { Workspace } from '../workspace/open.ts';
import { ancestryOf, type Gift } from './ancestry.ts';
import { PROGRAM } from './people-admin.ts';
import type { Person } from './people.ts';

const DAY = 24 * 60 * 60 * 1000;

/**
 * Days after which an account counts as its holder's own again. Somebody who adds a person or resets a passphrase knows
 * it and could act as both; until then everybody has the entry in the log before them, and the person the locked door.
 */
export const OWN_AGAIN_DAYS = 7;

/** What is asked of a workspace about its people. */
export interface PeopleRecord extends Pick<Workspace, 'people'> {
  readonly info: Pick<Workspace['info'], 'sample'>;
  readonly log: Pick<Workspace['log'], 'exportRows'>;
}

/**
 * Refuses an approval that could be one person's alone: by somebody who took part before, with a first passphrase, or
 * with accounts that lead back to one another or to a common giver, over any number of people in between. A sample
 * workspace, whose passphrase is public, only has the first rule.
 * @param before ids of those who proposed or approved before
 * @param now Unix milliseconds
 * @throws ProblemError TWO_PERSON, PASSPHRASE_INITIAL
 */
export async function requireAnotherPerson(
  workspace: PeopleRecord,
  approver: Pick<Person, 'id' | 'initialPassphrase'>,
  before: readonly string[],
  now: number,
): Promise<void> {
  if (before.includes(approver.id)) throw new ProblemError('TWO_PERSON');
  if (workspace.info.sample) return;
  if (approver.initialPassphrase) throw new ProblemError('PASSPHRASE_INITIAL');
  const people = await workspace.people();
  const gifts = await giftsOf(workspace);
  const behind = (id: string): ReadonlySet<string> => ancestryOf(id, gifts, now, OWN_AGAIN_DAYS * DAY);
  const own = behind(approver.id);
  for (const id of before) {
    const person = people.find((candidate) => candidate.id === id);
    if (person === undefined || person.disabled)
      throw new ProblemError(
        'TWO_PERSON',
        `${id} may not sign in any more, so what they asked for has to be asked anew.`,
      );
    if (person.initialPassphrase)
      throw new ProblemError('PASSPHRASE_INITIAL', `${id} still has a first passphrase, which others know.`);
    const common = [...behind(id)].find((one) => own.has(one));
    if (common !== undefined) throw new ProblemError('TWO_PERSON', sentence(id, approver.id, common));
  }
}

function sentence(one: string, other: string, common: string): string {
  const led = [one, other].filter((id) => id !== common);
  return `${led.join(' and ')} had an account or a passphrase from ${common}, directly or through others, and ${OWN_AGAIN_DAYS} days have not passed since. Ask somebody else, or wait.`;
}

/** Who added whom or reset whose passphrase, from the log. What the program did when the workspace was made is nobody's. */
async function giftsOf({ log }: PeopleRecord): Promise<Gift[]> {
  const gifts: Gift[] = [];
  for (const kind of ['user.added', 'user.passphrase'])
    for await (const { columns, event } of log.exportRows({ kind })) {
      const { actor, at } = columns;
      if (
        (event.kind === 'user.added' || event.kind === 'user.passphrase') &&
        actor !== PROGRAM &&
        actor !== event.user
      )
        gifts.push({ giver: actor, user: event.user, at: Date.parse(at) });
    }
  return gifts;
}
