import { ProblemError } from '../../../common/errors.ts';
import type { CoreContext, HandlerGroup } from '../core-context.ts';

type Method =
  | 'backup.status'
  | 'backup.beginCeremony'
  | 'backup.finishCeremony'
  | 'backup.create'
  | 'backup.setSchedule'
  | 'backup.drill';

export function backupHandlers(context: CoreContext): HandlerGroup<Method> {
  const building = (): Promise<never> =>
    Promise.reject(new ProblemError('INTERNAL', `This part is being built (${context.workspace.info.id}).`));
  return {
    'backup.status': building,
    'backup.beginCeremony': building,
    'backup.finishCeremony': building,
    'backup.create': building,
    'backup.setSchedule': building,
    'backup.drill': building,
  };
}
