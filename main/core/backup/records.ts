import { basename } from 'node:path';
import { ProblemError } from '../../../common/errors.ts';
import type { Person } from '../access/people.ts';
import { entryBy } from '../core-context.ts';
import { SETTINGS } from '../keys/key-store.ts';
import type { Workspace } from '../workspace/open.ts';
import type { DrillReport } from './drill.ts';
import { recoveryOf, type BackupSchedule } from './settings.ts';

/**
 * Sets or ends the scheduled backups.
 * @throws ProblemError RECOVERY_MISSING when there is no key to encrypt them to
 */
export function recordSchedule(
  { keys }: Pick<Workspace, 'keys'>,
  schedule: BackupSchedule | null,
  person: Pick<Person, 'id'>,
  now: number,
): Promise<{ index: number }> {
  if (schedule !== null && recoveryOf(keys) === null) return Promise.reject(new ProblemError('RECOVERY_MISSING'));
  const [setting, value] = [SETTINGS.backupSchedule, JSON.stringify(schedule)];
  return keys.change({
    settings: [{ name: setting, value }],
    entries: [entryBy(person, now, { kind: 'setting.changed', setting, value })],
  });
}

/** Remembers a drill, whatever came of it. */
export function recordDrill(
  { keys }: Pick<Workspace, 'keys'>,
  { file, sha256, ok, entries }: Pick<DrillReport, 'sha256' | 'ok' | 'entries'> & { readonly file: string },
  person: Pick<Person, 'id'>,
  now: number,
): Promise<{ index: number }> {
  const at = new Date(now).toISOString();
  return keys.change({
    settings: [{ name: SETTINGS.backupLastDrill, value: JSON.stringify({ at, ok, file: basename(file) }) }],
    entries: [entryBy(person, now, { kind: 'backup.drilled', sha256, ok, entries })],
  });
}
