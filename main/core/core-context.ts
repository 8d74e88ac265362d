import type { Handlers, MethodName, Session } from '../../common/contract.ts';
import type { LogDraft, LogEvent } from '../../common/domain/log.ts';
import { isRestricted, type RestrictedPolicy } from '../../common/domain/roles.ts';
import { ProblemError } from '../../common/errors.ts';
import type { CoreEvent } from '../../common/rpc.ts';
import type { Person } from './access/people.ts';
import type { Workspace } from './workspace/open.ts';

/** What every group of procedures may use of the running core. */
export interface CoreContext {
  readonly workspace: Workspace;
  /** Unix milliseconds. */
  readonly now: () => number;
  /** Who has signed in at this window. @throws ProblemError LOCKED */
  readonly who: (session: Session) => Person;
  /** Tells every signed-in window. */
  readonly emit: (event: CoreEvent) => void;
  /** Names of things that went wrong in the background. Never content. */
  readonly problem: (name: string, error: unknown) => void;
}

/** Handlers of some of the contract's procedures. */
export type HandlerGroup<Name extends MethodName> = Pick<Handlers, Name>;

/** An entry about what somebody does now. */
export function entryBy(person: Pick<Person, 'id'>, now: number, event: LogEvent): LogDraft {
  return { at: new Date(now).toISOString(), actor: person.id, event };
}

/**
 * Refuses what needs a grant the person does not have. The restriction follows the case, whichever way it is reached.
 * @throws ProblemError NOT_ALLOWED
 */
export function requireGrant(person: Pick<Person, 'grants'>, policy: string | null): void {
  if (policy === null || !isRestricted(policy)) return;
  const top = policy.split('.')[0] as RestrictedPolicy;
  if (person.grants.includes(top)) return;
  throw new ProblemError('NOT_ALLOWED', 'This case is in a restricted lane. An admin can grant access to it.');
}
