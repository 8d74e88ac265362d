import type { CoreContext, HandlerGroup } from '../core-context.ts';
import { parseIdentity } from './age-file.ts';
import type { Ceremonies } from './ceremony.ts';
import { drillBackup } from './drill.ts';
import { backupPath, listBackups } from './folder.ts';
import { recordDrill, recordRecovery, recordSchedule } from './records.ts';
import { backupIntoFolder, type BackupScheduler } from './schedule.ts';
import { lastDrillOf, recoveryOf, scheduleOf } from './settings.ts';

type Method =
  | 'backup.status'
  | 'backup.beginCeremony'
  | 'backup.finishCeremony'
  | 'backup.create'
  | 'backup.setSchedule'
  | 'backup.drill';

/** Backups, the ceremony that makes their recovery key, and the drill that proves them. */
export function backupHandlers(
  context: CoreContext,
  ceremonies: Ceremonies,
  scheduler: Pick<BackupScheduler, 'lastFailure' | 'look' | 'succeeded'>,
): HandlerGroup<Method> {
  const { workspace, now, who } = context;
  const { keys, layout } = workspace;
  return {
    'backup.status': () => {
      const recovery = recoveryOf(keys);
      return Promise.resolve({
        recipient: recovery?.recipient ?? null,
        recipientSince: recovery?.since ?? null,
        schedule: scheduleOf(keys),
        folder: layout.backupFolder,
        files: listBackups(layout.backupFolder),
        lastFailure: scheduler.lastFailure,
        lastDrill: lastDrillOf(keys),
      });
    },
    'backup.beginCeremony': (_input, session) => {
      who(session);
      return ceremonies.begin(session.id);
    },
    'backup.finishCeremony': async ({ ceremony, answers }, session) => {
      const person = who(session);
      const recipient = ceremonies.check(session.id, ceremony, answers);
      const done = await recordRecovery(workspace, recipient, person, now());
      ceremonies.forget(session.id);
      return done;
    },
    'backup.create': async (_input, session) => {
      const { file, sha256, bytes, entries } = await backupIntoFolder(workspace, {
        actor: who(session).id,
        now: now(),
      });
      scheduler.succeeded();
      return { file, sha256, bytes, entries };
    },
    'backup.setSchedule': async ({ schedule }, session) => {
      const done = await recordSchedule(workspace, schedule, who(session), now());
      scheduler.look();
      return done;
    },
    'backup.drill': async ({ file, secret }, session) => {
      const person = who(session);
      const identity = await parseIdentity(secret);
      const { sha256, ...report } = await drillBackup(
        workspace,
        backupPath(layout.backupFolder, file),
        identity.secret,
      );
      await recordDrill(workspace, { ...report, sha256, file }, person, now());
      return report;
    },
  };
}
