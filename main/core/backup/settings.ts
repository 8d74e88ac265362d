import { z } from 'zod';
import { SETTINGS, type KeyStore, type SettingName } from '../keys/key-store.ts';

const time = z.iso.datetime({ precision: 3 });
const recovery = z.strictObject({ recipient: z.string(), since: time });
const schedule = z.strictObject({ everyHours: z.number().int().min(1), keep: z.number().int().min(1) });
const failure = z.strictObject({ at: time, message: z.string() });
const drill = z.strictObject({ at: time, ok: z.boolean(), file: z.string() });

export type Recovery = z.output<typeof recovery>;
export type BackupSchedule = z.output<typeof schedule>;
export type BackupFailure = z.output<typeof failure>;
export type LastDrill = z.output<typeof drill>;

type Settings = Pick<KeyStore, 'setting'>;

/** A setting that is absent or not in its form counts as not set: it was written by this program alone. */
function read<Value>({ setting }: Settings, name: SettingName, schema: z.ZodType<Value>): Value | null {
  const parsed = schema.safeParse(setting(name));
  return parsed.success ? parsed.data : null;
}

/** The public half of the recovery key and since when it is in use. */
export function recoveryOf(settings: Settings): Recovery | null {
  return read(settings, SETTINGS.recovery, recovery);
}

export function scheduleOf(settings: Settings): BackupSchedule | null {
  return read(settings, SETTINGS.backupSchedule, schedule);
}

export function lastFailureOf(settings: Settings): BackupFailure | null {
  return read(settings, SETTINGS.backupLastFailure, failure);
}

export function lastDrillOf(settings: Settings): LastDrill | null {
  return read(settings, SETTINGS.backupLastDrill, drill);
}
