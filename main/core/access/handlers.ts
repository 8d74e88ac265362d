import type { CoreContext, HandlerGroup } from '../core-context.ts';
import { addPerson, changePerson, resetPassphrase } from './people-admin.ts';

type Method = 'people.list' | 'people.add' | 'people.change' | 'people.resetPassphrase';

/** People who may sign in. Windows of somebody changed here learn of it at once: `Access` listens to the database. */
export function peopleHandlers({ workspace, now, who, emit }: CoreContext): HandlerGroup<Method> {
  const logged = <Value>(value: Value): Value => {
    emit({ type: 'log.changed' });
    return value;
  };
  return {
    'people.list': async () => ({
      people: (await workspace.people()).map(({ signedInAt, grants, ...person }) => ({
        ...person,
        grants: [...grants],
        lastSignedInAt: signedInAt,
      })),
    }),
    'people.add': async (person, session) =>
      logged(await addPerson(workspace, person, { by: who(session), now: now() })),
    'people.change': async ({ id, ...change }, session) =>
      logged(await changePerson(workspace, id, { change, by: who(session), now: now() })),
    'people.resetPassphrase': async ({ id, passphrase }, session) =>
      logged(await resetPassphrase(workspace, id, { passphrase, by: who(session), now: now() })),
  };
}
