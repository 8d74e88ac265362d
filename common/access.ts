import type { MethodName } from './contract.ts';
import type { Role } from './domain/roles.ts';

/** `anyone`: also a window nobody has signed in to. `signed_in`: every role. */
export type Permission = 'anyone' | 'signed_in' | readonly Role[];

const DECIDE = ['moderator', 'lead'] as const;
const LEAD = ['lead'] as const;
const ADMIN = ['admin'] as const;
const ANSWER = ['moderator', 'lead', 'admin', 'auditor'] as const;
const OVERSEE = ['lead', 'auditor'] as const;

/**
 * The one table of access. The core refuses what it does not allow; the window only hides it. Adding a procedure to the
 * contract without a line here does not compile.
 */
export const ACCESS = {
  'session.hello': 'anyone',
  'session.setup': 'anyone',
  'session.unlock': 'anyone',
  'session.lock': 'anyone',
  'session.active': 'signed_in',
  'session.changePassphrase': 'signed_in',
  'queue.overview': ANSWER,
  'review.next': DECIDE,
  'review.extend': DECIDE,
  'review.reveal': DECIDE,
  'review.saveDraft': DECIDE,
  'review.decide': DECIDE,
  'review.undo': DECIDE,
  'review.skip': DECIDE,
  'review.defer': DECIDE,
  'review.escalate': DECIDE,
  'appeal.open': LEAD,
  'quarantine.list': ['lead', 'admin', 'auditor'],
  'quarantine.inspect': LEAD,
  'quarantine.release': LEAD,
  'quarantine.delete': LEAD,
  'log.search': ANSWER,
  'log.case': ['moderator', 'lead', 'auditor'],
  'log.verify': ANSWER,
  'people.list': ['lead', 'admin', 'auditor'],
  'people.add': ADMIN,
  'people.change': ADMIN,
  'people.resetPassphrase': ADMIN,
  'keys.list': ['lead', 'admin', 'auditor'],
  'keys.propose': ADMIN,
  'proposals.list': ['lead', 'admin', 'auditor'],
  'proposals.decide': ADMIN,
  'disclosure.propose': LEAD,
  'disclosure.list': ['lead', 'admin', 'auditor'],
  'disclosure.decide': ADMIN,
  'disclosure.export': LEAD,
  'retention.get': ['lead', 'admin', 'auditor'],
  'retention.set': ADMIN,
  'retention.run': ADMIN,
  'hold.set': LEAD,
  'hold.lift': LEAD,
  'case.erase': LEAD,
  'exposure.reveals': OVERSEE,
  'exposure.setLimit': ADMIN,
  'backup.status': ['lead', 'admin', 'auditor'],
  'backup.beginCeremony': ADMIN,
  'backup.finishCeremony': ADMIN,
  'backup.create': ADMIN,
  'backup.setSchedule': ADMIN,
  'backup.drill': ADMIN,
} as const satisfies Record<MethodName, Permission>;

/** Whether somebody with this role (null: nobody has signed in) may call a procedure. */
export function mayCall(method: MethodName, role: Role | null): boolean {
  const permission: Permission = ACCESS[method];
  if (permission === 'anyone') return true;
  if (role === null) return false;
  return permission === 'signed_in' || permission.includes(role);
}
