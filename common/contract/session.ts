import { z } from 'zod';
import { RESTRICTED_POLICIES } from '../domain/roles.ts';
import { empty, passphrase, role, userId, whole, type Procedure } from './shared.ts';

/** Who has signed in at this window. */
export const signedIn = z.strictObject({
  id: userId,
  role,
  grants: z.array(z.enum(RESTRICTED_POLICIES)),
  /** The passphrase is still the one the workspace was made with; approvals wait until it was changed. */
  initialPassphrase: z.boolean(),
});

export const sessionProcedures = {
  /** Who and what this window is connected to. Answers also while the workspace is locked. */
  'session.hello': {
    input: empty,
    output: z.strictObject({
      /** Null: locked, or nobody has signed in at this window. */
      user: signedIn.nullable(),
      /** There is no workspace yet: the first thing is to make one. */
      setup: z.boolean(),
      workspace: z.string(),
      sample: z.boolean(),
      /** People of the sample workspace, who can be chosen without typing; empty elsewhere. */
      sampleUsers: z.array(z.strictObject({ id: userId, role })),
      host: z.enum(['electron', 'browser']),
      /** Whether this host can use the operating system's keychain as a second lock. */
      keychain: z.boolean(),
      version: z.string(),
      model: z.string().nullable(),
      graceMs: whole,
      /** Idle time after which this window locks. */
      idleMs: whole,
      /**
       * Failed attempts and the milliseconds to wait, each the largest of anybody's: everybody has a count of their own,
       * and before somebody says who they are only the worst one is known. Somebody else may not have to wait at all;
       * `session.unlock` says.
       */
      failedAttempts: whole,
      retryAfterMs: whole,
    }),
  },
  /** Makes the workspace with everybody's first passphrase; only while there is none. */
  'session.setup': {
    input: z.strictObject({ passphrase }),
    output: z.strictObject({ users: z.array(z.strictObject({ id: userId, role })) }),
  },
  /** Signs a person in at this window, opening the workspace when it was locked. In a sample, null needs no typing. */
  'session.unlock': {
    input: z.strictObject({ user: userId, passphrase: passphrase.nullable() }),
    output: z.strictObject({ user: signedIn, failedBefore: whole }),
  },
  /** Signs out: gives leases back; with the last window the keys are dropped and the workspace is closed. */
  'session.lock': {
    input: z.strictObject({ cause: z.enum(['asked', 'idle', 'suspend']) }),
    output: empty,
  },
  /** Somebody is there: puts the idle lock off. */
  'session.active': { input: empty, output: empty },
  'session.changePassphrase': {
    input: z.strictObject({
      current: passphrase.nullable(),
      next: passphrase,
      /** Have the operating system's keychain guard this person's key too; only where `hello.keychain` says so. */
      keychain: z.boolean().optional(),
    }),
    output: empty,
  },
} as const satisfies Record<string, Procedure>;
