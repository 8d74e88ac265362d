import { z } from 'zod';
import { recipient } from './keys.ts';
import { empty, index, time, userId, uuid, whole, type Procedure } from './shared.ts';

const schedule = z.strictObject({
  everyHours: z
    .number()
    .int()
    .min(1)
    .max(24 * 30),
  keep: z.number().int().min(1).max(365),
});

/** Backups to an offline recovery key, and the drill that proves them. */
export const backupProcedures = {
  'backup.status': {
    input: empty,
    output: z.strictObject({
      /** Public half of the recovery key in use; null before a second admin has approved one. */
      recipient: z.string().nullable(),
      recipientSince: time.nullable(),
      /** The newest recovery key that waits for a second admin. */
      pending: z.strictObject({ recipient, proposal: uuid, proposedBy: userId, at: time }).nullable(),
      schedule: schedule.nullable(),
      folder: z.string(),
      files: z.array(z.strictObject({ file: z.string(), bytes: whole, at: time, entries: whole.nullable() })),
      lastFailure: z.strictObject({ at: time, message: z.string() }).nullable(),
      lastDrill: z.strictObject({ at: time, ok: z.boolean(), file: z.string() }).nullable(),
    }),
  },
  /** Makes a recovery key. The secret is answered once and kept nowhere; the ceremony waits for the check below. */
  'backup.beginCeremony': {
    input: empty,
    output: z.strictObject({
      ceremony: z.string(),
      recipient: z.string(),
      secret: z.string(),
      /** Positions (from 1) of the groups of the secret that have to be typed back. */
      ask: z.array(whole).min(2),
      groups: z.array(z.string()),
    }),
  },
  /** Proposes the key that was written down; it comes into use when a second admin approves. */
  'backup.finishCeremony': {
    input: z.strictObject({ ceremony: z.string(), answers: z.array(z.string().max(64)).min(2).max(8) }),
    output: z.strictObject({ proposal: uuid }),
  },
  'backup.create': {
    input: empty,
    output: z.strictObject({ file: z.string(), sha256: z.string(), bytes: whole, entries: whole }),
  },
  'backup.setSchedule': { input: z.strictObject({ schedule: schedule.nullable() }), output: index },
  /** Decrypts a backup with the secret typed in, restores it into a temporary folder, verifies it whole, removes it. */
  'backup.drill': {
    input: z.strictObject({ file: z.string().max(1_024), secret: z.string().max(512) }),
    output: z.strictObject({
      ok: z.boolean(),
      entries: whole,
      cases: whole,
      /** Cases whose content was opened and verified during the drill. */
      opened: whole,
      continuesLive: z.boolean(),
      problems: z.array(z.string()),
      ms: z.number().nonnegative(),
    }),
  },
} as const satisfies Record<string, Procedure>;
