import { z } from 'zod';
import { RESTRICTED_POLICIES } from '../domain/roles.ts';
import { empty, index, passphrase, role, time, userId, type Procedure } from './shared.ts';

const grants = z.array(z.enum(RESTRICTED_POLICIES)).max(RESTRICTED_POLICIES.length);

/** People who may sign in, and what each may do. */
export const peopleProcedures = {
  'people.list': {
    input: empty,
    output: z.strictObject({
      people: z.array(
        z.strictObject({
          id: userId,
          role,
          grants,
          disabled: z.boolean(),
          initialPassphrase: z.boolean(),
          addedAt: time,
          lastSignedInAt: time.nullable(),
        }),
      ),
    }),
  },
  'people.add': {
    input: z.strictObject({ id: userId, role, grants, passphrase }),
    output: index,
  },
  /** Changes role, grants or whether somebody may sign in. Nobody changes themselves; one admin must remain. */
  'people.change': {
    input: z.strictObject({
      id: userId,
      role: role.optional(),
      grants: grants.optional(),
      disabled: z.boolean().optional(),
    }),
    output: index,
  },
  /** Gives somebody a new first passphrase, to be changed by them. */
  'people.resetPassphrase': { input: z.strictObject({ id: userId, passphrase }), output: index },
} as const satisfies Record<string, Procedure>;
