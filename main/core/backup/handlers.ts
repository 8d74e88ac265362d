import type { CoreContext, HandlerGroup } from '../core-context.ts';
import { propose } from '../keys/proposals.ts';
import { parseIdentity } from './age-file.ts';
import type { Ceremonies } from './ceremony.ts';
import { drillBackup } from './drill.ts';
import { backupPath } from './folder.ts';
import { recordDrill, recordSchedule } from './records.ts';
import { backupIntoFolder, type BackupScheduler } from './schedule.ts';
import { backupStatus } from './status.ts';

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
  const { workspace, now, who, emit } = context;
  const { layout } = workspace;
  return {
    'backup.status': async () => ({ ...(await backupStatus(workspace)), lastFailure: scheduler.lastFailure }),
    'backup.beginCeremony': (_input, session) => {
      who(session);
      return ceremonies.begin(session.id);
    },
    'backup.finishCeremony': async ({ ceremony, answers }, session) => {
      const person = who(session);
      const recipient = ceremonies.check(session.id, ceremony, answers);
      const { id } = await propose(workspace, { action: 'recovery', recipient }, person, now());
      ceremonies.forget(session.id);
      emit({ type: 'log.changed' });
      return { proposal: id };
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
