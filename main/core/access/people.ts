import type { RestrictedPolicy, Role } from '../../../common/domain/roles.ts';
import type { UserRow } from '../../db/queries/people.ts';

/** A person of the workspace as the core sees them. */
export interface Person {
  /** Pseudonymous id, as the log names them. */
  readonly id: string;
  readonly role: Role;
  /** Restricted policies this person may see. */
  readonly grants: readonly RestrictedPolicy[];
  readonly disabled: boolean;
  /** The passphrase is still the first one, which others know. */
  readonly initialPassphrase: boolean;
  readonly addedAt: string;
  readonly signedInAt: string | null;
}

export function personOf(row: UserRow): Person {
  return {
    id: row.id,
    role: row.role,
    grants: JSON.parse(row.grants) as RestrictedPolicy[],
    disabled: row.disabled === 1,
    initialPassphrase: row.initial === 1,
    addedAt: row.addedAt,
    signedInAt: row.signedInAt,
  };
}

export function rowOf(person: Omit<Person, 'signedInAt'>): Omit<UserRow, 'signedInAt'> {
  return {
    id: person.id,
    role: person.role,
    grants: JSON.stringify(person.grants),
    disabled: person.disabled ? 1 : 0,
    initial: person.initialPassphrase ? 1 : 0,
    addedAt: person.addedAt,
  };
}

/** What a new workspace starts with. Two admins, because keys and disclosures need two people. */
export const FIRST_PEOPLE: readonly Pick<Person, 'id' | 'role' | 'grants'>[] = [
  { id: 'mod-01', role: 'moderator', grants: [] },
  { id: 'lead-01', role: 'lead', grants: ['CHILD'] },
  { id: 'admin-01', role: 'admin', grants: [] },
  { id: 'admin-02', role: 'admin', grants: [] },
  { id: 'auditor-01', role: 'auditor', grants: ['CHILD'] },
  { id: 'evaluator-01', role: 'evaluator', grants: [] },
];

/** People of a sample workspace. */
export const SAMPLE_PEOPLE: readonly Pick<Person, 'id' | 'role' | 'grants'>[] = [
  { id: 'mod-01', role: 'moderator', grants: ['CHILD'] },
  { id: 'mod-02', role: 'moderator', grants: [] },
  ...FIRST_PEOPLE.slice(1),
];

/** The passphrase of every sample workspace. It is public: sample workspaces protect nothing. */
export const SAMPLE_PASSPHRASE = 'sample workspace, not secret';
