import { z } from 'zod';
import { SETTINGS, type KeyStore, type SettingName } from '../keys/key-store.ts';

const time = z.iso.datetime({ precision: 3 });
const recovery = z.strictObject({ recipient: z.string(), since: time });
const schedule = z.strictObject({ everyHours: z.number().int().min(1), keep: z.number().int().min(1) });
const failure = z.strictObject({ at: time, message: z.string() });
const drill = z.strictObject({ at: time, ok: z.boolean(), file: z.string() });

const elsewhere = z.strictObject({
  at: time,
  sha256: z.string(),
  recipient: z.string(),
  text: z.string(),
  salt: z.string(),
  commitment: z.string(),
});

export type Recovery = z.output<typeof recovery>;
export type BackupSchedule = z.output<typeof schedule>;
export type BackupFailure = z.output<typeof failure>;
export type LastDrill = z.output<typeof drill>;
/** A backup to another recipient than the recovery key, with the reason that its log entry commits to. */
export type ElsewhereBackup = z.output<typeof elsewhere>;

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

/** Begins the name of a setting with a reason; the SHA-256 of the backup follows, so that none replaces another. */
const ELSEWHERE = 'backup.elsewhere/';

/** Where the reason for a backup to another recipient is kept. */
export function elsewhereSetting(backup: ElsewhereBackup): { name: string; value: string } {
  return { name: `${ELSEWHERE}${backup.sha256}`, value: JSON.stringify(backup) };
}

/** Backups that went to another recipient than the recovery key with a reason, oldest first. */
export function elsewhereOf({ settingsUnder }: Pick<KeyStore, 'settingsUnder'>): ElsewhereBackup[] {
  return settingsUnder(ELSEWHERE)
    .flatMap((value) => elsewhere.safeParse(value).data ?? [])
    .sort((a, b) => a.at.localeCompare(b.at));
}
