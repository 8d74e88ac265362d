import { z } from 'zod';
import { empty, index, keyId, time, userId, uuid, whole, type Procedure } from './shared.ts';

/** Public half of a recovery key. */
export const recipient = z.string().regex(/^age1[02-9ac-hj-np-z]{58}$/u);

const base64Key = z.string().regex(/^[A-Za-z0-9+/]{43}=$/u);

/** What an admin proposes in words of their own and a second admin approves. */
export const askedChange = z.discriminatedUnion('action', [
  /** A new team key from now on; the old one stays valid for `overlapDays` and then only opens what it sealed. */
  z.strictObject({
    action: z.literal('rotate'),
    validDays: z.number().int().min(1).max(3650),
    overlapDays: z.number().int().min(0).max(90),
  }),
  z.strictObject({ action: z.literal('retire'), keyId }),
  /** Refused while an undecided case, or one under a legal hold, is opened by this key alone. */
  z.strictObject({ action: z.literal('destroy'), keyId }),
  z.strictObject({
    action: z.literal('trustPlatform'),
    keyId,
    name: z.string().trim().min(1).max(80),
    publicKey: base64Key,
    notBefore: time,
    notAfter: time,
  }),
  z.strictObject({ action: z.literal('retirePlatform'), keyId }),
  /** Whether bundles without franking are taken in, and how old a report may be. */
  z.strictObject({
    action: z.literal('intakeRules'),
    allowUnsigned: z.boolean(),
    maxAgeDays: z.number().int().min(1).max(3650),
  }),
]);
export type AskedChange = z.output<typeof askedChange>;

/** Everything a second admin approves. */
export const keyChange = z.discriminatedUnion('action', [
  ...askedChange.options,
  /** Another recovery key. Only a finished ceremony proposes it: somebody has shown that its secret was written down. */
  z.strictObject({ action: z.literal('recovery'), recipient }),
]);
export type KeyChange = z.output<typeof keyChange>;

/** Team keys, platform keys, and the two-person rule for changing them. */
export const keyProcedures = {
  'keys.list': {
    input: empty,
    output: z.strictObject({
      team: z.array(
        z.strictObject({
          keyId,
          publicKey: base64Key,
          state: z.enum(['active', 'retired', 'destroyed']),
          notBefore: time,
          notAfter: time,
          /** Stored bundles that only this key opens. */
          bundles: whole,
        }),
      ),
      platforms: z.array(
        z.strictObject({
          keyId,
          name: z.string(),
          publicKey: base64Key,
          state: z.enum(['trusted', 'retired']),
          notBefore: time,
          notAfter: time,
        }),
      ),
      rules: z.strictObject({ allowUnsigned: z.boolean(), maxAgeDays: whole }),
    }),
  },
  'keys.propose': { input: z.strictObject({ change: askedChange }), output: z.strictObject({ id: uuid }) },
  'proposals.list': {
    input: empty,
    output: z.strictObject({
      proposals: z.array(
        z.strictObject({
          id: uuid,
          change: keyChange,
          state: z.enum(['open', 'applied', 'rejected', 'withdrawn']),
          proposedBy: userId,
          proposedAt: time,
          decidedBy: userId.nullable(),
          decidedAt: time.nullable(),
          /** Of an open proposal to destroy a key: decided cases whose content would be gone for good. Null of others. */
          bundlesLost: whole.nullable(),
        }),
      ),
    }),
  },
  /** A second person applies or rejects; the proposer can only withdraw. */
  'proposals.decide': { input: z.strictObject({ id: uuid, approve: z.boolean() }), output: index },
} as const satisfies Record<string, Procedure>;
