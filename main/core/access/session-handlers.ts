import type { Output } from '../../../common/contract.ts';
import { ProblemError } from '../../../common/errors.ts';
import { VERSION } from '../../platform/version.ts';
import type { HandlerGroup } from '../core-context.ts';
import type { Access, AccessOptions } from './access.ts';
import { SAMPLE_PASSPHRASE, SAMPLE_PEOPLE, type Person } from './people.ts';

type SessionMethod =
  'session.hello' | 'session.setup' | 'session.unlock' | 'session.lock' | 'session.active' | 'session.changePassphrase';

/** Procedures that also answer while the workspace is locked. */
export function sessionHandlers(access: Access, options: AccessOptions): HandlerGroup<SessionMethod> {
  const { info, host, graceMs, idleMs, now, keychain } = options;
  return {
    'session.hello': (_input, session) => {
      const person = access.personAt(session);
      const { failed, waitMs } = access.attempts.worst(now());
      return Promise.resolve({
        user: person === null ? null : signedInOf(person),
        setup: false,
        workspace: info.id,
        sample: info.sample,
        sampleUsers: info.sample ? SAMPLE_PEOPLE.map(({ id, role }) => ({ id, role })) : [],
        host,
        keychain: keychain !== null,
        version: VERSION,
        model: person === null ? null : access.model,
        graceMs,
        idleMs,
        failedAttempts: failed,
        retryAfterMs: waitMs,
      });
    },
    'session.setup': () => Promise.reject(new ProblemError('WORKSPACE_EXISTS')),
    'session.unlock': async ({ user, passphrase }, session) => {
      const { person, failedBefore } = await access.unlock(session, user, passphrase);
      return { user: signedInOf(person), failedBefore };
    },
    'session.lock': async ({ cause }, session) => {
      await access.leave(session, cause);
      return {};
    },
    'session.active': () => Promise.resolve({}),
    'session.changePassphrase': async ({ current, next, keychain: bound = false }, session) => {
      const known = current ?? (info.sample ? SAMPLE_PASSPHRASE : '');
      await access.changePassphrase(session, { current: known, next, bind: bound });
      return {};
    },
  };
}

function signedInOf({ id, role, grants, initialPassphrase }: Person): NonNullable<Output<'session.hello'>['user']> {
  return { id, role, grants: [...grants], initialPassphrase };
}
