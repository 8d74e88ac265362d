import { z } from 'zod';
import { empty, index, time, whole, type Procedure } from './shared.ts';

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
      /** Public half of the recovery key; null before the ceremony. */
      recipient: z.string().nullable(),
      recipientSince: time.nullable(),
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
  'backup.finishCeremony': {
    input: z.strictObject({ ceremony: z.string(), answers: z.array(z.string().max(64)).min(2).max(8) }),
    output: index,
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
